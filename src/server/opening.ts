// Opens checkouts: the answer to "this cart, please" and the new quote after a cart has changed.
// Decides which key is current; charges nothing.

import { newIdempotencyKey } from '../protocol/keys.ts';
import { parseMessage, quoteSchema, type Quote } from '../protocol/messages.ts';
import { sameMoney } from '../protocol/money.ts';
import { checkoutIdOf } from './identity.ts';
import { checkoutCeilings, spanOf } from './limits.ts';
import type { Settings } from './options.ts';
import { amountOf, type CheckoutRow } from './rows.ts';
import { openCheckout } from './store/open.ts';
import { handOver } from './store/principal.ts';
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

/** Whose cart is to be opened, and from where: a digest, or null when nobody says. */
export interface Opener {
  readonly cartId: string;
  readonly principal: string;
  readonly address: string | null;
}

interface Known {
  readonly checkout: CheckoutRow;
}

// The first opening after a change takes two rounds, and after a handover three; each further one
// needs another change in between.
const MAX_OPEN_ROUNDS = 5;

/**
 * The cart's checkout with a current quote, and a current key if it can be paid; null when not this
 * principal's. `known`: as it stood a moment ago, if anybody looked. Rejects for a cart that
 * changes faster than it can be looked at.
 */
export async function openForCart(
  settings: Settings,
  opener: Opener,
  known: Known | null = null,
): Promise<CheckoutState | 'limited' | null> {
  let seen = known;
  for (let round = 0; round < MAX_OPEN_ROUNDS; round += 1) {
    const quote = await loadQuote(settings, opener.cartId, opener.principal);
    if (quote === null) return readBegun(settings, opener);
    const opened = await openWithQuote(settings, opener, quote, seen);
    if (opened === 'limited') return opened;
    if (opened === null && !(await inherit(settings, opener))) return null;
    if (opened !== null && isQuotedAs(opened.checkout, quote)) return opened;
    seen = opened;
  }
  throw new Error(`cart ${opener.cartId} changed each of ${MAX_OPEN_ROUNDS} times it was quoted`);
}

/** The shop may have let go of a cart that was paid: its checkout still tells so. */
async function readBegun(settings: Settings, opener: Opener): Promise<CheckoutState | null> {
  const id = checkoutIdOf(settings.tenant, opener.cartId);
  const state = await readOwn(settings, id, opener.principal);
  return state !== null && isBegun(state.checkout) ? state : null;
}

/** A payment is live or made. */
function isBegun({ live, paid }: CheckoutRow): boolean {
  return live !== null || paid !== null;
}

/** What is paid or being paid has the quote that it was claimed for. */
export function isQuotedAs(checkout: CheckoutRow, quote: Quote): boolean {
  if (isBegun(checkout)) return true;
  const isSameCart = checkout.cart_version === quote.version;
  const isSameCost = sameMoney(amountOf(checkout), quote.amount);
  return isSameCart && isSameCost && checkout.lines === JSON.stringify(quote.lines);
}

/**
 * A cart may have changed hands in the very moment of its first opening, which had asked whose it
 * is before and wrote its row after, or while the database had forgotten the checkout: its new
 * owner would be shut out for good. Where the storefront says that the cart is no longer the
 * other's, and then once more that it is theirs, they get the checkout. False: it stays the
 * other's. True: it is looked at again, as another opening may have been faster.
 */
async function inherit(settings: Settings, { cartId, principal }: Opener): Promise<boolean> {
  const { database, tenant } = settings;
  const id = checkoutIdOf(tenant, cartId);
  const owner = (await readCheckout(database, id, tenant))?.checkout.principal;
  // A database that went back in time has just forgotten it.
  if (owner === undefined || owner === principal) return true;
  if ((await loadQuote(settings, cartId, owner)) !== null) return false;
  // A cart that is gone meanwhile is nobody's.
  if ((await loadQuote(settings, cartId, principal)) === null) return false;
  await handOver(database, id, tenant, owner, principal);
  return true;
}

/**
 * The checkout as it stands after this. Another quote is replaced only where the checkout still is
 * as it was `seen` before this quote was asked for: of two that were asked for at once nobody
 * knows which is newer.
 */
export async function openWithQuote(
  settings: Settings,
  { cartId, principal, address }: Opener,
  quote: Quote,
  seen: Known | null,
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
    seenRevision: seen?.checkout.revision ?? null,
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
