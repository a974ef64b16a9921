// Who has no page: the merchant at their desk, who gives money back, and a stranger who tries what
// is not theirs. Knows the shop by its HTTP alone.

import { newIdempotencyKey } from '../protocol/keys.ts';
import { checkoutIdOf } from '../server/identity.ts';
import { MERCHANT_SECRET, SHOP_URL } from './places.ts';
import type { PublicLine, Sender } from './public-line.ts';
import { FIRST_CURRENCY } from './storefront.ts';
import type { World } from './world-parts.ts';

// A merchant's desk tries again by itself when the shop does not answer.
const REFUND_TRIES = 4;
const REFUND_PAUSE_MS = 20_000;

/** Asks again by itself, with the same key, while the shop does not answer. */
export async function giveBack(
  world: World,
  line: PublicLine,
  number: number,
  { cart, value }: { readonly cart: string; readonly value: number | null },
): Promise<void> {
  const { timeline, chance, recorder } = world;
  const name = `merchant ${number}`;
  const sender: Sender = {
    name,
    principal: () => null,
    isOnline: () => true,
    isBrowser: false,
  };
  const checkoutId = checkoutIdOf('default', cart);
  const clock = timeline.clock();
  const key = newIdempotencyKey(clock, chance.random(name));
  const amount = value === null ? null : { value, currency: currencyOf(world, cart) };
  const body = JSON.stringify({ ...(amount && { amount }), reason: 'The mug was chipped.' });
  const headers = {
    'Content-Type': 'application/json',
    'Idempotency-Key': key,
    Authorization: `Bearer ${MERCHANT_SECRET}`,
  };
  recorder.record({ type: 'refund-asked', checkoutId, amount, key });
  for (let tries = 0; tries < REFUND_TRIES; tries += 1) {
    const url = `${SHOP_URL}/payonce/checkouts/${checkoutId}/refunds`;
    const request = new Request(url, { method: 'POST', headers, body });
    const answer = await line.fetch(sender, request).catch(() => null);
    if (answer !== null && answer.status < 500 && answer.status !== 429) return;
    await clock.sleep(REFUND_PAUSE_MS);
  }
}

/** The merchant knows what the cart was last paid in. */
function currencyOf({ recorder }: World, cart: string): string {
  const changed = recorder
    .history()
    .findLast((entry) => entry.type === 'cart-changed' && entry.cart === cart);
  return changed?.type === 'cart-changed' ? changed.amount.currency : FIRST_CURRENCY;
}

/** Somebody who has seen the shopper's screen and wire, but has a cookie of their own. */
export async function steal(
  world: World,
  line: PublicLine,
  thief: string,
  cart: string,
): Promise<void> {
  const { recorder, bank } = world;
  const sender: Sender = {
    name: `thief ${thief}`,
    principal: () => thief,
    isOnline: () => true,
    isBrowser: true,
  };
  const url = `${SHOP_URL}/payonce/checkouts/${checkoutIdOf('default', cart)}`;
  await line.fetch(sender, new Request(url)).catch(() => null);
  const paid = recorder
    .history()
    .findLast(
      (entry) =>
        entry.type === 'requested' && entry.key !== null && entry.path.endsWith('/payments'),
    );
  if (paid?.type !== 'requested' || paid.key === null) return;
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': paid.key };
  const own = `${SHOP_URL}${paid.path}`;
  const init = { method: 'POST', headers, body: paid.body };
  await line.fetch(sender, new Request(own, init)).catch(() => null);
  const token = await bank.token('good');
  const other = { ...(JSON.parse(paid.body) as object), paymentMethod: { type: 'card', token } };
  const again = { ...init, body: JSON.stringify(other) };
  await line.fetch(sender, new Request(own, again)).catch(() => null);
}
