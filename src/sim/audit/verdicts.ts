// Promises about verdicts that people read: that a success was paid, that a decline never charges,
// that "nothing was charged" is so. Knows what was said and the bank's books behind it.

import type { Money, Shown } from '../history.ts';
import { sameMoney, words, type BankCharge } from './bank-books.ts';
import { named, staysTaken } from './money.ts';
import type { Oracle } from './oracle.ts';
import { isFromOutside, isRevived } from './outside.ts';
import type { PageFile } from './page-file.ts';
import { isFirstWrite, type RowVersion } from './row-book.ts';
import type { View } from './view.ts';

const PAID = new Set(['paid', 'partially_refunded', 'refunded']);

// Whoever reads "Thank you", a paid checkout or a payment that succeeded, or whose page told the
// storefront so: the bank had captured that amount for that checkout before.
const successMeansCaptured: Oracle = {
  name: 'success-means-captured',
  level: 'end-to-end',
  words: 'Nobody is told that they paid before the bank has taken that amount.',
  check(view, tell) {
    for (const page of view.pages.values()) {
      for (const { shown, n } of page.shown) {
        if (!saysPaid(shown)) continue;
        const amount = shown.payment?.amount ?? shown.amount;
        if (isCaptured(view, shown.checkoutId ?? '', amount, n)) continue;
        const what = amount === null ? 'a payment' : words(amount);
        tell(`${page.name} told of ${what} paid, and none was captured`, n);
      }
      const ends = [
        ...page.events.filter(({ name }) => name === 'complete'),
        ...page.results.filter(({ result }) => result === 'paid'),
      ];
      for (const { n } of ends) {
        if (isCaptured(view, view.ofCart(page.cart)?.id ?? '', null, n)) continue;
        tell(`${page.name} said that ${page.cart} is paid, and nothing was captured`, n);
      }
    }
  },
};

function saysPaid({ status, checkoutStatus, payment }: Shown): boolean {
  return status === 'paid' || PAID.has(checkoutStatus ?? '') || payment?.status === 'succeeded';
}

/** Whether the bank had captured this amount, or any, for a checkout before entry `n`. */
export function isCaptured(
  view: View,
  checkoutId: string,
  amount: Money | null,
  n: number,
): boolean {
  for (const charge of view.bank.of(checkoutId)) {
    if (!charge.isCapturedAt(n)) continue;
    if (amount === null || sameMoney(amount, charge.amount)) return true;
  }
  return false;
}

// A payment that a page called declined: nothing that was captured for it is kept in the end. But
// nobody can know of a decline that the database forgot, if the bank made another charge with the
// same key against its promise: what its shopper approves then pays.
const declineMeansUnpaid: Oracle = {
  name: 'decline-means-never-captured',
  level: 'end-to-end',
  words: 'Whoever was told of a decline keeps their money.',
  check(view, tell) {
    for (const { paymentId, n, charge } of capturesOfDeclined(view)) {
      if (!staysTaken(view, charge)) continue;
      if (view.bank.isFromOutside(charge) && isDeclineForgotten(view, paymentId)) continue;
      tell(`${paymentId} was shown as declined, and ${named(charge)} stays taken`, n, charge.n);
    }
  },
};

// The same, at any time and whether or not it was given back: only what comes from outside may be
// captured for a payment that was shown as declined, or what a press before it took that the
// database forgot.
const declinedNeverCaptured: Oracle = {
  name: 'declined-attempt-never-captured',
  level: 'layer',
  words: 'A payment that was shown as declined is never captured, but from outside.',
  check(view, tell) {
    for (const { paymentId, n, charge } of capturesOfDeclined(view)) {
      if (view.bank.isFromOutside(charge) || isOfAForgottenPress(view, paymentId, charge)) continue;
      const words = `${paymentId} was shown as declined, and ${named(charge)} captured for it`;
      tell(words, n, charge.n);
    }
  },
};

interface DeclinedCapture {
  readonly paymentId: string;
  /** The entry that says that it was declined. */
  readonly n: number;
  readonly charge: BankCharge;
}

/** Whatever took money for a payment that somebody was told was declined. */
function capturesOfDeclined(view: View): readonly DeclinedCapture[] {
  return [...declinesSaid(view)].flatMap(([paymentId, n]) =>
    capturesFor(view, paymentId)
      .filter((charge) => !isOfALaterLife(view, paymentId, charge.n))
      .map((charge) => ({ paymentId, n, charge })),
  );
}

/** Each payment that somebody was told was declined, with the first entry that says so. */
function declinesSaid(view: View): ReadonlyMap<string, number> {
  const said = new Map<string, number>();
  const note = (id: string | null | undefined, n: number): void => {
    if (id !== null && id !== undefined && !said.has(id)) said.set(id, n);
  };
  for (const page of view.pages.values()) {
    for (const { shown, n } of page.shown) {
      const { payment } = shown;
      if (payment?.status === 'declined' || shown.status === 'declined') note(payment?.id, n);
    }
    for (const { name, paymentId, n } of page.events) if (name === 'decline') note(paymentId, n);
  }
  return said;
}

/** The charges that took money for a payment, `pay_…_ordinal` of the checkout `chk_…`. */
function capturesFor(view: View, paymentId: string): readonly BankCharge[] {
  const { checkoutId, ordinal } = attemptOf(paymentId);
  return view.bank
    .of(checkoutId)
    .filter((charge) => charge.ordinal === ordinal && charge.capturedN !== null);
}

function attemptOf(paymentId: string): { readonly checkoutId: string; readonly ordinal: number } {
  const end = paymentId.lastIndexOf('_');
  const checkoutId = `chk_${paymentId.slice('pay_'.length, end)}`;
  return { checkoutId, ordinal: Number(paymentId.slice(end + 1)) };
}

function attemptVersions(view: View, paymentId: string): readonly RowVersion[] {
  const { checkoutId, ordinal } = attemptOf(paymentId);
  return view.rows.files.get(checkoutId)?.attempt(ordinal)?.versions ?? [];
}

function isDeclineForgotten(view: View, paymentId: string): boolean {
  return attemptVersions(view, paymentId).some(
    ({ before, commit }) => commit === null && before?.['status'] === 'declined',
  );
}

// A database that forgot a decline gives its number to the next payment: what is charged under it
// from then on is another press's.
function isOfALaterLife(view: View, paymentId: string, chargedN: number): boolean {
  const claims = attemptVersions(view, paymentId).filter(isFirstWrite);
  return claims.slice(1).some(({ n }) => n < chargedN);
}

/** Charged for a claim that was forgotten undeclined; the decline is of one that got its number. */
function isOfAForgottenPress(view: View, paymentId: string, charge: BankCharge): boolean {
  const versions = attemptVersions(view, paymentId);
  const next = versions.findIndex((version) => isFirstWrite(version) && version.n > charge.n);
  return next > 0 && versions.slice(0, next).every(({ row }) => row?.['status'] !== 'declined');
}

// A page that says for sure that nothing was charged: none of the tokens that it has sent since its
// last press had been captured by then, unless from outside and not to stay. Under a decline the
// same words speak of the payment that was declined, which the promises above are about.
const nothingChargedTrue: Oracle = {
  name: 'nothing-charged-said-truly',
  level: 'end-to-end',
  words: '"Nothing was charged" is only said of a press that had charged nothing.',
  check(view, tell) {
    forEachSureWord(view, (page, n, token) => {
      for (const charge of view.bank.ofToken(token)) {
        if (!charge.isCapturedAt(n)) continue;
        if (view.bank.isFromOutside(charge) && !staysTaken(view, charge)) continue;
        tell(`${page.name} said that nothing was charged, ${named(charge)} was`, n, charge.n);
      }
    });
  },
};

// Nor is it captured later, unless from outside, for then the words were no promise, or by a server
// that was started with rows from before those words.
const nothingChargedStays: Oracle = {
  name: 'nothing-charged-stays-true',
  level: 'end-to-end',
  words: 'A press of which "nothing was charged" was said is not charged afterwards either.',
  check(view, tell) {
    forEachSureWord(view, (page, n, token) => {
      for (const charge of view.bank.ofToken(token)) {
        const { capturedN } = charge;
        if (capturedN === null || capturedN < n || isFromOutside(view, charge)) continue;
        if (isRevived(view, charge, n)) continue;
        const later = `${named(charge)} was captured afterwards`;
        tell(`${page.name} said that nothing was charged, and ${later}`, n, capturedN);
      }
    });
  },
};

function forEachSureWord(
  view: View,
  visit: (page: PageFile, n: number, token: string) => void,
): void {
  for (const page of view.pages.values()) {
    const said = new Set<string>();
    for (const { shown, n } of page.shown) {
      if (!shown.saysNothingCharged || shown.status === 'declined') continue;
      const since = page.pressBefore(n)?.n ?? n;
      for (let index = page.payments.length - 1; index >= 0; index -= 1) {
        const sent = page.payments[index];
        if (sent === undefined || sent.n < since) break;
        const token = sent.n < n ? sent.token() : null;
        if (token === null || said.has(token)) continue;
        said.add(token);
        visit(page, n, token);
      }
    }
  }
}

export const VERDICTS: readonly Oracle[] = [
  successMeansCaptured,
  declineMeansUnpaid,
  declinedNeverCaptured,
  nothingChargedTrue,
  nothingChargedStays,
];
