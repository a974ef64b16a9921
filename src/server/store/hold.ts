// A worker's hold on a live attempt, and the steps that leave it undecided: into doubt, to rest, or
// back as never sent. Each is one statement that begins with a conditional UPDATE of the checkout
// row; a worker whose fence is old writes nothing.

import type { Queryable, SqlValue } from '../database.ts';
import type { PayonceEvent } from '../events.ts';

/** Who may write: the live attempt's place and the fence its worker was given. */
export interface Hold {
  readonly checkoutId: string;
  readonly ordinal: number;
  readonly fence: number;
  readonly leg: number;
}

/**
 * A condition on the checkout's row, over the parameters of `place`: a database that went back may
 * have forgotten the leg while the fence is still the same.
 */
export const LEG_IS_THERE = `EXISTS (
        SELECT 1 FROM payonce_legs k WHERE k.checkout_id = $1 AND k.ordinal = $2 AND k.leg = $4
      )`;

// The key stays current: it was never used up, and may be sent again with another body. Without a
// lease the gateway has told meanwhile of a charge under the call's key: one that the database
// forgot, which may still be made.
const RELEASE = `
  WITH released AS (
    UPDATE payonce_checkouts SET live = NULL, lease_until = NULL, revision = revision + 1
    WHERE id = $1 AND live = $2 AND fence = $3 AND lease_until IS NOT NULL
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

// Without a lease the gateway's message was here before its answer was lost: what it told of
// stands.
const DOUBT = `
  WITH held AS (
    UPDATE payonce_checkouts SET lease_until = $5, revision = revision + 1
    WHERE id = $1 AND live = $2 AND fence = $3 AND lease_until IS NOT NULL
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
    UPDATE payonce_checkouts SET
      lease_until = NULL, events = events + CASE WHEN $5::text IS NULL THEN 0 ELSE 1 END
    WHERE id = $1 AND live = $2 AND fence = $3
    RETURNING id, tenant, events
  ), attempt AS (
    UPDATE payonce_attempts a SET
      checks = checks + 1, next_check_at = $4, attention_at = coalesce(attention_at, $8)
    FROM rested WHERE a.checkout_id = rested.id AND a.ordinal = $2
  ), event AS (
    INSERT INTO payonce_outbox (
      id, tenant, checkout_id, place, type, event, status, next_try_at, created_at
    )
    SELECT $5, tenant, id, events, $6, $7, 'waiting', $8, $8
    FROM rested WHERE $5::text IS NOT NULL
  )
  SELECT id FROM rested`;

/** Gives the lease back until the next look; with `event`, a person is called besides. */
export function rest(
  database: Queryable,
  hold: Hold,
  nextCheckAt: number,
  event: PayonceEvent | null = null,
  now: number | null = null,
): Promise<boolean> {
  return wrote(database, REST, [
    hold.checkoutId,
    hold.ordinal,
    hold.fence,
    nextCheckAt,
    event?.id ?? null,
    event?.type ?? null,
    event === null ? null : JSON.stringify(event),
    event === null ? null : now,
  ]);
}

export function place(hold: Hold): SqlValue[] {
  return [hold.checkoutId, hold.ordinal, hold.fence, hold.leg];
}

/** Runs a statement that answers one row if it wrote, and none if its condition failed. */
export async function wrote(
  database: Queryable,
  sql: string,
  parameters: readonly SqlValue[],
): Promise<boolean> {
  const rows = await database.query(sql, parameters);
  return rows.length === 1;
}
