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
  /**
   * Where the shopper comes back to after an authentication elsewhere; absent, none is possible.
   */
  readonly returnUrl?: string;
  /** What the gateway keeps with the charge, so that a lost row can be made anew. */
  readonly label: ChargeLabel;
}

/** Whose charge it is and what for: sent with it, and told again whenever the gateway lists it. */
export interface ChargeLabel {
  /** This installation's mark: charges without it are somebody else's. */
  readonly mark: string;
  readonly tenant: string;
  readonly principal: string;
  readonly cartId: string;
  readonly cartVersion: string;
  /**
   * The press that it is of: a digest of what was posted. A database that forgot a press may have
   * given its gateway key to the next one.
   */
  readonly press: string;
}

export type Method = Payment['method'];

/**
 * Whether another card, or another gateway, may be tried: soft yes, hard no, technical was no
 * verdict on the card.
 */
export type DeclineKind = 'soft' | 'hard' | 'technical';

/** Took money. */
export interface Succeeded {
  readonly type: 'succeeded';
  readonly chargeId: string;
  readonly amount: Money;
  readonly method: Method;
  /** What of it had gone back to the shopper by whoever's wish, in minor units, if that is told. */
  readonly returnedValue?: number;
}

/**
 * The gateway's no: nothing was taken. `chargeId` is null when it keeps no charge of it; `press` is
 * that of the charge's label, where the gateway tells it.
 */
export interface Declined {
  readonly type: 'declined';
  readonly chargeId: string | null;
  readonly press?: string;
  readonly kind: DeclineKind;
  readonly declineCode: string;
  readonly method: Method;
}

/** Waits for the shopper, who must go to `url` and come back. Ends by itself there, or canceled. */
export interface ActionRequired {
  readonly type: 'action';
  readonly chargeId: string;
  readonly url: string;
  readonly method: Method;
}

/** Accepted, and decided days later: a bank debit. */
export interface Pending {
  readonly type: 'pending';
  readonly chargeId: string;
  readonly method: Method;
}

export interface Unknown {
  readonly type: 'unknown';
  readonly reason: string;
}

/**
 * What one exchange proves. `not-sent`: not a byte of the charge left. `unknown`: it may have been
 * charged. `key-reused`: the gateway knows the key from an order with other content, so this one
 * was not charged, and what it tells of the key is the other's.
 */
export type ChargeOutcome =
  | Succeeded
  | Declined
  | ActionRequired
  | Pending
  | Unknown
  | { readonly type: 'not-sent' | 'key-reused'; readonly reason: string };

/** What the gateway's books prove of one charge. `canceled`: none was made, and none can follow. */
export type ChargeFact =
  Succeeded | Declined | ActionRequired | Pending | { readonly type: 'canceled' };

/** What the gateway's books say of one gateway key. */
export type LookupOutcome = ChargeFact | { readonly type: 'absent' } | Unknown;

/**
 * A charge as the gateway lists it, with what of it went back since. `label` is null when it
 * carries none that can be read.
 */
export interface ListedCharge {
  readonly gatewayKey: string;
  readonly reference: string;
  readonly createdAtMs: number;
  readonly amount: Money;
  readonly label: ChargeLabel | null;
  readonly fact: ChargeFact;
}

/** One page of charges in the order they were made; `next` is null on the last. */
export type ListOutcome =
  | {
      readonly type: 'page';
      readonly charges: readonly ListedCharge[];
      readonly next: string | null;
    }
  | Unknown;

export interface RefundOrder {
  /** Derived from the refund's id: the gateway refunds at most once for it, whenever it comes. */
  readonly gatewayKey: string;
  readonly chargeId: string;
  readonly amount: Money;
  readonly reason: string;
}

/**
 * What one exchange proves of a refund. After `unknown` and `not-sent` it may be sent again.
 * `amount`, in the charge's currency, is what the gateway gave back under this key, which is less
 * or more than was ordered if it had been ordered before by somebody who forgot it.
 */
export type RefundOutcome =
  | { readonly type: 'succeeded'; readonly refundId: string; readonly amount: Money }
  | { readonly type: 'pending'; readonly refundId: string }
  | { readonly type: 'failed'; readonly refundId: string | null; readonly reason: string }
  | { readonly type: 'not-sent'; readonly reason: string }
  | Unknown;

/** A webhook after its signature was checked over the raw bytes, or why it was not believed. */
export type WebhookReading =
  | {
      readonly type: 'charge';
      readonly eventId: string;
      readonly gatewayKey: string;
      readonly reference: string;
      readonly fact: ChargeFact;
    }
  /** A charge that had succeeded was taken back, in part or whole, by the shopper's bank. */
  | {
      readonly type: 'reversal';
      readonly eventId: string;
      readonly gatewayKey: string;
      readonly reference: string;
      readonly chargeId: string;
      readonly reason: string;
    }
  | {
      readonly type: 'refund';
      readonly eventId: string;
      readonly gatewayKey: string;
      readonly outcome: Extract<RefundOutcome, { type: 'succeeded' | 'pending' | 'failed' }>;
    }
  /** Genuine, and of no concern to us. */
  | { readonly type: 'ignored'; readonly eventId: string }
  | { readonly type: 'forged'; readonly reason: string };

export interface Gateway {
  /** What clients are told: the kind, and where the card frame comes from. */
  readonly public: Checkout['gateway'];
  /** No call of this adapter takes longer. */
  readonly timeoutMs: number;
  charge(order: ChargeOrder): Promise<ChargeOutcome>;
  /** Asks for one gateway key. `absent` is no proof: the books may lag. */
  lookup(gatewayKey: string): Promise<LookupOutcome>;
  /**
   * Leaves a tombstone on the key, or tells of the charge that came first. Ends a charge that waits
   * for the shopper. `canceled` proves: never charged, never will be.
   */
  cancel(gatewayKey: string): Promise<LookupOutcome>;
  /** Charges made from `sinceMs` on, oldest first; `cursor` is the `next` of the page before. */
  list(sinceMs: number, cursor: string | null): Promise<ListOutcome>;
  /** Charges made for one reference; `cursor` is the `next` of the page before. */
  listFor(reference: string, cursor: string | null): Promise<ListOutcome>;
  refund(order: RefundOrder): Promise<RefundOutcome>;
  /** Reads a webhook at `nowMs`. Checks the signature over `body` as it came. */
  readWebhook(headers: Headers, body: Uint8Array, nowMs: number): WebhookReading;
}
