// What of a charge had gone back to the shopper before the gateway told of it, and what is left.

import type { ChargeFact, Succeeded } from './gateway.ts';

/** In minor units; 0 when it is not told. */
export function returnedOf(fact: ChargeFact): number {
  return fact.type === 'succeeded' ? Math.min(fact.returnedValue ?? 0, fact.amount.value) : 0;
}

/** In minor units. */
export function leftOf(fact: Succeeded): number {
  return fact.amount.value - returnedOf(fact);
}
