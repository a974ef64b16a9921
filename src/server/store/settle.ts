// Moves a live attempt on: to its end, to doubt, or back as never sent. Each step is one statement
// that begins with a conditional UPDATE of the checkout row; a worker whose fence is old writes
// nothing.

import type { Queryable, SqlValue } from '../database.ts';
import type { Method } from '../gateway.ts';

/** Who may write: the live attempt's place and the fence its worker was given. */
export interface Hold {
  readonly checkoutId: string;
  readonly ordinal: number;
  readonly fence: number;
  readonly leg: number;
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
}

const SETTLE = `
  WITH settled AS (
    UPDATE payonce_checkouts SET
      live = NULL, lease_until = NULL, revision = revision + 1,
      paid = CASE WHEN $5 = 'succeeded' THEN $2::integer END,
      declines = declines + CASE WHEN $5 = 'declined' THEN 1 ELSE 0 END,
      key = $13, key_expires_at = $14
    WHERE id = $1 AND live = $2 AND fence = $3
    RETURNING id
  ), attempt AS (
    UPDATE payonce_attempts a SET
      status = $5, brand = $7, last4 = $8, decline_code = $9, message = $10,
      answer_status = $11, answer_body = $12
    FROM settled WHERE a.checkout_id = settled.id AND a.ordinal = $2
  ), leg AS (
    UPDATE payonce_legs l SET
      token = NULL,
      state = CASE WHEN l.leg = $4 THEN $5 ELSE l.state END,
      charge_id = CASE WHEN l.leg = $4 THEN $6 ELSE l.charge_id END
    FROM settled WHERE l.checkout_id = settled.id AND l.ordinal = $2
  )
  SELECT id FROM settled`;

/**
 * Stores the verdict with the answer that will be replayed for ever. False: the hold is no longer
 * ours.
 */
export async function settle(database: Queryable, hold: Hold, verdict: Verdict): Promise<boolean> {
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
  ]);
}

// The key stays current: it was never used up, and may be sent again with another body.
const RELEASE = `
  WITH released AS (
    UPDATE payonce_checkouts SET live = NULL, lease_until = NULL, revision = revision + 1
    WHERE id = $1 AND live = $2 AND fence = $3
    RETURNING id
  ), attempt AS (
    UPDATE payonce_attempts a SET status = 'not_sent'
    FROM released WHERE a.checkout_id = released.id AND a.ordinal = $2
  ), leg AS (
    UPDATE payonce_legs l SET
      token = NULL, state = CASE WHEN l.leg = $4 THEN $5 ELSE l.state END
    FROM released WHERE l.checkout_id = released.id AND l.ordinal = $2
  )
  SELECT id FROM released`;

/** Takes an attempt back whose every leg is proven not charged. */
export function release(
  database: Queryable,
  hold: Hold,
  legState: 'not_sent' | 'voided',
): Promise<boolean> {
  return wrote(database, RELEASE, [...place(hold), legState]);
}

const DOUBT = `
  WITH held AS (
    UPDATE payonce_checkouts SET lease_until = $5, revision = revision + 1
    WHERE id = $1 AND live = $2 AND fence = $3
    RETURNING id
  ), attempt AS (
    UPDATE payonce_attempts a SET status = 'unknown'
    FROM held WHERE a.checkout_id = held.id AND a.ordinal = $2
  ), leg AS (
    UPDATE payonce_legs l SET state = 'unknown'
    FROM held WHERE l.checkout_id = held.id AND l.ordinal = $2 AND l.leg = $4
  )
  SELECT id FROM held`;

/** A send brought no verdict: shows it as unknown and keeps the lease for finding out. */
export function doubt(database: Queryable, hold: Hold, leaseUntil: number): Promise<boolean> {
  return wrote(database, DOUBT, [...place(hold), leaseUntil]);
}

const REST = `
  WITH rested AS (
    UPDATE payonce_checkouts SET lease_until = NULL
    WHERE id = $1 AND live = $2 AND fence = $3
    RETURNING id
  ), attempt AS (
    UPDATE payonce_attempts a SET checks = checks + 1, next_check_at = $4
    FROM rested WHERE a.checkout_id = rested.id AND a.ordinal = $2
  )
  SELECT id FROM rested`;

/** Gives the lease back until the next look. */
export function rest(database: Queryable, hold: Hold, nextCheckAt: number): Promise<boolean> {
  return wrote(database, REST, [hold.checkoutId, hold.ordinal, hold.fence, nextCheckAt]);
}

function place(hold: Hold): SqlValue[] {
  return [hold.checkoutId, hold.ordinal, hold.fence, hold.leg];
}

async function wrote(
  database: Queryable,
  sql: string,
  parameters: readonly SqlValue[],
): Promise<boolean> {
  const rows = await database.query(sql, parameters);
  return rows.length === 1;
}
