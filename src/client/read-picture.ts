// Which call brings the picture now: opening the checkout, which issues a key where one may be had, or merely reading it.
// Knows no time and no latch beyond the facts.

import { getCheckout, openCheckout, type ReadAnswer } from './api.ts';
import { isLive, isPaid, type Facts } from './facts.ts';
import type { ClientPorts } from './ports.ts';

/** Where a key may be had the checkout is opened, which issues one; while a payment may be live it is only read. */
export async function readPicture(
  ports: ClientPorts,
  api: string,
  cartId: string,
  facts: Facts,
  signal: AbortSignal,
): Promise<ReadAnswer> {
  const { hold, checkout } = facts;
  if (checkout === null) return openCheckout(ports, api, cartId, signal);
  const isSettled = isPaid(checkout) || isLive(checkout) || hold.type === 'ended';
  const isOpenEnded =
    hold.type === 'sent' ||
    (hold.type === 'kept' && hold.why !== 'refused' && hold.why !== 'key-over');
  return isSettled || isOpenEnded
    ? getCheckout(ports, api, checkout.id, signal)
    : openCheckout(ports, api, cartId, signal);
}
