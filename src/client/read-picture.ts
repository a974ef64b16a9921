// Which call brings the picture now: opening the checkout, which issues a key where one may be had,
// or merely reading it. Knows no time and no latch beyond the facts.

import { getCheckout, openCheckout, type ReadAnswer } from './api.ts';
import { isLive, isPaid, type Facts } from './facts.ts';
import type { ClientPorts } from './ports.ts';

/**
 * Where a key may be had the checkout is opened, which issues one; while a payment may be live it
 * is only read, and opened once nothing is.
 */
export async function readPicture(
  ports: ClientPorts,
  api: string,
  cartId: string,
  facts: Facts,
  signal: AbortSignal,
): Promise<ReadAnswer> {
  const { checkout } = facts;
  if (checkout === null || !mayBeLive(facts, checkout)) {
    return openCheckout(ports, api, cartId, signal);
  }
  const answer = await getCheckout(ports, api, checkout.id, signal);
  if (!nothingIsLive(answer)) return answer;
  const opened = await openCheckout(ports, api, cartId, signal);
  // Of a cart that is gone nothing can be opened; how its payment ended is told all the same.
  return opened.type === 'failed' && answer.type === 'checkout' ? answer : opened;
}

/** No key is left with which anything could be paid, or the server has lost the whole checkout. */
function nothingIsLive(answer: ReadAnswer): boolean {
  if (answer.type === 'checkout') return answer.checkout.status === 'expired';
  return answer.failure.type === 'not-found';
}

function mayBeLive({ hold }: Facts, checkout: NonNullable<Facts['checkout']>): boolean {
  if (isPaid(checkout) || isLive(checkout)) return true;
  if (hold.type === 'kept') return hold.why !== 'refused' && hold.why !== 'key-over';
  return hold.type === 'sent';
}
