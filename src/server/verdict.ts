// Turns what a gateway proved into what is stored and answered for ever. Pure; knows no SQL and
// sends nothing.

import { newIdempotencyKey } from '../protocol/keys.ts';
import { PROBLEMS } from '../protocol/problems.ts';
import { problemBody } from './answers.ts';
import type { ChargeOutcome, Method } from './gateway.ts';
import type { Settings } from './options.ts';
import type { AttemptRow } from './rows.ts';
import type { Verdict } from './store/settle.ts';
import { paymentView } from './views.ts';

type Proof = Extract<ChargeOutcome, { type: 'succeeded' | 'declined' }>;

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
]);
const ANY_DECLINE = `Your bank declined this card. ${NOTHING_CHARGED} Try another card or call your bank.`;

/** The verdict that the gateway's books or answer prove. */
export function verdictOf(proof: Proof, attempt: AttemptRow, settings: Settings): Verdict {
  if (proof.type === 'succeeded') return success(proof, attempt);
  return decline(proof.declineCode, proof.chargeId, proof.method, attempt, settings);
}

/** Ends an attempt whose every leg is proven not charged and which may no longer be sent. */
export function notCompleted(attempt: AttemptRow, settings: Settings): Verdict {
  return decline('not_completed', null, { type: attempt.method_type }, attempt, settings);
}

function success(proof: Extract<Proof, { type: 'succeeded' }>, attempt: AttemptRow): Verdict {
  const { brand = null, last4 = null } = proof.method;
  const paid = paymentView({ ...attempt, status: 'succeeded', brand, last4 });
  return {
    status: 'succeeded',
    chargeId: proof.chargeId,
    method: proof.method,
    declineCode: null,
    message: null,
    answerStatus: 201,
    answerBody: JSON.stringify(paid),
    newKey: null,
    keyExpiresAt: null,
  };
}

function decline(
  declineCode: string,
  chargeId: string | null,
  method: Method,
  attempt: AttemptRow,
  settings: Settings,
): Verdict {
  const message = MESSAGES.get(declineCode) ?? ANY_DECLINE;
  return {
    status: 'declined',
    chargeId,
    method,
    declineCode,
    message,
    answerStatus: PROBLEMS.declined.status,
    answerBody: problemBody('declined', { detail: message, declineCode, message }),
    newKey: newIdempotencyKey(settings.clock, settings.random),
    keyExpiresAt: settings.clock.now() + settings.keyLifetimeMs,
  };
}
