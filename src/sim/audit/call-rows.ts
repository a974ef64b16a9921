// What the rows tell of the calls that asked the bank for a charge, and which call it was that
// asked for one. Judges nothing.

import type { BankCharge } from './bank-books.ts';
import type { GatewayCall } from './gateway-log.ts';
import type { RowLine } from './row-book.ts';
import type { View } from './view.ts';

/** The leg that a call names. */
export function legOf(view: View, { place }: GatewayCall): RowLine | null {
  if (place === null) return null;
  return view.rows.files.get(place.checkoutId)?.leg(place.ordinal, place.leg) ?? null;
}

/**
 * The database has lost a call's row by then; also before the call, whose server may have stood
 * still with the claim in hand.
 */
export function isForgotten(view: View, call: GatewayCall, n: number): boolean {
  return legOf(view, call)?.wasUndone(-1, n) === true;
}

/** The last call before a charge that asked for its key. */
export function callOf(view: View, { reference, key, n }: BankCharge): GatewayCall | null {
  const calls = view.gateway.charging.get(reference) ?? [];
  return calls.findLast((call) => call.key === key && call.n < n) ?? null;
}

/** The last that asked for its key with its token. */
export function callFor(view: View, charge: BankCharge): GatewayCall | null {
  const { reference, key, token, n } = charge;
  const calls = view.gateway.charging.get(reference) ?? [];
  const call = calls.findLast((one) => {
    return one.key === key && one.n < n && legOf(view, one)?.at(one.n)?.['token'] === token;
  });
  return call ?? null;
}
