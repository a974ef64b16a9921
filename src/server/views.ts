// What the outside sees of the rows: `Checkout` and `Payment` messages. Pure; no field here depends
// on who asks.

import type { Checkout, Line, Payment, Refund } from '../protocol/messages.ts';
import { paymentIdOf } from './identity.ts';
import {
  amountOf,
  payableKeyOf,
  type AttemptRow,
  type AttemptStatus,
  type ChargeRow,
  type CheckoutRow,
  type RefundRow,
} from './rows.ts';

export interface CheckoutState {
  readonly checkout: CheckoutRow;
  /** The attempt that tells: the paid one, the live one, else the last that was declined. */
  readonly attempt: AttemptRow | null;
  /** The capture that pays it. */
  readonly charge: ChargeRow | null;
  /** In the order in which they were asked for. */
  readonly refunds: readonly RefundRow[];
}

export function checkoutView(
  state: CheckoutState,
  gateway: Checkout['gateway'],
  now: number,
): Checkout {
  const { checkout, attempt, refunds } = state;
  const key = payableKeyOf(checkout, now);
  return {
    id: checkout.id,
    revision: checkout.revision,
    gateway,
    cartId: checkout.cart_id,
    cartVersion: checkout.cart_version,
    status: statusOf(state, key),
    amount: amountOf(checkout),
    lines: JSON.parse(checkout.lines) as Line[],
    idempotencyKey: key,
    keyExpiresInMs: key === null ? null : (checkout.key_expires_at ?? now) - now,
    payment: attempt === null ? null : paymentView(attempt, refunds),
  };
}

function statusOf(state: CheckoutState, payableKey: string | null): Checkout['status'] {
  const { checkout, attempt } = state;
  if (checkout.paid !== null) return paidStatusOf(state);
  if (checkout.live !== null) {
    return attempt?.status === 'action_required' ? 'action_required' : 'processing';
  }
  return payableKey === null ? 'expired' : 'open';
}

function paidStatusOf({ charge, refunds }: CheckoutState): Checkout['status'] {
  const givenBack = refunds
    .filter((refund) => refund.charge_id === charge?.charge_id && refund.status === 'succeeded')
    .reduce((sum, refund) => sum + refund.amount_value, 0);
  if (charge === null || givenBack === 0) return 'paid';
  return givenBack >= charge.amount_value ? 'refunded' : 'partially_refunded';
}

export function paymentView(attempt: AttemptRow, refunds: readonly RefundRow[] = []): Payment {
  const { action_url: url } = attempt;
  return {
    id: paymentIdOf(attempt.checkout_id, attempt.ordinal),
    status: paymentStatusOf(attempt),
    amount: amountOf(attempt),
    method: {
      type: attempt.method_type,
      ...(attempt.brand === null ? {} : { brand: attempt.brand }),
      ...(attempt.last4 === null ? {} : { last4: attempt.last4 }),
    },
    ...(attempt.decline_code === null ? {} : { declineCode: attempt.decline_code }),
    ...(attempt.message === null ? {} : { message: attempt.message }),
    ...(attempt.status === 'action_required' && url !== null
      ? { nextAction: { type: 'redirect', url } }
      : {}),
    refunds: refunds.map(refundView),
    createdAt: new Date(attempt.created_at).toISOString(),
  };
}

const OUTSIDE: Readonly<Record<Exclude<AttemptStatus, 'not_sent'>, Payment['status']>> = {
  processing: 'processing',
  pending: 'processing',
  unknown: 'unknown',
  action_required: 'action_required',
  succeeded: 'succeeded',
  declined: 'declined',
};

function paymentStatusOf({ status, ordinal, checkout_id: id }: AttemptRow): Payment['status'] {
  if (status !== 'not_sent') return OUTSIDE[status];
  throw new Error(`Attempt ${ordinal} of ${id} was never sent: it is no payment.`);
}

export function refundView(refund: RefundRow): Refund {
  return {
    id: refund.id,
    amount: amountOf(refund),
    reason: refund.reason,
    status: refund.status,
    createdAt: new Date(refund.created_at).toISOString(),
  };
}
