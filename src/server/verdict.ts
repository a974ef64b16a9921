// Turns what a gateway proved into what is stored, answered for ever and told to the storefront.
// Pure; knows no SQL and sends nothing.

import { newIdempotencyKey } from '../protocol/keys.ts';
import { sameMoney } from '../protocol/money.ts';
import { PROBLEMS } from '../protocol/problems.ts';
import { isPurchaseLost, PURCHASE_LOST } from './adopted-key.ts';
import { problemBody } from './answers.ts';
import { eventOf, type EventType, type PayonceEvent } from './events.ts';
import type { Declined, Method, Succeeded } from './gateway.ts';
import { refundIdOf } from './identity.ts';
import { declineTallies, spanOf } from './limits.ts';
import type { Settings } from './options.ts';
import { leftOf } from './returned.ts';
import { amountOf, type AttemptRow, type CheckoutRow } from './rows.ts';
import type { Capture, Verdict } from './store/settle.ts';
import { paymentView } from './views.ts';

/** What is being paid, and by which try. */
export interface Subject {
  readonly checkout: CheckoutRow;
  readonly attempt: AttemptRow;
}

const NOTHING_CHARGED = 'Nothing was charged.';

// What a person reads: never whether a card is stolen or fraud is suspected.
const MESSAGES: ReadonlyMap<string, string> = new Map([
  [
    'insufficient_funds',
    `Your bank declined this card: not enough funds. ${NOTHING_CHARGED} Try another card.`,
  ],
  [
    'processing_error',
    `Your bank could not process this card just now. ${NOTHING_CHARGED} Try again or use another card.`,
  ],
  ['token_invalid', `The card details could not be used. ${NOTHING_CHARGED} Enter them again.`],
  ['not_completed', `The payment was not completed. ${NOTHING_CHARGED} You can pay again.`],
  [
    'authentication_failed',
    `Your bank could not make sure that it was you. ${NOTHING_CHARGED} Try again or use another card.`,
  ],
  [
    'authentication_expired',
    `Your bank waited for you and gave up. ${NOTHING_CHARGED} You can pay again.`,
  ],
  ['debit_failed', `Your bank returned the debit. ${NOTHING_CHARGED} Try another way to pay.`],
  [
    'amount_mismatch',
    'Your bank took another amount than was shown, and it is given back in full. You can pay again.',
  ],
]);
const ANY_DECLINE = `Your bank declined this card. ${NOTHING_CHARGED} Try another card or call your bank.`;

/** The verdict that the gateway's books or answer prove. */
export function verdictOf(
  proof: Succeeded | Declined,
  subject: Subject,
  settings: Settings,
): Verdict {
  if (proof.type === 'declined') {
    const { declineCode, chargeId, method } = proof;
    return decline(settings, subject, { declineCode, chargeId, method });
  }
  const { attempt } = subject;
  return sameMoney(proof.amount, amountOf(attempt))
    ? success(proof, subject, settings)
    : wrongAmount(proof, subject, settings);
}

/** Ends an attempt whose every leg is proven not charged and which may no longer be sent. */
export function notCompleted(subject: Subject, settings: Settings): Verdict {
  const method = { type: subject.attempt.method_type };
  return decline(settings, subject, { declineCode: 'not_completed', chargeId: null, method });
}

function success(proof: Succeeded, subject: Subject, settings: Settings): Verdict {
  const { clock, gateway } = settings;
  const now = clock.now();
  const { chargeId, amount, method } = proof;
  const attempt = ended(subject.attempt, 'succeeded', method);
  return {
    status: 'succeeded',
    chargeId,
    method,
    declineCode: null,
    message: null,
    answerStatus: 201,
    answerBody: JSON.stringify(paymentView(attempt)),
    newKey: null,
    keyExpiresAt: null,
    capture: { gateway: gateway.public.type, chargeId, amount, kept: true, refund: null },
    event: successTold({ ...subject, attempt }, now),
    tallies: [],
    span: spanOf(now),
    now,
  };
}

/** Nothing is to be shipped unseen of which nobody knows what it was. */
function successTold(subject: Subject, now: number): PayonceEvent {
  const told = { ...subject, about: String(subject.attempt.ordinal) };
  if (!isPurchaseLost(subject.attempt.key)) return eventOf('paid', told, now);
  return eventOf('needs_attention', { ...told, reason: PURCHASE_LOST }, now);
}

/** Captured is not what the shopper saw: it is given back, and the storefront hears of it. */
function wrongAmount(proof: Succeeded, subject: Subject, settings: Settings): Verdict {
  const { chargeId, amount, method } = proof;
  const reason = 'The bank took another amount than the shopper saw.';
  const id = refundIdOf(subject.checkout.id, 'amount', chargeId);
  const value = leftOf(proof);
  const refund = value === 0 ? null : ({ id, cause: 'amount', reason, value } as const);
  const capture = { gateway: settings.gateway.public.type, chargeId, amount, kept: false, refund };
  return decline(settings, subject, {
    declineCode: 'amount_mismatch',
    chargeId,
    method,
    capture,
    event: 'needs_attention',
    reason: `${reason} Charge ${chargeId} of ${amount.value} ${amount.currency} is refunded.`,
  });
}

interface Decline {
  readonly declineCode: string;
  readonly chargeId: string | null;
  readonly method: Method;
  readonly capture?: Capture;
  readonly event?: EventType;
  readonly reason?: string;
}

function decline(settings: Settings, subject: Subject, declined: Decline): Verdict {
  const { clock, random, keyLifetimeMs } = settings;
  const { declineCode, chargeId, method, capture = null, reason } = declined;
  const now = clock.now();
  const message = MESSAGES.get(declineCode) ?? ANY_DECLINE;
  const attempt = {
    ...ended(subject.attempt, 'declined', method),
    decline_code: declineCode,
    message,
  };
  const about = String(attempt.ordinal);
  const told = { ...subject, attempt, about, ...(reason === undefined ? {} : { reason }) };
  return {
    status: 'declined',
    chargeId,
    method,
    declineCode,
    message,
    answerStatus: PROBLEMS.declined.status,
    answerBody: problemBody('declined', { detail: message, declineCode, message }),
    newKey: newIdempotencyKey(clock, random),
    keyExpiresAt: now + keyLifetimeMs,
    capture,
    event: eventOf(declined.event ?? 'payment_failed', told, now),
    // What ended without the bank's no says nothing about who tries cards.
    tallies: declineCode === 'not_completed' ? [] : declineTallies(subject),
    span: spanOf(now),
    now,
  };
}

function ended(attempt: AttemptRow, status: 'succeeded' | 'declined', method: Method): AttemptRow {
  const { brand = attempt.brand, last4 = attempt.last4 } = method;
  return { ...attempt, status, brand, last4 };
}
