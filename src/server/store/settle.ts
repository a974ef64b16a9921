// Stores what a gateway proved of a live attempt: its end, or that it waits there. One statement
// each, which begins with a conditional UPDATE of the checkout row, and from which hangs all that
// follows: capture, refund, event, tally and the webhook that told of it.

import type { Money } from '../../protocol/money.ts';
import type { Queryable, SqlValue } from '../database.ts';
import type { PayonceEvent } from '../events.ts';
import type { Method } from '../gateway.ts';
import { LEG_IS_THERE, place, wrote, type Hold } from './hold.ts';

/** A capture that the verdict rests on, or that came although it should not have. */
export interface Capture {
  readonly gateway: string;
  readonly chargeId: string;
  readonly amount: Money;
  /** Pays the checkout; else `refund` gives back what is left of it, null when nothing is. */
  readonly kept: boolean;
  readonly refund: Return | null;
}

/** What payonce gives back by itself; `value` in minor units. */
export interface Return {
  readonly id: string;
  readonly cause: 'amount' | 'late' | 'duplicate';
  readonly reason: string;
  readonly value: number;
}

export interface Verdict {
  readonly status: 'succeeded' | 'declined';
  readonly chargeId: string | null;
  readonly method: Method;
  readonly declineCode: string | null;
  readonly message: string | null;
  readonly answerStatus: number;
  readonly answerBody: string;
  /** The next key after a decline; null after success. */
  readonly newKey: string | null;
  readonly keyExpiresAt: number | null;
  readonly capture: Capture | null;
  readonly event: PayonceEvent;
  /** Whose declines are counted, and in which span; empty when the bank was not asked of a card. */
  readonly tallies: readonly string[];
  readonly span: number;
  readonly now: number;
  /** A person says so, and may have mistyped the charge: the gateway was silent. */
  readonly byHand?: true;
}

/** The gateway's event that tells of the fact: kept in the statement that gives it its effect. */
export interface Telling {
  readonly gateway: string;
  readonly eventId: string;
  readonly event: string;
  readonly receivedAt: number;
}

/** What an inbox row becomes that was kept waiting for what it speaks of. */
export const NOW_APPLIED = `
    ON CONFLICT (gateway, event_id) DO UPDATE SET
      status = 'applied', effect = excluded.effect, next_try_at = NULL`;

// What hangs from a settled checkout besides its attempt and leg.
const HANGING = `
  charge AS (
    INSERT INTO payonce_charges (
      gateway, charge_id, checkout_id, ordinal, leg, amount_value, currency, kept, refunded_value,
      found_at
    )
    SELECT $15, $6, id, $2, $4, $16, $17, $18, CASE WHEN $18 THEN 0 ELSE $16::bigint END, $19
    FROM settled WHERE $15::text IS NOT NULL
  ), refund AS (
    INSERT INTO payonce_refunds (
      id, checkout_id, gateway, charge_id, cause, reason, amount_value, currency, status,
      next_try_at, created_at
    )
    SELECT $20, id, $15, $6, $21, $22, $34, $17, 'pending', $19, $19
    FROM settled WHERE $20::text IS NOT NULL
  ), event AS (
    INSERT INTO payonce_outbox (
      id, tenant, checkout_id, place, type, event, status, next_try_at, created_at
    )
    SELECT $23, tenant, id, events, $24, $25, 'waiting', $19, $19 FROM settled
  ), tally AS (
    INSERT INTO payonce_tallies AS t (tenant, what, who, span, count)
    SELECT tenant, 'decline', who, $27, 1
    FROM settled, json_array_elements_text($26::json) AS w (who)
    ON CONFLICT (tenant, what, who, span) DO UPDATE SET count = t.count + 1
  ), told AS (
    INSERT INTO payonce_inbox (gateway, event_id, status, effect, event, received_at)
    SELECT $28, $29, 'applied', $5, $30, $31 FROM settled WHERE $29::text IS NOT NULL
    ${NOW_APPLIED}
  )`;

// Without its leg's row nothing that the gateway tells of the charge later would find its checkout.
const SETTLE = `
  WITH settled AS (
    UPDATE payonce_checkouts SET
      live = NULL, lease_until = NULL, revision = revision + 1, events = events + 1,
      paid = CASE WHEN $5 = 'succeeded' THEN $2::integer END,
      declines = declines + CASE WHEN $5 = 'declined' THEN 1 ELSE 0 END,
      key = $13, key_expires_at = $14
    WHERE id = $1 AND live = $2 AND fence = $3 AND ($32::bigint IS NULL OR revision = $32)
      AND ${LEG_IS_THERE}
    RETURNING id, tenant, events
  ), attempt AS (
    UPDATE payonce_attempts a SET
      status = $5, brand = coalesce($7, brand), last4 = coalesce($8, last4), decline_code = $9,
      message = $10, answer_status = $11, answer_body = $12, action_url = NULL
    FROM settled WHERE a.checkout_id = settled.id AND a.ordinal = $2
  ), leg AS (
    UPDATE payonce_legs l SET
      token = NULL,
      state = CASE WHEN l.leg = $4 THEN $5 ELSE l.state END,
      charge_id = CASE WHEN l.leg = $4 THEN $6 ELSE l.charge_id END,
      by_hand = l.leg = $4 AND $33
    FROM settled WHERE l.checkout_id = settled.id AND l.ordinal = $2
  ), ${HANGING}
  SELECT id FROM settled`;

/**
 * Stores the verdict with the answer that will be replayed for ever, and all that follows from it.
 * False: the hold is no longer ours, or the checkout has moved on since `seenRevision`.
 */
export async function settle(
  database: Queryable,
  hold: Hold,
  verdict: Verdict,
  telling: Telling | null = null,
  seenRevision: number | null = null,
): Promise<boolean> {
  const { capture, event } = verdict;
  return wrote(database, SETTLE, [
    ...place(hold),
    verdict.status,
    verdict.chargeId,
    verdict.method.brand ?? null,
    verdict.method.last4 ?? null,
    verdict.declineCode,
    verdict.message,
    verdict.answerStatus,
    verdict.answerBody,
    verdict.newKey,
    verdict.keyExpiresAt,
    capture?.gateway ?? null,
    capture?.amount.value ?? null,
    capture?.amount.currency ?? null,
    capture?.kept ?? null,
    verdict.now,
    capture?.refund?.id ?? null,
    capture?.refund?.cause ?? null,
    capture?.refund?.reason ?? null,
    event.id,
    event.type,
    JSON.stringify(event),
    JSON.stringify(verdict.tallies),
    verdict.span,
    ...told(telling),
    seenRevision,
    verdict.byHand ?? false,
    capture?.refund?.value ?? null,
  ]);
}

/** The parameters of an inbox row. */
export function told(telling: Telling | null): SqlValue[] {
  if (telling === null) return [null, null, null, null];
  return [telling.gateway, telling.eventId, telling.event, telling.receivedAt];
}

/** What waits at the gateway: for the shopper, or for days to pass. */
export interface Parking {
  readonly state: 'action' | 'pending';
  readonly chargeId: string;
  readonly url: string | null;
  readonly method: Method;
  readonly nextCheckAt: number;
}

const PARK = `
  WITH held AS (
    UPDATE payonce_checkouts SET lease_until = NULL, revision = revision + 1
    WHERE id = $1 AND live = $2 AND fence = $3 AND ($15::bigint IS NULL OR revision = $15)
      AND ${LEG_IS_THERE}
    RETURNING id
  ), attempt AS (
    UPDATE payonce_attempts a SET
      status = CASE WHEN $5 = 'action' THEN 'action_required' ELSE 'pending' END,
      action_url = $7, brand = $8, last4 = $9, checks = 0, next_check_at = $10
    FROM held WHERE a.checkout_id = held.id AND a.ordinal = $2
  ), leg AS (
    UPDATE payonce_legs l SET state = $5, charge_id = $6, token = NULL
    FROM held WHERE l.checkout_id = held.id AND l.ordinal = $2 AND l.leg = $4
  ), told AS (
    INSERT INTO payonce_inbox (gateway, event_id, status, effect, event, received_at)
    SELECT $11, $12, 'applied', $5, $13, $14 FROM held WHERE $12::text IS NOT NULL
    ${NOW_APPLIED}
  )
  SELECT id FROM held`;

/** The gateway has the charge and waits: shows it so, and gives the lease back. */
export function park(
  database: Queryable,
  hold: Hold,
  parking: Parking,
  telling: Telling | null = null,
  seenRevision: number | null = null,
): Promise<boolean> {
  return wrote(database, PARK, [
    ...place(hold),
    parking.state,
    parking.chargeId,
    parking.url,
    parking.method.brand ?? null,
    parking.method.last4 ?? null,
    parking.nextCheckAt,
    ...told(telling),
    seenRevision,
  ]);
}
