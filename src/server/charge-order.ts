// What a gateway is told of a leg: made of the rows alone, so that it is the same whoever sends it.
// Sends nothing.

import type { ChargeOrder } from './gateway.ts';
import { gatewayKeyOf } from './identity.ts';
import type { Settings } from './options.ts';
import { amountOf, type AttemptRow, type CheckoutRow, type LegRow } from './rows.ts';
import type { Hold } from './store/hold.ts';

export interface OrderedLeg {
  readonly hold: Hold;
  readonly checkout: CheckoutRow;
  readonly attempt: AttemptRow;
  readonly leg: LegRow;
}

export async function chargeOrderOf(
  settings: Settings,
  { hold, checkout, attempt, leg }: OrderedLeg,
): Promise<ChargeOrder> {
  const { checkoutId, ordinal } = hold;
  const { tenant, principal, cart_id: cartId } = checkout;
  const { mark } = await settings.installation();
  const { cart_version: cartVersion, fingerprint: press } = attempt;
  return {
    gatewayKey: gatewayKeyOf(checkoutId, ordinal, hold.leg),
    reference: checkoutId,
    amount: amountOf(attempt),
    methodType: attempt.method_type,
    token: leg.token ?? '',
    ...(settings.returnUrl === null ? {} : { returnUrl: settings.returnUrl(checkoutId) }),
    label: { mark, tenant, principal, cartId, cartVersion, press },
  };
}
