// Gives up a payment that waits for the shopper at their bank, by the key that this page sent. What
// came of it is read from the server's picture, which alone opens the latch; without an answer
// nothing is said but that it did not work.

import { postCancel } from './api.ts';
import { cancelable } from './facts.ts';
import type { ClientPorts } from './ports.ts';
import type { Watch } from './watch.ts';

/** True once the server has said that the payment can never be charged. Never rejects. */
export async function cancelAtBank(
  ports: ClientPorts,
  api: string,
  watch: Watch,
): Promise<boolean> {
  const { latch } = watch;
  const { checkout } = latch.facts();
  const hold = cancelable(latch.facts());
  if (hold === null || checkout === null) return false;
  watch.say(null);
  // Bounded by its own limit, and let go by nobody: once sent it may have been done.
  const { signal } = new AbortController();
  const answer = await postCancel(ports, api, checkout.id, hold.sent.key, signal);
  if (answer.type === 'checkout') {
    latch.dispatch({ type: 'canceled', press: hold.press, checkout: answer.checkout });
  }
  const isWaiting = (): boolean => cancelable(latch.facts()) !== null;
  if (isWaiting()) await watch.ask();
  if (isWaiting()) watch.say({ type: 'not-canceled' });
  return latch.facts().hold.type === 'free';
}
