// The test cards and test accounts that this bank issued and what becomes of a charge to each.
// Every other number is refused when a token is asked for: a sandbox must never carry a real one
// any further, and whoever mistyped a test card learns it at once.

import type { Outcome, Verdict } from './ledger.ts';

/**
 * Whether another card, or another gateway, may be tried: soft yes, hard no; technical was no
 * verdict on the card.
 */
type DeclineKind = 'soft' | 'hard' | 'technical';

const CAPTURED: Verdict = { status: 'captured' };
/** What a shopper's no comes to, and a card that fails its authentication. */
export const AUTHENTICATION_FAILED: Verdict = declined('authentication_failed', 'soft');
/** Nobody came to say yes or no in time. */
export const AUTHENTICATION_EXPIRED: Verdict = declined('authentication_expired', 'soft');
/** The card asks for its owner, and the charge names no way back. */
export const AUTHENTICATION_REQUIRED: Verdict = declined('authentication_required', 'soft');

const CARDS: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ['4242424242424242', CAPTURED],
  ['4000000000000002', declined('generic_decline', 'soft')],
  ['4000000000009995', declined('insufficient_funds', 'soft')],
  ['4000000000009979', declined('stolen_card', 'hard')],
  ['4000000000000119', declined('processing_error', 'technical')],
  ['4000002760003184', { status: 'authentication', then: CAPTURED }],
  ['4000008400001629', { status: 'authentication', then: AUTHENTICATION_FAILED }],
  // Two other brands, so that their grouping and security codes can be tried to the end.
  ['5555555555554444', CAPTURED],
  ['378282246310005', CAPTURED],
]);

const ACCOUNTS: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ['DE89370400440532013000', { status: 'debit', then: CAPTURED, returns: false }],
  [
    'DE62370400440532013001',
    { status: 'debit', then: declined('debit_failed', 'soft'), returns: false },
  ],
  ['DE02120300000000202051', { status: 'debit', then: CAPTURED, returns: true }],
]);

function declined(declineCode: string, declineKind: DeclineKind): Verdict {
  return { status: 'declined', declineCode, declineKind };
}

/** What a charge to this number will come to; null for a number that this bank did not issue. */
export function cardOutcome(digits: string): Outcome | null {
  return CARDS.get(digits) ?? null;
}

/** The same for an account, by its IBAN without spaces. */
export function accountOutcome(iban: string): Outcome | null {
  return ACCOUNTS.get(iban) ?? null;
}
