// How long a payment may stay undecided before somebody is called to it. Pure; who is called, and
// how, is the outbox's business.

import { eventOf, type PayonceEvent } from './events.ts';
import type { AttemptRow, CheckoutRow, LegRow } from './rows.ts';

// A shopper who has not come back from the bank by then will not: the authentication is called off,
// and another payment can begin.
export const ACTION_LIMIT_MS = 15 * 60_000;
// Debits are decided within days; two weeks with holidays.
const DEBIT_LIMIT_MS = 14 * 24 * 60 * 60_000;
// How much longer than it should something stays undecided before a person is called.
const ATTENTION_AFTER_MS = 10 * 60_000;

/** Calls a person, once, to what stays undecided for too long. */
export function alarm(
  checkout: CheckoutRow,
  attempt: AttemptRow,
  leg: LegRow,
  now: number,
): PayonceEvent | null {
  if (attempt.attention_at !== null || now <= alarmAtMs(attempt, leg)) return null;
  const reason = 'The gateway has not told what became of this payment. Payonce keeps asking.';
  return eventOf(
    'needs_attention',
    { checkout, attempt, reason, about: `unknown ${attempt.ordinal}` },
    now,
  );
}

function alarmAtMs(attempt: AttemptRow, { state }: LegRow): number {
  if (state === 'pending') return attempt.created_at + DEBIT_LIMIT_MS;
  if (state === 'action') return attempt.created_at + ACTION_LIMIT_MS + ATTENTION_AFTER_MS;
  return attempt.consent_until + ATTENTION_AFTER_MS;
}
