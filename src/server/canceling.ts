// Cancels what can still be cancelled: a key that nobody has paid with. Only this and a decline
// allow anyone to say that nothing was charged.

import { json } from './answers.ts';
import type { Settings } from './options.ts';
import { refusals } from './refusals.ts';
import { retireKey } from './store/retire.ts';
import { checkoutView, paymentView } from './views.ts';

export async function cancel(
  settings: Settings,
  checkoutId: string,
  principal: string,
  key: string,
): Promise<Response> {
  const { database, tenant, gateway, clock } = settings;
  const result = await retireKey(database, checkoutId, tenant, principal, key);
  if (result === null) return refusals.notFound();
  const { state, retired, ownAttempt } = result;
  // A repeat of the same cancel finds its work done; so does one of a key whose payment was
  // declined.
  const over = retired || state.checkout.retired_key === key || ownAttempt?.status === 'declined';
  if (over) return json(200, checkoutView(state, gateway.public, clock.now()));
  const { attempt, checkout } = state;
  if (checkout.paid !== null && attempt !== null) return refusals.alreadyPaid(paymentView(attempt));
  if (checkout.live !== null && ownAttempt !== null) return refusals.inFlight();
  // A claim slipped in between: its outcome is not known here, so neither is "nothing was charged".
  return checkout.key === key ? refusals.inFlight() : refusals.keyNotCurrent();
}
