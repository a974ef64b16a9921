// Which cart a checkout is of, for whoever once owned it: it saves a payment one statement. The
// cart never changes, so what was read may be kept; the principal may, at the storefront's word, so
// who is remembered must still be asked for by the statement that decides. Bounded; forgetting
// costs a read.

import { readOwn } from './opening.ts';
import type { Settings } from './options.ts';
import type { CheckoutRow } from './rows.ts';

// About 200 bytes each: two megabytes for the checkouts that are open at one time in one process.
const MAX_REMEMBERED = 10_000;

export interface CartMemory {
  learn(checkout: Pick<CheckoutRow, 'id' | 'principal' | 'cart_id'>): void;
  /**
   * The cart of this principal's checkout, or null when there is no such checkout. Also of one that
   * was this principal's and is another's by now.
   */
  cartOf(checkoutId: string, principal: string): Promise<string | null>;
}

export function cartMemory(settings: Settings): CartMemory {
  const known = new Map<string, { readonly cartId: string; readonly principal: string }>();
  const learn: CartMemory['learn'] = (checkout) => {
    if (known.size >= MAX_REMEMBERED && !known.has(checkout.id)) {
      known.delete(known.keys().next().value ?? '');
    }
    known.set(checkout.id, { cartId: checkout.cart_id, principal: checkout.principal });
  };
  return {
    learn,
    async cartOf(checkoutId, principal) {
      const found = known.get(checkoutId);
      if (found?.principal === principal) return found.cartId;
      const state = await readOwn(settings, checkoutId, principal);
      if (state === null) return null;
      learn(state.checkout);
      return state.checkout.cart_id;
    },
  };
}
