// The payment gateway as the server sees it. An adapter sends one message per call, waits no longer
// than its own timeout, and says what that one exchange proves. Knows nothing of checkouts,
// attempts or retries.

import type { Checkout, Payment } from '../protocol/messages.ts';
import type { Money } from '../protocol/money.ts';

export interface ChargeOrder {
  /**
   * Names the leg at the gateway: the gateway charges at most once for it. Derived, so it survives
   * lost memory.
   */
  readonly gatewayKey: string;
  /** The checkout's id, which the gateway keeps with the charge. */
  readonly reference: string;
  readonly amount: Money;
  readonly methodType: string;
  readonly token: string;
}

export type Method = Payment['method'];

/**
 * Whether another card, or another gateway, may be tried: soft yes, hard no, technical was no
 * verdict on the card.
 */
export type DeclineKind = 'soft' | 'hard' | 'technical';

/**
 * What one exchange proves. `not-sent`: not a byte of the charge left. `unknown`: it may have been
 * charged.
 */
export type ChargeOutcome =
  | {
      readonly type: 'succeeded';
      readonly chargeId: string;
      readonly amount: Money;
      readonly method: Method;
    }
  | {
      readonly type: 'declined';
      readonly chargeId: string | null;
      readonly kind: DeclineKind;
      readonly declineCode: string;
      readonly method: Method;
    }
  | { readonly type: 'not-sent'; readonly reason: string }
  | { readonly type: 'unknown'; readonly reason: string };

/**
 * What the gateway's books say of one gateway key. `canceled`: a tombstone stands, no charge can
 * follow.
 */
export type LookupOutcome =
  | Extract<ChargeOutcome, { type: 'succeeded' | 'declined' }>
  | { readonly type: 'canceled' }
  | { readonly type: 'absent' }
  | { readonly type: 'unknown'; readonly reason: string };

export interface Gateway {
  /** What clients are told: the kind, and where the card frame comes from. */
  readonly public: Checkout['gateway'];
  /** No call of this adapter takes longer. */
  readonly timeoutMs: number;
  charge(order: ChargeOrder): Promise<ChargeOutcome>;
  /** Asks for one gateway key. `absent` is no proof: the books may lag. */
  lookup(gatewayKey: string): Promise<LookupOutcome>;
  /**
   * Leaves a tombstone on the key, or tells of the charge that came first. `canceled` proves: never
   * charged, never will be.
   */
  cancel(gatewayKey: string): Promise<LookupOutcome>;
}
