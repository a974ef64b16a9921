// What a checkout looks like at one moment, for whoever draws it: one value, replaced and never
// changed. Holds facts, not words and not money logic; words are the drawer's, decisions the
// controller's.

import type { Checkout, FieldError } from '../protocol/messages.ts';

/** The states a person can tell apart; also the root's `data-payonce-status`. */
export type Status =
  | 'loading'
  | 'ready'
  | 'paying'
  | 'checking'
  | 'action'
  | 'processing'
  | 'paid'
  | 'declined'
  | 'expired'
  | 'offline'
  | 'error';

/** Something the shopper must read beside the status. */
export type Notice =
  /** `certain`: the press has sent nothing, or as below, and no payment was made before it. */
  | { readonly type: 'quote-changed'; readonly certain: boolean }
  | { readonly type: 'other-tab' }
  /** The press found its key used by another one, which was declined since. */
  | { readonly type: 'other-payment-declined' }
  | { readonly type: 'card-incomplete'; readonly message: string }
  | { readonly type: 'card-unreachable' }
  /** What waits at the bank could not be given up just now. */
  | { readonly type: 'not-canceled' }
  /** `certain`: the server said that nothing was charged, and has retired the key. */
  | { readonly type: 'shop-down'; readonly certain: boolean }
  | { readonly type: 'too-many-attempts'; readonly retryAfterMs: number }
  | { readonly type: 'not-signed-in' }
  | { readonly type: 'not-found' }
  | { readonly type: 'refused'; readonly code: string; readonly errors: readonly FieldError[] };

/** How long the shopper has been waiting: what they read changes at 5 s and at 15 s. */
export type Patience = 'short' | 'long' | 'very-long';

/** What is true at one moment. Replaced, never changed. */
export interface Snapshot {
  readonly status: Status;
  readonly checkout: Checkout | null;
  readonly notice: Notice | null;
  readonly patience: Patience;
  /**
   * Whether activating Pay would do anything now: false while a payment is in flight and after it.
   */
  readonly canSubmit: boolean;
  /**
   * Whether the server's picture tells of a payment: it is taken to its end there, whatever becomes
   * of this page. A press that nobody has answered may never have reached the server.
   */
  readonly isAccepted: boolean;
  /** Whether the payment waits at the bank and this page can give it up: `cancel()`. */
  readonly canCancel: boolean;
}

export const LOADING: Snapshot = {
  status: 'loading',
  checkout: null,
  notice: null,
  patience: 'short',
  canSubmit: false,
  isAccepted: false,
  canCancel: false,
};
