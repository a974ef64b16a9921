// What the outside sees of the rows: `Checkout` and `Payment` messages. Pure; no field here depends
// on who asks.

import type { Checkout, Line, Payment } from '../protocol/messages.ts';
import { paymentIdOf } from './identity.ts';
import { amountOf, payableKeyOf, type AttemptRow, type CheckoutRow } from './rows.ts';

export interface CheckoutState {
  readonly checkout: CheckoutRow;
  /** The attempt that tells: the paid one, the live one, else the last that was declined. */
  readonly attempt: AttemptRow | null;
}

export function checkoutView(
  state: CheckoutState,
  gateway: Checkout['gateway'],
  now: number,
): Checkout {
  const { checkout, attempt } = state;
  const key = payableKeyOf(checkout, now);
  return {
    id: checkout.id,
    revision: checkout.revision,
    gateway,
    cartId: checkout.cart_id,
    cartVersion: checkout.cart_version,
    status: statusOf(checkout, key),
    amount: amountOf(checkout),
    lines: JSON.parse(checkout.lines) as Line[],
    idempotencyKey: key,
    keyExpiresInMs: key === null ? null : (checkout.key_expires_at ?? now) - now,
    payment: attempt === null ? null : paymentView(attempt),
  };
}

function statusOf(checkout: CheckoutRow, payableKey: string | null): Checkout['status'] {
  if (checkout.paid !== null) return 'paid';
  if (checkout.live !== null) return 'processing';
  return payableKey === null ? 'expired' : 'open';
}

export function paymentView(attempt: AttemptRow): Payment {
  if (attempt.status === 'not_sent') {
    throw new Error(
      `Attempt ${attempt.ordinal} of ${attempt.checkout_id} was never sent: it is no payment.`,
    );
  }
  return {
    id: paymentIdOf(attempt.checkout_id, attempt.ordinal),
    status: attempt.status,
    amount: amountOf(attempt),
    method: {
      type: attempt.method_type,
      ...(attempt.brand === null ? {} : { brand: attempt.brand }),
      ...(attempt.last4 === null ? {} : { last4: attempt.last4 }),
    },
    ...(attempt.decline_code === null ? {} : { declineCode: attempt.decline_code }),
    ...(attempt.message === null ? {} : { message: attempt.message }),
    refunds: [],
    createdAt: new Date(attempt.created_at).toISOString(),
  };
}
