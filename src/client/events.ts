// What happened, for the storefront: facts with a typed detail. `complete` and `decline` come once
// per payment.

import type { Checkout, Payment } from '../protocol/messages.ts';

/** The events by name, each with its detail. */
export interface CheckoutEvents {
  ready: { checkout: Checkout };
  change: { complete: boolean; empty: boolean; brand?: string };
  submit: { checkoutId: string };
  processing: { checkout: Checkout };
  action: { checkout: Checkout; url: string };
  unknown: { checkout: Checkout };
  complete: { checkout: Checkout; payment: Payment };
  decline: { checkout: Checkout; payment: Payment };
  expired: { checkout: Checkout };
  /** A payment from before this page, or from another tab, was found. */
  resumed: { checkout: Checkout };
  'duplicate-blocked': { checkoutId: string | null };
  error: { code: string; detail: string };
}

/** The names of the events. */
export type CheckoutEventType = keyof CheckoutEvents;
