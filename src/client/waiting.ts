// Whether something is still to come that only a further question to the server can tell, and
// whether anybody expects it within seconds. Pure.

import { isLive, isPaid, type Facts } from './facts.ts';
import { isErrand, type ReadFailure } from './view.ts';

/** `renews`: asking again can bring a new key where one has expired. */
export function isUndecided(
  { hold, checkout, suspectStep, isLost }: Facts,
  failure: ReadFailure | null,
  renews: boolean,
): boolean {
  if (checkout !== null && isPaid(checkout)) return false;
  if (hold.type === 'preparing') return false;
  if (hold.type !== 'free') return true;
  // The next picture tells whether the server went back in time, and what it knew is found again.
  if (suspectStep !== null || isLost) return true;
  // Only a picture ends what was under way: a server that does not know of it may have lost it, and
  // finds it again.
  if (checkout !== null && isLive(checkout)) return true;
  if (failure !== null) return !isErrand(failure);
  if (checkout === null) return false;
  return renews && (checkout.status !== 'open' || checkout.idempotencyKey === null);
}

/** It waits for the shopper at their bank, or is on its way for days. */
export function isSlow({ checkout }: Facts): boolean {
  if (checkout?.status === 'action_required') return true;
  const payment = checkout?.payment ?? null;
  return payment?.status === 'processing' && payment.method.type === 'bank_debit';
}
