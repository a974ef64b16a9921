// Promises about pages at the end: each that is still open, awake and online shows what is true,
// and lets its shopper pay where something can be paid. Knows what a page could know: one that
// shows an idle state asks nobody until it is woken, and is judged by its answers.

import type { Money, Shown, StoredRow } from '../history.ts';
import { words } from './bank-books.ts';
import { OVERDUE_MS, PARKED_LOOK_MS, UNDER_WAY_MS } from './bounds.ts';
import type { Oracle } from './oracle.ts';
import type { PageFile, ShownEntry } from './page-file.ts';
import { numberOf, textOf, type CheckoutFile } from './row-book.ts';
import type { View } from './view.ts';
import type { Exchange } from './wire.ts';

// A page whose picture is of the rows' revision, or which has asked since the rows last changed,
// shows what the rows say: paid, refunds and all, live or open, with the total. One that waits for
// an end has asked, and so believes rows that went back; one at rest may be ahead of them.
const pagesShowTruth: Oracle = {
  name: 'every-live-page-shows-the-truth',
  level: 'end-to-end',
  words: 'In the end every open page shows what has become of its checkout.',
  check(view, tell) {
    forEachLivePage(view, (page, last, file, row) => {
      const { shown } = last;
      const changed = lastChange(file);
      const isWaiting = WAITING.has(shown.status);
      const hadTime = (view.endedAt ?? 0) - Math.max(changed.at, last.at) > PARKED_LOOK_MS;
      if (isBehindPage(shown, file, row) && !(isWaiting && hadTime)) return;
      const back = view.rows.rollbacks.at(-1)?.n ?? 0;
      const hasHeard = hasAsked(page, Math.max(changed.n, back));
      // After the rows went back, their revisions are given out again.
      const isOfBefore = back > answeredN(page, picturedN(page, last)) && !hasHeard;
      const isCurrent = shown.revision === numberOf(row['revision']) && !isOfBefore;
      if (isCurrent) {
        const wrong = difference(view, page, last, file, row);
        if (wrong !== null) tell(`${page.name} shows ${shown.status}: ${wrong}`, last.n);
        return;
      }
      if (!hasHeard && !(isWaiting && hadTime)) return;
      const is = `revision ${String(shown.revision)}, the rows are at ${textOf(row['revision'])}`;
      tell(`${page.name} shows ${shown.status} of ${is}`, last.n, changed.n);
    });
  },
};

const WAITING = new Set(['loading', 'paying', 'checking', 'action', 'processing']);

/** The rows went back, and have not come to the revision again that the page shows. */
function isBehindPage(shown: Shown, file: CheckoutFile, row: StoredRow): boolean {
  return shown.checkoutId === file.id && (shown.revision ?? 0) > (numberOf(row['revision']) ?? 0);
}

// A page that shows a checkout which can be paid, for the first time or after a decline, lets Pay
// be pressed.
const payAgain: Oracle = {
  name: 'pay-again-after-decline',
  level: 'end-to-end',
  words: 'A page that shows a checkout to be paid, also after a decline, lets its shopper pay.',
  check(view, tell) {
    forEachLivePage(view, (page, last) => {
      const { status, canSubmit } = last.shown;
      if (page.opened.kind === 'confirmation' || canSubmit) return;
      if (status !== 'ready' && status !== 'declined') return;
      if ((view.endedAt ?? 0) - last.at < OVERDUE_MS) return;
      tell(`${page.name} shows ${status}, and Pay does nothing`, last.n);
    });
  },
};

// Who presses Pay when the faults have long stopped has paid in the end: with a good card, as all
// who press then have. Of a page that was behind the first press may only show what is new; it is
// pressed again. Who was declined too often before has to wait.
const pressPays: Oracle = {
  name: 'pays-in-fair-weather',
  level: 'end-to-end',
  words: 'Once nothing goes wrong any more, whoever presses Pay has paid in the end.',
  check(view, tell) {
    const { healedAt } = view;
    if (healedAt === null) return;
    forEachLivePage(view, (page, last, file, row) => {
      const press = page.presses.find(({ at }) => at - healedAt > UNDER_WAY_MS);
      if (press === undefined || numberOf(row['paid']) !== null) return;
      if ((view.endedAt ?? 0) - press.at < UNDER_WAY_MS) return;
      if (page.payments.some(({ n, received }) => n > press.n && received?.status === 429)) return;
      tell(`${page.name} shows ${last.shown.status}, and ${file.id} is not paid`, press.n, last.n);
    });
  },
};

type Visit = (page: PageFile, last: ShownEntry, file: CheckoutFile, row: StoredRow) => void;

/**
 * Pages that are open, awake and online in the end, of the checkout's present owner, whose cart is
 * theirs: the storefront's rows go back as well.
 */
function forEachLivePage(view: View, visit: Visit): void {
  if (view.endedAt === null) return;
  for (const page of view.pages.values()) {
    const last = page.shown.at(-1);
    if (!page.isOpen || page.isAway || last === undefined) continue;
    const file = view.ofCart(page.cart);
    const row = file?.row.now() ?? null;
    if (file === null || row === null) continue;
    const principal = page.exchanges.at(-1)?.asked.principal ?? null;
    if (principal !== null && principal !== row['principal']) continue;
    const owner = view.carts.at(page.cart, Number.POSITIVE_INFINITY)?.['owner'] ?? principal;
    if (principal !== null && principal !== owner) continue;
    visit(page, last, file, row);
  }
}

function lastChange(file: CheckoutFile): { readonly n: number; readonly at: number } {
  const { versions } = file.row;
  const changed = versions.findLast(
    ({ before, row }) => before?.['revision'] !== row?.['revision'],
  );
  return changed ?? { n: 0, at: 0 };
}

/** When it first showed the picture that it shows last, whatever it said of it since. */
function picturedN(page: PageFile, last: ShownEntry): number {
  const { revision, checkoutStatus } = last.shown;
  const other = page.shown.findLastIndex(
    ({ shown }) => shown.revision !== revision || shown.checkoutStatus !== checkoutStatus,
  );
  return page.shown[other + 1]?.n ?? last.n;
}

/**
 * When the server gave what the page showed at `shownN`: the answer may have been long on its way.
 */
function answeredN(page: PageFile, shownN: number): number {
  let [heardN, answered] = [-1, shownN];
  for (const { call, received, answers } of page.exchanges) {
    if ((call !== 'read' && call !== 'open') || received === null || !isHeard(received)) continue;
    if (received.n < heardN || received.n > shownN) continue;
    [heardN, answered] = [received.n, answers[0]?.n ?? shownN];
  }
  return answered;
}

function isHeard(received: Exchange['received']): boolean {
  return received?.status === 200 && received.cut !== true;
}

function hasAsked(page: PageFile, since: number): boolean {
  return page.exchanges.some(
    ({ call, n, received }) =>
      n > since && isHeard(received) && (call === 'read' || call === 'open'),
  );
}

/** What a page of the newest revision says that the rows do not; null: all is as it should be. */
function difference(
  view: View,
  page: PageFile,
  { shown, at }: ShownEntry,
  file: CheckoutFile,
  row: StoredRow,
): string | null {
  const status = statusOf(file, row);
  if (!isWord(shown.checkoutStatus, status)) {
    return `the picture says ${shown.checkoutStatus ?? 'nothing'}, the rows ${status}`;
  }
  if (shown.amount !== null && !isCostOf(shown.amount, row)) {
    return `it asks for ${words(shown.amount)}`;
  }
  const payment = paymentDifference(shown, file);
  if (payment !== null) return payment;
  const hadTime = (view.endedAt ?? 0) - at > PARKED_LOOK_MS;
  if (PAID.has(status)) return shown.status === 'paid' ? null : `${file.id} is paid`;
  if (status === 'action_required') return shown.status === 'action' ? null : 'the bank waits';
  if (status === 'processing') return WAITING.has(shown.status) ? null : 'it is being paid';
  if (shown.status === 'action' || shown.status === 'processing') return 'nothing is live';
  if (shown.status === 'paid') return 'nothing is paid';
  const isDead = WAITING.has(shown.status) || shown.status === 'offline';
  const isShut = shown.status === 'expired' && page.opened.kind === 'checkout';
  return hadTime && (isDead || isShut) ? 'it could be paid' : null;
}

const PAID = new Set(['paid', 'partially_refunded', 'refunded']);

/** As the server's picture calls it; what can be paid is `open`, with its key over `expired`. */
function statusOf(file: CheckoutFile, row: StoredRow): string {
  const live = numberOf(row['live']);
  if (live !== null) {
    const attempt = file.attempt(live)?.now();
    return attempt?.['status'] === 'action_required' ? 'action_required' : 'processing';
  }
  if (numberOf(row['paid']) === null) return 'open';
  const kept = file.charges.find((line) => line.now()?.['kept'] === true);
  let back = 0;
  for (const line of file.refunds) {
    const refund = line.now();
    if (refund?.['charge_id'] !== kept?.key || refund?.['status'] !== 'succeeded') continue;
    back += numberOf(refund['amount_value']) ?? 0;
  }
  if (back === 0) return 'paid';
  return back >= (numberOf(kept?.now()?.['amount_value']) ?? 0) ? 'refunded' : 'partially_refunded';
}

function isCostOf({ value, currency }: Money, row: StoredRow): boolean {
  return value === numberOf(row['amount_value']) && currency === row['currency'];
}

function isWord(shown: string | null, status: string): boolean {
  return shown === status || (status === 'open' && shown === 'expired');
}

const OUTSIDE: Readonly<Record<string, string>> = { pending: 'processing' };

function paymentDifference({ payment }: Shown, file: CheckoutFile): string | null {
  let telling: StoredRow | null = null;
  for (const line of file.attempts.values()) {
    const row = line.now();
    if (row === null || row['status'] === 'not_sent') continue;
    if ((numberOf(row['ordinal']) ?? 0) > (numberOf(telling?.['ordinal']) ?? 0)) telling = row;
  }
  if (telling === null || payment === null) {
    return telling === payment ? null : 'it and the rows do not tell of the same payment';
  }
  const status = textOf(telling['status']);
  if (payment.status !== (OUTSIDE[status] ?? status)) return `the payment is ${status}`;
  if (!isCostOf(payment.amount, telling)) return 'the payment costs else';
  const stored = file.refunds.flatMap((line) => {
    const row = line.now();
    return row === null ? [] : `${textOf(row['status'])} ${textOf(row['amount_value'])}`;
  });
  const seen = payment.refunds.map((one) => `${one.status} ${one.amount.value}`);
  return stored.sort().join() === seen.sort().join() ? null : 'its refunds are not the rows’';
}

export const LIVE_PAGES: readonly Oracle[] = [pagesShowTruth, payAgain, pressPays];
