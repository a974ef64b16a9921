// What the button and the status line say and do in each state: a pure table from a snapshot and
// words. Knows no DOM and decides nothing about money; whether a press pays is the controller's
// business.

import type { Notice, Snapshot } from '../client/snapshot.ts';
import type { Payment } from '../protocol/messages.ts';
import { fill, fillPlural, type Messages } from './words.ts';

/**
 * What a press of the button asks for. `submit` while busy is harmless and counts as a blocked
 * duplicate.
 */
export type Press = 'submit' | 'refresh' | 'continue' | 'nothing';

export interface ButtonView {
  /**
   * Heard before `text` but not seen, so that the name begins with "Pay" whatever is to be done.
   */
  readonly spoken: string | null;
  /** Empty where there is nothing to be seen yet. */
  readonly text: string;
  /** `under-way` is busy for so long that nobody watches it. */
  readonly phase: 'loading' | 'ready' | 'waiting' | 'busy' | 'under-way' | 'done';
  readonly press: Press;
}

export interface LineView {
  readonly role: 'status' | 'alert';
  readonly tone: 'plain' | 'waiting' | 'good' | 'bad';
  readonly text: string;
}

export interface Wording {
  readonly words: Messages;
  readonly locale: string;
  /** The checkout's amount, as a person reads it; empty before the checkout is known. */
  readonly amount: string;
}

/** The button of a state: there is one in every state, also where a press does nothing. */
export function buttonView(snapshot: Snapshot, wording: Wording): ButtonView {
  const { words, amount } = wording;
  const filled = (template: string) => fill(template, { amount });
  switch (snapshot.status) {
    case 'loading':
      return { spoken: words.paySoon, text: '', phase: 'loading', press: 'nothing' };
    case 'processing':
      return { spoken: null, text: words.payOnItsWay, phase: 'under-way', press: 'submit' };
    case 'expired':
      return closedButton(words);
    case 'ready':
    case 'declined': {
      // Shut for a moment: the server is asked first, or a new total is still to be read.
      const phase = snapshot.canSubmit ? 'ready' : 'waiting';
      return { spoken: null, text: filled(words.pay), phase, press: 'submit' };
    }
    case 'offline':
      return { spoken: null, text: filled(words.payWaiting), phase: 'waiting', press: 'submit' };
    case 'paying':
    case 'checking':
      return busyButton(snapshot, wording);
    case 'action':
      return {
        spoken: filled(words.paySpoken),
        text: words.continueAtBank,
        phase: 'ready',
        press: 'continue',
      };
    case 'paid':
      return { spoken: null, text: filled(words.paid), phase: 'done', press: 'nothing' };
    case 'error':
      return errorButton(snapshot, wording);
    default:
      return snapshot.status satisfies never;
  }
}

function busyButton(snapshot: Snapshot, { words, amount }: Wording): ButtonView {
  const busy = { phase: 'busy', press: 'submit' } as const;
  if (snapshot.notice?.type === 'other-tab') {
    // Until the server tells of a payment it is hearsay: a press asks, and so is not disabled.
    const isHearsay = snapshot.checkout?.status === 'open';
    const press = isHearsay ? 'refresh' : 'submit';
    return { ...busy, press, spoken: null, text: words.payElsewhere };
  }
  return { ...busy, spoken: null, text: fill(words.paying, { amount }) };
}

function closedButton(words: Messages): ButtonView {
  return { spoken: null, text: words.payClosed, phase: 'waiting', press: 'nothing' };
}

function errorButton(snapshot: Snapshot, { words, amount }: Wording): ButtonView {
  const { notice, checkout, canSubmit } = snapshot;
  if (notice?.type === 'not-found') return closedButton(words);
  const phase = 'ready';
  if (checkout === null || !canSubmit || notice?.type === 'not-signed-in') {
    return { spoken: words.askSpoken, text: words.tryAgain, phase, press: 'refresh' };
  }
  if (notice?.type === 'shop-down') {
    const spoken = fill(words.paySpoken, { amount });
    return { spoken, text: words.tryAgain, phase, press: 'submit' };
  }
  return { spoken: null, text: fill(words.pay, { amount }), phase, press: 'submit' };
}

/** The sentence under the button, or null where silence is right. */
export function lineView(snapshot: Snapshot, wording: Wording): LineView | null {
  const { words } = wording;
  if (snapshot.notice !== null) return noticeLine(snapshot.notice, snapshot, wording);
  switch (snapshot.status) {
    case 'loading':
      return snapshot.patience === 'short' ? null : waiting(words.loadingLong);
    case 'ready':
      return null;
    case 'paying':
      return waiting(snapshot.patience === 'short' ? words.waitShort : words.waitLong);
    case 'checking':
      return waiting(checkingText(snapshot, words));
    case 'action':
      return waiting(words.actionLine);
    case 'processing':
      return waiting(words.processingLine);
    case 'paid':
      return { role: 'status', tone: 'good', text: paidText(snapshot, words) };
    case 'declined':
      return alert(declineText(snapshot.checkout?.payment ?? null, words));
    case 'expired':
      return waiting(words.expiredLine);
    case 'offline':
      return waiting(words.offlineLine);
    case 'error':
      return alert(words.errorLine);
    default:
      return snapshot.status satisfies never;
  }
}

/** That the order is safe is true once the server knows of it, and not a moment earlier. */
function checkingText({ patience, isAccepted }: Snapshot, words: Messages): string {
  const isLong = patience === 'very-long';
  if (isAccepted) return isLong ? words.checkingLongLine : words.checkingLine;
  return isLong ? words.checkingUnsureLongLine : words.checkingUnsureLine;
}

/** Where a checkout is shown, the shop may answer by now and have lost what it knew. */
export function unsureText({ checkout }: Snapshot, words: Messages): string {
  return checkout === null ? words.shopDownUncertain : words.standingUnknown;
}

function noticeLine(notice: Notice, snapshot: Snapshot, wording: Wording): LineView {
  const { words, locale, amount } = wording;
  switch (notice.type) {
    case 'quote-changed':
      return waiting(
        fill(notice.certain ? words.quoteChanged : words.quoteChangedUncertain, { amount }),
      );
    case 'other-tab':
      return waiting(words.otherTab);
    case 'other-payment-declined':
      return alert(words.otherPaymentDeclined);
    case 'card-incomplete':
      return alert(words.cardIncomplete);
    case 'card-unreachable':
      return alert(words.cardUnreachable);
    case 'not-canceled':
      return alert(words.notCanceled);
    case 'shop-down':
      return alert(notice.certain ? words.shopDown : unsureText(snapshot, words));
    case 'too-many-attempts':
      return alert(fillPlural(words.tooManyAttempts, wholeMinutes(notice.retryAfterMs), locale));
    case 'not-signed-in':
      return alert(words.notSignedIn);
    case 'not-found':
      return alert(words.notFound);
    case 'refused':
      return alert(words.refused);
    default:
      return notice satisfies never;
  }
}

// Rounded up: who waits a little longer than asked is let in, who waits less is not.
function wholeMinutes(durationMs: number): number {
  return Math.max(1, Math.ceil(durationMs / 60_000));
}

/**
 * Why a payment was declined, in words that say what to do. Says that nothing was charged, which a
 * 402 proves, but of a wrong amount: that was charged, and goes back.
 */
export function declineText(payment: Payment | null, words: Messages): string {
  const code = payment?.declineCode;
  switch (code) {
    case 'amount_mismatch':
      return words.declinedAmount;
    case 'token_invalid':
      return words.declinedDetails;
    case 'not_completed':
      return words.declinedNotCompleted;
    default:
      return payment?.method.type === 'bank_debit' || code === 'debit_failed'
        ? words.declinedDebit
        : cardDeclineText(code, words);
  }
}

function cardDeclineText(code: string | undefined, words: Messages): string {
  switch (code) {
    case 'insufficient_funds':
      return words.declinedFunds;
    case 'processing_error':
      return words.declinedTechnical;
    case 'authentication_failed':
    case 'authentication_required':
      return words.declinedAuthentication;
    case 'authentication_expired':
      return words.declinedExpired;
    default:
      return words.declinedOther;
  }
}

/** What a paid checkout says, refunds included. */
export function paidText({ checkout }: Snapshot, words: Messages): string {
  if (checkout?.status === 'refunded') return words.refundedLine;
  if (checkout?.status === 'partially_refunded') return words.partlyRefundedLine;
  return words.paidLine;
}

function waiting(text: string): LineView {
  return { role: 'status', tone: 'waiting', text };
}

function alert(text: string): LineView {
  return { role: 'alert', tone: 'bad', text };
}
