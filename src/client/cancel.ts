// Gives up what this page has sent, by the key it was sent with: a payment that waits for the
// shopper at their bank, or one that has charged nothing so far. What came of it is read from the
// server's picture, which alone opens the latch.

import { postCancel, type PayOrder } from './api.ts';
import { cancelable, type Press } from './facts.ts';
import type { Latch } from './latch.ts';
import type { Till } from './pay.ts';
import type { ClientPorts } from './ports.ts';
import { isWithinConsent } from './retry.ts';
import type { Watch } from './watch.ts';

/**
 * A press whose sends have all been proven to charge nothing is kept from charging later, for the
 * network may hold a copy of it: only then may the shopper read that nothing was charged. Does
 * nothing to any other press. Never rejects.
 */
export async function retireUncharged(till: Till, order: PayOrder, press: Press): Promise<void> {
  const { ports, api, latch } = till;
  const { hold } = latch.facts();
  const isUncharged =
    hold.type === 'kept' && hold.press.id === press.id && hold.why === 'not-charged';
  if (!isUncharged) return;
  const answer = await postCancel(ports, api, order.checkoutId, order.key, untilItsLimit());
  if (answer.type !== 'checkout') return;
  latch.dispatch({ type: 'retired', press, checkout: answer.checkout });
}

/**
 * A payment that the server told of and has forgotten is looked for, and its key kept from charging
 * later: only then may Pay be pressed again. Done once the shopper's consent is over, as until then
 * it may be found again by itself. Does nothing to any other. Never rejects.
 */
export async function retireForgotten(
  ports: ClientPorts,
  api: string,
  latch: Latch,
): Promise<void> {
  const { hold, checkout } = latch.facts();
  if (hold.type !== 'kept' || hold.why !== 'forgotten' || checkout === null) return;
  const { press, sent } = hold;
  if (isWithinConsent(press.pressedAtMs, ports.clock.now())) return;
  const answer = await postCancel(ports, api, checkout.id, sent.key, untilItsLimit());
  if (answer.type !== 'checkout') return;
  latch.dispatch({ type: 'retired', press, checkout: answer.checkout });
}

/**
 * True once the server has said that the payment can never be charged; without an answer nothing is
 * said but that it did not work. Never rejects.
 */
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
  const askedAtStep = latch.facts().step;
  const answer = await postCancel(ports, api, checkout.id, hold.sent.key, untilItsLimit());
  if (answer.type === 'checkout') {
    const { press } = hold;
    latch.dispatch({ type: 'canceled', press, checkout: answer.checkout, askedAtStep });
  }
  const isWaiting = (): boolean => cancelable(latch.facts()) !== null;
  if (isWaiting()) await watch.ask();
  if (isWaiting()) watch.say({ type: 'not-canceled' });
  return latch.facts().hold.type === 'free';
}

/** Let go by nobody before its own time: once sent, a cancel may have been done. */
function untilItsLimit(): AbortSignal {
  return new AbortController().signal;
}
