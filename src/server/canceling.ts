// Cancels what can still be cancelled: a key that nobody has paid with, or a payment that waits for
// the shopper at the gateway. Only this and a decline allow anyone to say that nothing was charged.

import { json } from './answers.ts';
import { leaseMs, type Settings } from './options.ts';
import { isPaidLater, leaveToClaim } from './own-charges.ts';
import { refusals } from './refusals.ts';
import type { CheckoutRow } from './rows.ts';
import { takeOver } from './store/due.ts';
import { readCheckout } from './store/read.ts';
import { retireKey } from './store/retire.ts';
import { checkoutView, paymentView } from './views.ts';
import { callOff } from './worker.ts';

export async function cancel(
  settings: Settings,
  checkoutId: string,
  principal: string,
  key: string,
): Promise<Response> {
  const { caution, database, tenant, gateway, clock } = settings;
  // After it somebody may say "nothing was charged": not by a database that forgot, nor as long as
  // a call may still be made that it forgot.
  if (caution.mayBeCalling()) return refusals.unavailable();
  if (!(await leaveToClaim(settings, checkoutId, key))) return refusals.unavailable();
  const result = await retireKey(database, checkoutId, tenant, principal, key);
  // Connections may have broken meanwhile, and a claim been forgotten whose call is on its way.
  if (caution.mayBeCalling()) return refusals.unavailable();
  if (result === null) return refusals.notFound();
  const { state, retired, ownAttempt } = result;
  // A repeat of the same cancel finds its work done; so does one of a key whose payment was
  // declined.
  const over = retired || state.checkout.retired_key === key || ownAttempt?.status === 'declined';
  if (over) return json(200, checkoutView(state, gateway.public, clock.now()));
  const { attempt, checkout } = state;
  if (checkout.paid !== null && attempt !== null) {
    return refusals.alreadyPaid(paymentView(attempt, state.refunds));
  }
  if (checkout.live !== null && ownAttempt !== null) {
    return checkout.live === ownAttempt.ordinal && ownAttempt.status === 'action_required'
      ? endAction(settings, checkout)
      : refusals.inFlight();
  }
  // A claim slipped in between: its outcome is not known here, so neither is "nothing was charged".
  return checkout.key === key ? refusals.inFlight() : refusals.keyNotCurrent();
}

/** Ends a pending authentication at the gateway; the shopper may have been faster. */
async function endAction(settings: Settings, checkout: CheckoutRow): Promise<Response> {
  const { database, tenant, gateway, clock } = settings;
  const { id: checkoutId, live, fence } = checkout;
  const now = clock.now();
  const leaseUntil = now + leaseMs(gateway);
  const due = { checkoutId, ordinal: live ?? 0, fence };
  const taken = await takeOver(database, due, now, leaseUntil);
  if (taken === null) return refusals.inFlight();
  const isElsewhere = await isPaidLater(settings, taken.hold);
  await callOff(settings, { ...taken, leaseUntil, awaited: false });
  // A later payment, which the database forgot, took money or may: not a word that nothing was.
  if (isElsewhere !== false) return refusals.unavailable();
  const state = await readCheckout(database, checkoutId, tenant);
  if (state === null) return refusals.notFound();
  if (state.checkout.live !== null) return refusals.inFlight();
  if (state.checkout.paid !== null && state.attempt !== null) {
    return refusals.alreadyPaid(paymentView(state.attempt, state.refunds));
  }
  // A database that went back has forgotten the payment, and with it what the gateway said of it.
  const isOver =
    state.attempt?.nonce === taken.attempt.nonce && state.attempt.status === 'declined';
  return isOver ? json(200, checkoutView(state, gateway.public, now)) : refusals.unavailable();
}
