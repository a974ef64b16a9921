// How often one cart, shopper or address may be declined, and begin checkouts, in an hour: against
// card testing and floods. Names whose tallies count; the counting itself is done by the statements
// that decline and open.

import { digest } from './identity.ts';
import type { AttemptRow, CheckoutRow } from './rows.ts';

/** Limits within one hour; a repeat under the same key never counts. */
export interface Limits {
  readonly declinesPerCheckout: number;
  readonly declinesPerPrincipal: number;
  readonly declinesPerAddress: number;
  readonly checkoutsPerPrincipal: number;
  readonly checkoutsPerAddress: number;
}

// A person mistypes a card two or three times and owns a handful; who tests stolen cards tries
// hundreds. Behind one address may sit an office.
export const DEFAULT_LIMITS: Limits = {
  declinesPerCheckout: 10,
  declinesPerPrincipal: 20,
  declinesPerAddress: 100,
  checkoutsPerPrincipal: 300,
  checkoutsPerAddress: 3_000,
};

const SPAN_MS = 60 * 60_000;

/** The hour that counts at `nowMs`, as its beginning. */
export function spanOf(nowMs: number): number {
  return Math.floor(nowMs / SPAN_MS) * SPAN_MS;
}

/** Until the next hour begins, in whole seconds. */
export function secondsToNextSpan(nowMs: number): number {
  return Math.max(1, Math.ceil((spanOf(nowMs) + SPAN_MS - nowMs) / 1000));
}

/** An address as it is counted: a digest, since who sat there is nobody's business later. */
export function addressDigest(tenant: string, address: string): string {
  return digest(['address', tenant, address]).slice(0, 32);
}

const who = {
  checkout: (id: string) => `checkout:${id}`,
  principal: (principal: string) => `principal:${principal}`,
  address: (address: string) => `address:${address}`,
} as const;

/** Whose declines one declined attempt counts to. */
export function declineTallies({
  checkout,
  attempt,
}: {
  readonly checkout: Pick<CheckoutRow, 'id' | 'principal'>;
  readonly attempt: Pick<AttemptRow, 'address'>;
}): string[] {
  const names = [who.checkout(checkout.id), who.principal(checkout.principal)];
  return attempt.address === null ? names : [...names, who.address(attempt.address)];
}

/** How many of something somebody may have in one span. */
export interface Ceiling {
  readonly who: string;
  readonly most: number;
}

export function declineCeilings(
  limits: Limits,
  checkoutId: string,
  principal: string,
  address: string | null,
): Ceiling[] {
  const ceilings = [
    { who: who.checkout(checkoutId), most: limits.declinesPerCheckout },
    { who: who.principal(principal), most: limits.declinesPerPrincipal },
  ];
  if (address === null) return ceilings;
  return [...ceilings, { who: who.address(address), most: limits.declinesPerAddress }];
}

export function checkoutCeilings(
  limits: Limits,
  principal: string,
  address: string | null,
): Ceiling[] {
  const own = { who: who.principal(principal), most: limits.checkoutsPerPrincipal };
  if (address === null) return [own];
  return [own, { who: who.address(address), most: limits.checkoutsPerAddress }];
}
