// Opens checkouts: the answer to "this cart, please" and the new quote after a cart has changed.
// Decides which key is current; charges nothing.

import { newIdempotencyKey } from '../protocol/keys.ts';
import { parseMessage, quoteSchema, type Quote } from '../protocol/messages.ts';
import { checkoutIdOf } from './identity.ts';
import { checkoutCeilings, spanOf } from './limits.ts';
import type { Settings } from './options.ts';
import { openCheckout } from './store/open.ts';
import { readCheckout } from './store/read.ts';
import type { CheckoutState } from './views.ts';

/** The storefront's quote, checked: a shop that sends nonsense must hear of it, not charge it. */
export async function loadQuote(
  settings: Settings,
  cartId: string,
  principal: string,
): Promise<Quote | null> {
  const quote = await settings.loadCart(cartId, principal);
  if (quote === null) return null;
  const parsed = parseMessage(quoteSchema, quote);
  if (parsed.ok) return parsed.value;
  const reasons = parsed.errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new Error(`loadCart answered no valid quote for cart ${cartId}: ${reasons}`);
}

/**
 * The cart's checkout with a current quote, and a current key if it can be paid; null when not this
 * principal's.
 */
export async function openForCart(
  settings: Settings,
  cartId: string,
  principal: string,
  address: string | null,
): Promise<CheckoutState | 'limited' | null> {
  const quote = await loadQuote(settings, cartId, principal);
  if (quote !== null) return openWithQuote(settings, cartId, principal, quote, address);
  // The shop may have let go of a cart that was paid: its checkout still tells so.
  const state = await readOwn(settings, checkoutIdOf(settings.tenant, cartId), principal);
  const begun = state !== null && (state.checkout.live !== null || state.checkout.paid !== null);
  return begun ? state : null;
}

export async function openWithQuote(
  settings: Settings,
  cartId: string,
  principal: string,
  quote: Quote,
  address: string | null,
): Promise<CheckoutState | 'limited' | null> {
  const { database, tenant, clock, random, keyLifetimeMs, limits } = settings;
  const now = clock.now();
  const id = checkoutIdOf(tenant, cartId);
  const opened = await openCheckout(database, {
    id,
    tenant,
    principal,
    cartId,
    quote,
    newKey: newIdempotencyKey(clock, random),
    keyExpiresAt: now + keyLifetimeMs,
    now,
    ceilings: checkoutCeilings(limits, principal, address),
    span: spanOf(now),
  });
  return opened ?? readOwn(settings, id, principal);
}

/** A checkout by id; null when there is none, or when it is somebody else's. */
export async function readOwn(
  settings: Settings,
  id: string,
  principal: string,
): Promise<CheckoutState | null> {
  const state = await readCheckout(settings.database, id, settings.tenant);
  return state?.checkout.principal === principal ? state : null;
}
