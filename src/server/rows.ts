// The rows as statements answer them, packed by the database with `row_to_json`, and what they say
// of a checkout. The tables are ours and constrained, so their shapes are taken as declared in
// `migrations.ts`.

import type { Money } from '../protocol/money.ts';
import type { Row } from './database.ts';

export interface CheckoutRow {
  readonly id: string;
  readonly tenant: string;
  readonly principal: string;
  readonly cart_id: string;
  readonly revision: number;
  readonly cart_version: string;
  readonly amount_value: number;
  readonly currency: string;
  readonly lines: string;
  readonly key: string | null;
  readonly key_expires_at: number | null;
  readonly retired_key: string | null;
  readonly attempts: number;
  readonly live: number | null;
  readonly fence: number;
  readonly lease_until: number | null;
  readonly paid: number | null;
  readonly declines: number;
  readonly events: number;
}

/**
 * `processing`: a worker has it. `pending`: the gateway decides days later. `unknown`: the answer
 * was lost.
 */
export type AttemptStatus =
  'processing' | 'unknown' | 'action_required' | 'pending' | 'succeeded' | 'declined' | 'not_sent';

export interface AttemptRow {
  readonly checkout_id: string;
  readonly ordinal: number;
  readonly key: string;
  readonly nonce: string;
  readonly fingerprint: string;
  readonly status: AttemptStatus;
  readonly cart_version: string;
  readonly lines: string;
  readonly amount_value: number;
  readonly currency: string;
  readonly method_type: string;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly decline_code: string | null;
  readonly message: string | null;
  readonly answer_status: number | null;
  readonly answer_body: string | null;
  readonly consent_until: number;
  readonly created_at: number;
  readonly leg: number;
  readonly checks: number;
  readonly action_url: string | null;
  readonly attention_at: number | null;
  readonly address: string | null;
}

/** `action` and `pending` wait at the gateway: what becomes of them is asked, never sent again. */
export type LegState =
  'sending' | 'unknown' | 'action' | 'pending' | 'succeeded' | 'declined' | 'voided' | 'not_sent';

export interface LegRow {
  readonly leg: number;
  readonly state: LegState;
  readonly token: string | null;
  readonly charge_id: string | null;
  /** Succeeded by a person's word alone: its charge may be named wrongly. */
  readonly by_hand: boolean;
}

/** A capture: the checkout's own if `kept`, else one too many. */
export interface ChargeRow {
  readonly gateway: string;
  readonly charge_id: string;
  readonly ordinal: number;
  readonly leg: number;
  readonly amount_value: number;
  readonly currency: string;
  readonly kept: boolean;
  readonly refunded_value: number;
  readonly reversed_at: number | null;
}

/** Why money goes back: the merchant asked, or payonce found a capture that may not stay. */
export type RefundCause = 'merchant' | 'duplicate' | 'late' | 'amount';

export interface RefundRow {
  readonly id: string;
  readonly checkout_id: string;
  readonly gateway: string;
  readonly charge_id: string;
  readonly key: string | null;
  readonly fingerprint: string | null;
  readonly cause: RefundCause;
  readonly reason: string;
  readonly amount_value: number;
  readonly currency: string;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly tries: number;
  readonly next_try_at: number | null;
  readonly attention_at: number | null;
  readonly created_at: number;
}

export function checkoutOf(row: Row | undefined, column = 'checkout'): CheckoutRow | null {
  return (row?.[column] ?? null) as CheckoutRow | null;
}

export function attemptOf(row: Row | undefined, column = 'attempt'): AttemptRow | null {
  return (row?.[column] ?? null) as AttemptRow | null;
}

export function legOf(row: Row | undefined): LegRow | null {
  return (row?.['leg'] ?? null) as LegRow | null;
}

export function chargeOf(row: Row | undefined, column = 'charge'): ChargeRow | null {
  return (row?.[column] ?? null) as ChargeRow | null;
}

export function refundOf(row: Row | undefined): RefundRow | null {
  return (row?.['refund'] ?? null) as RefundRow | null;
}

export function refundsOf(row: Row | undefined): readonly RefundRow[] {
  return (row?.['refunds'] ?? []) as readonly RefundRow[];
}

export function amountOf(row: Pick<CheckoutRow, 'amount_value' | 'currency'>): Money {
  return { value: row.amount_value, currency: row.currency };
}

/** The key a shopper may pay with at `now`, or null. */
export function payableKeyOf(row: CheckoutRow, now: number): string | null {
  if (row.live !== null || row.paid !== null || row.key === null) return null;
  return (row.key_expires_at ?? 0) > now ? row.key : null;
}

/** Whether a worker still holds this checkout's live attempt at `now`. */
export function isHeld(row: CheckoutRow, now: number): boolean {
  return row.live !== null && row.lease_until !== null && row.lease_until > now;
}
