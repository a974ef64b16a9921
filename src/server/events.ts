// What the storefront is told after the fact, once it is certain: the five events, their stable ids
// and what each carries. Pure; how they are kept and delivered is the outbox's business.

import type { Line, Payment, Refund } from '../protocol/messages.ts';
import type { Money } from '../protocol/money.ts';
import { eventIdOf } from './identity.ts';
import { amountOf, type AttemptRow, type CheckoutRow, type RefundRow } from './rows.ts';
import { paymentView, refundView } from './views.ts';

export type EventType = 'paid' | 'payment_failed' | 'refunded' | 'reversed' | 'needs_attention';

/**
 * One thing that has happened to a checkout. Delivered at least once and in order for each
 * checkout; `id` stays the same however often it comes, and after a database that lost it. `amount`
 * and `lines` are what the shopper agreed to, copied when the payment began: fulfil from them, not
 * from the cart. `reason` says in words why somebody is needed, or why money went back.
 */
export interface PayonceEvent {
  readonly id: string;
  readonly type: EventType;
  readonly createdAt: string;
  readonly checkoutId: string;
  readonly cartId: string;
  readonly cartVersion: string;
  readonly principal: string;
  readonly amount: Money;
  readonly lines: readonly Line[];
  readonly payment: Payment | null;
  readonly refund: Refund | null;
  readonly reason: string | null;
}

/**
 * What a storefront does about each event. One that throws is called again later, so each must take
 * the same event twice: by its `id`.
 */
export interface EventHandlers {
  readonly onPaid?: EventHandler;
  readonly onPaymentFailed?: EventHandler;
  readonly onRefunded?: EventHandler;
  readonly onReversed?: EventHandler;
  readonly onNeedsAttention?: EventHandler;
}

export type EventHandler = (event: PayonceEvent) => void | Promise<void>;

/**
 * An address that gets every event by POST, signed as Standard Webhooks ask. `secret` is `whsec_`
 * and base64; any 2xx counts as taken.
 */
export interface EventTarget {
  readonly url: string;
  readonly secret: string;
}

export interface EventSubject {
  readonly checkout: Pick<CheckoutRow, 'id' | 'cart_id' | 'principal' | 'cart_version' | 'lines'> &
    Pick<CheckoutRow, 'amount_value' | 'currency'>;
  readonly attempt: AttemptRow | null;
  readonly refund?: RefundRow;
  readonly reason?: string;
  /** Tells two events of one type and checkout apart; the same for the same fact, always. */
  readonly about: string;
}

export function eventOf(type: EventType, subject: EventSubject, nowMs: number): PayonceEvent {
  const { checkout, attempt, refund, reason, about } = subject;
  const quote = attempt ?? checkout;
  return {
    id: eventIdOf(type, checkout.id, about),
    type,
    createdAt: new Date(nowMs).toISOString(),
    checkoutId: checkout.id,
    cartId: checkout.cart_id,
    cartVersion: quote.cart_version,
    principal: checkout.principal,
    amount: amountOf(quote),
    lines: JSON.parse(quote.lines) as Line[],
    payment:
      attempt === null || attempt.status === 'not_sent'
        ? null
        : paymentView(attempt, refund === undefined ? [] : [refund]),
    refund: refund === undefined ? null : refundView(refund),
    reason: reason ?? null,
  };
}
