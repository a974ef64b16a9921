// Turns facts into what a person sees: one status, one notice, whether Pay does anything. Pure;
// decides nothing about money, and says only what the server said.

import type { Checkout } from '../protocol/messages.ts';
import { cancelable, declinedPayment, isLive, isPaid, type Facts, type Hold } from './facts.ts';
import type { Notice, Patience, Snapshot, Status } from './snapshot.ts';

/** Why the server's picture could not be read, as far as the shopper is concerned. */
export type ReadFailure = Extract<
  Notice,
  { type: 'shop-down' | 'too-many-attempts' | 'not-signed-in' | 'not-found' }
>;

/** What one instance knows beside the shared facts. */
export interface Local {
  readonly online: boolean;
  /** False from where the picture may be of any age until the server has answered: Pay is shut. */
  readonly trusted: boolean;
  /** The total has changed a moment ago: Pay is shut until it can have been read. */
  readonly unread: boolean;
  /** Another tab said that it pays: Pay is shut until the server was asked, or for a while. */
  readonly elsewhere: boolean;
  /** The last question failed; null once one was answered. */
  readonly failure: ReadFailure | null;
  /** What concerns this instance alone: its own card fields, or that it could not ask. */
  readonly notice: Notice | null;
  readonly patience: Patience;
}

// What people read while they wait changes at these moments, counted from the click (or from the
// beginning of the wait).
const LONG_MS = 5_000;
const VERY_LONG_MS = 15_000;

export function patienceAfter(waitedMs: number): Patience {
  if (waitedMs >= VERY_LONG_MS) return 'very-long';
  return waitedMs >= LONG_MS ? 'long' : 'short';
}

/** When the words change next, or null if they have changed for the last time. */
export function untilImpatientMs(waitedMs: number): number | null {
  if (waitedMs >= VERY_LONG_MS) return null;
  return waitedMs >= LONG_MS ? VERY_LONG_MS - waitedMs : LONG_MS - waitedMs;
}

export function isWaiting(status: Status): boolean {
  return status === 'loading' || status === 'paying' || status === 'checking';
}

export function toSnapshot(facts: Facts, local: Local): Snapshot {
  const status = statusOf(facts, local);
  const notice = noticeOf(facts, local, status);
  const { checkout } = facts;
  const { patience } = local;
  return {
    status,
    checkout,
    notice,
    patience,
    canSubmit: canSubmit(facts, local, status, notice),
    isAccepted: isAccepted(facts),
    canCancel: cancelable(facts) !== null,
  };
}

/** Not where the server has gone back to before the payment: what is shown then is of before. */
function isAccepted({ hold, checkout }: Facts): boolean {
  const isForgotten = hold.type === 'kept' && hold.why === 'forgotten';
  return checkout !== null && !isForgotten && (isLive(checkout) || isPaid(checkout));
}

function statusOf(facts: Facts, local: Local): Status {
  const { hold, checkout } = facts;
  if (checkout !== null && isPaid(checkout)) return 'paid';
  if (checkout !== null && isLive(checkout)) return liveStatus(checkout, hold, local.patience);
  if (hold.type !== 'free' && hold.type !== 'ended') return holdStatus(hold, local.patience);
  if (checkout?.status === 'expired') return 'expired';
  if (checkout === null) return unknownStatus(local);
  if (!local.online) return 'offline';
  if (isErrand(local.failure) || isError(facts.notice) || isError(local.notice)) return 'error';
  if (local.failure !== null && !local.trusted) return 'error';
  if (local.elsewhere) return 'checking';
  const speaksOfQuote = facts.notice?.type === 'quote-changed';
  return declinedPayment(checkout) !== null && !speaksOfQuote ? 'declined' : 'ready';
}

/** A payment is under way, this press's or another's. */
function liveStatus(checkout: Checkout, hold: Hold, patience: Patience): Status {
  if (checkout.status === 'action_required') return 'action';
  const { payment } = checkout;
  if (payment?.status === 'processing' && payment.method.type === 'bank_debit') return 'processing';
  return hold.type === 'sent' ? holdStatus(hold, patience) : 'checking';
}

function holdStatus(hold: Exclude<Hold, { type: 'free' | 'ended' }>, patience: Patience): Status {
  // Before the POST is out there is nothing to check, however long the card takes to be read.
  if (hold.type === 'preparing') return 'paying';
  if (patience === 'very-long') return 'checking';
  if (hold.sent.unsure) return 'checking';
  // The server has answered, and the picture that says how it went is a moment away.
  const isAnswered = hold.type === 'kept' && hold.why !== 'silence' && hold.why !== 'reused';
  return hold.type === 'sent' || isAnswered ? 'paying' : 'checking';
}

function unknownStatus(local: Local): Status {
  if (!local.online) return 'offline';
  return local.failure === null ? 'loading' : 'error';
}

/** Failures that no repetition cures: the shopper must do something. */
export function isErrand(failure: ReadFailure | null): boolean {
  return failure?.type === 'not-found' || failure?.type === 'not-signed-in';
}

/** What is said to this instance once the server has answered it. */
export function noticeWhenHeard(notice: Notice | null): Notice | null {
  return isError(notice) ? null : notice;
}

function isError(notice: Notice | null): boolean {
  if (notice === null) return false;
  switch (notice.type) {
    case 'shop-down':
    case 'too-many-attempts':
    case 'not-signed-in':
    case 'not-found':
    case 'refused':
      return true;
    case 'quote-changed':
    case 'other-tab':
    case 'other-payment-declined':
    case 'card-incomplete':
    case 'card-unreachable':
    case 'not-canceled':
      return false;
  }
}

function noticeOf(facts: Facts, local: Local, status: Status): Notice | null {
  if (status === 'paid' || status === 'loading') return null;
  if (status === 'error')
    return errorOf(isError(facts.notice) ? facts.notice : local.notice, local.failure);
  if (facts.notice !== null && isTimely(facts.notice, status)) return facts.notice;
  // What could not be given up speaks of the bank's page, and of nothing else.
  if (local.notice?.type === 'not-canceled') return status === 'action' ? local.notice : null;
  if (facts.hold.type !== 'free') return null;
  return status === 'checking' && local.elsewhere ? OTHER_TAB : local.notice;
}

/** That another payment was declined says that one can pay here: where one can. */
function isTimely(notice: Notice, status: Status): boolean {
  return notice.type !== 'other-payment-declined' || status === 'ready' || status === 'declined';
}

const OTHER_TAB: Notice = { type: 'other-tab' };

/**
 * What the server said of the last press tells more than a question that failed, unless that needs
 * the shopper.
 */
function errorOf(said: Notice | null, failure: ReadFailure | null): Notice | null {
  if (isErrand(failure)) return failure;
  return isError(said) ? said : failure;
}

function canSubmit(facts: Facts, local: Local, status: Status, notice: Notice | null): boolean {
  if (facts.hold.type !== 'free' || local.unread || local.elsewhere) return false;
  if (status === 'error') return notice?.type !== 'not-found';
  return (status === 'ready' || status === 'declined') && local.trusted;
}
