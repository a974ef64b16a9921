// Prices and pictures of the stand-in world's pages.

import type { Shown } from '../../src/sim/history.ts';

export const EUR = (value: number) => ({ value, currency: 'EUR' });
export const PRICE = EUR(4200);

export function shownAs(status: string, cart: string): Shown {
  return {
    status,
    notice: null,
    saysNothingCharged: status === 'declined',
    canSubmit: status === 'ready',
    checkoutId: cart,
    checkoutStatus: 'open',
    revision: 1,
    amount: PRICE,
    payment: null,
  };
}
