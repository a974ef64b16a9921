// How one press of Pay ended, as a value: what `submit()` resolves to. Never a promise that
// rejects: a payment has no failures to catch, only outcomes to show.

import type { Checkout, FieldError, Payment } from '../protocol/messages.ts';

/** Why a press of Pay sent nothing. */
export type NotSentReason =
  | 'offline'
  | 'not-ready'
  | 'no-method'
  | 'card-incomplete'
  | 'card-unreachable'
  | 'shop-unreachable'
  | 'stopped';

/**
 * How one press of Pay ended. On `pending` the screen goes on asking until the server has decided.
 */
export type SubmitResult =
  | { readonly type: 'paid'; readonly checkout: Checkout | null; readonly payment: Payment | null }
  | { readonly type: 'declined'; readonly checkout: Checkout; readonly payment: Payment }
  /**
   * Not decided yet. The screen keeps asking; the same latch stands until the server has decided.
   */
  | { readonly type: 'pending'; readonly checkout: Checkout | null }
  | {
      readonly type: 'not-sent';
      readonly reason: NotSentReason;
      readonly checkout: Checkout | null;
    }
  /**
   * The cart is not what the shopper saw: the new total is on the screen and waits for a new press.
   */
  | { readonly type: 'quote-changed'; readonly checkout: Checkout | null }
  /**
   * Pay may be pressed again: the shop cannot take the payment now, a limit was met, or another
   * press was declined first. Only `certain` proves that nothing was charged: the server has said
   * so, and has retired the key, so that nothing can be later.
   */
  | { readonly type: 'unavailable'; readonly certain: boolean; readonly checkout: Checkout | null }
  | {
      readonly type: 'refused';
      readonly code: string;
      readonly errors: readonly FieldError[];
      readonly checkout: Checkout | null;
    };
