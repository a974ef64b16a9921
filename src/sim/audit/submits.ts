// The promise about what a press of Pay is told in the end: the decline that `submit()` answers is
// the press's own.

import { PAGE_PATIENCE_MS } from './bounds.ts';
import type { Oracle } from './oracle.ts';
import type { PageFile } from './page-file.ts';
import { isFirstWrite, numberOf, textOf, type RowLine } from './row-book.ts';
import type { View } from './view.ts';
import type { Exchange } from './wire.ts';

// Whose `submit()` answers `declined` had a payment of their own declined: a server answered so,
// the bank took no money with their token, or their attempt was given up. A page that has no answer
// that says what became of its payment, and sees one declined that may be its own, cannot know.
const ownDecline: Oracle = {
  name: 'declined-result-is-its-own',
  level: 'end-to-end',
  words: 'A press of Pay that is told of a decline is told of its own.',
  check(view, tell) {
    for (const page of view.pages.values()) {
      for (const { result, pressN, n } of page.results) {
        if (result !== 'declined' || pressN === null) continue;
        const endN = Math.min(n, page.presses.find((press) => press.n > pressN)?.n ?? n);
        const sent = page.payments.filter((payment) => payment.n > pressN && payment.n < endN);
        const isOwn = sent.some(
          (payment) => payment.isAnsweredWith(402, n) || hasFailed(view, payment.token(), n),
        );
        const mayBeOwn = isUnclear(sent, n) && !wasReused(sent, n) && isNews(page, sent, n);
        if (isOwn || mayBeOwn) continue;
        tell(`${page.name} was told of a decline that is not its own`, pressN, n);
      }
    }
  },
};

/**
 * The payment that the page shows around then is not the one that it showed when it sent its own.
 */
function isNews({ shown }: PageFile, [first]: readonly Exchange[], n: number): boolean {
  if (first === undefined) return false;
  const before = shown.findLast((entry) => entry.n < first.n);
  const then = [shown.findLast((entry) => entry.n < n), shown.find((entry) => entry.n > n)];
  return then.some((entry) => entry && entry.shown.payment?.id !== before?.shown.payment?.id);
}

// Another copy may be under way, or a proxy has spoken and passed the payment on.
const UNDECIDED = new Set([409, 429]);

/** Nobody can tell from the answers so far whether anything was charged. */
function isUnclear(sent: readonly Exchange[], n: number): boolean {
  return sent.some((payment) => {
    const status = heardOf(payment, n);
    return status === null || status >= 500 || UNDECIDED.has(status);
  });
}

/** Another body had the key. */
function wasReused(sent: readonly Exchange[], n: number): boolean {
  return sent.some((payment) => heardOf(payment, n) === 422);
}

/** The status of a whole answer that came before entry `n`, and before the page gave it up. */
function heardOf({ asked, received }: Exchange, n: number): number | null {
  if (received === null || received.n > n || received.cut === true) return null;
  return received.at - asked.at < PAGE_PATIENCE_MS ? received.status : null;
}

/** Whether what was to be charged with a token had failed before entry `n`. */
function hasFailed(view: View, token: string | null, n: number): boolean {
  if (token === null) return false;
  const charges = view.bank.ofToken(token);
  if (charges.some(({ failedN }) => failedN !== null && failedN < n)) return true;
  return view.rows.written.legs.some((leg) => {
    if (leg.before !== null || leg.row?.['token'] !== token) return false;
    const file = view.rows.files.get(textOf(leg.row['checkout_id']));
    const attempt = file?.attempt(numberOf(leg.row['ordinal']) ?? 0);
    return attempt ? wasDeclined(attempt, leg.n, n) : false;
  });
}

/**
 * Between two entries, and before another press got its number, though it may be forgotten by now.
 */
function wasDeclined({ versions }: RowLine, from: number, to: number): boolean {
  const since = versions.filter(({ n }) => n > from && n < to);
  const next = since.findIndex(isFirstWrite);
  const own = next < 0 ? since : since.slice(0, next);
  return own.some(({ row }) => row?.['status'] === 'declined');
}

export const SUBMITS: readonly Oracle[] = [ownDecline];
