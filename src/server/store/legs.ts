// The legs of a live attempt: voiding one that is proven absent, beginning the next. Each under the
// worker's fence, and while the lease is there: a message of the gateway that parks the attempt
// gives it back under the same fence.

import type { Queryable } from '../database.ts';
import { LEG_IS_THERE, type Hold } from './hold.ts';

const VOID = `
  WITH held AS (
    UPDATE payonce_checkouts SET lease_until = $5, revision = revision + 1
    WHERE id = $1 AND live = $2 AND fence = $3 AND lease_until IS NOT NULL
    RETURNING id
  )
  UPDATE payonce_legs l SET state = 'voided'
  FROM held WHERE l.checkout_id = held.id AND l.ordinal = $2 AND l.leg = $4
  RETURNING l.leg`;

/**
 * Notes that the gateway gave its word: this leg was never charged and never will be. False: it is
 * no longer ours.
 */
export async function voidLeg(
  database: Queryable,
  hold: Hold,
  leaseUntil: number,
): Promise<boolean> {
  const { checkoutId, ordinal, fence, leg } = hold;
  const rows = await database.query(VOID, [checkoutId, ordinal, fence, leg, leaseUntil]);
  return rows.length === 1;
}

const BEGIN = `
  WITH held AS (
    UPDATE payonce_checkouts SET lease_until = $6, revision = revision + 1
    WHERE id = $1 AND live = $2 AND fence = $3 AND lease_until IS NOT NULL
      AND ${LEG_IS_THERE}
    RETURNING id
  ), attempt AS (
    UPDATE payonce_attempts a SET leg = $4 + 1
    FROM held WHERE a.checkout_id = held.id AND a.ordinal = $2
  ), ended AS (
    SELECT l.* FROM payonce_legs l JOIN held ON l.checkout_id = held.id
    WHERE l.ordinal = $2 AND l.leg = $4
  )
  INSERT INTO payonce_legs (checkout_id, ordinal, leg, gateway, state, token, started_at)
  SELECT checkout_id, ordinal, $4 + 1, gateway, 'sending', token, $5 FROM ended
  RETURNING leg`;

/**
 * Writes the next leg before it is sent. Answers the hold with the new leg, or null when it is no
 * longer ours.
 */
export async function beginLeg(
  database: Queryable,
  hold: Hold,
  now: number,
  leaseUntil: number,
): Promise<Hold | null> {
  const { checkoutId, ordinal, fence, leg } = hold;
  const parameters = [checkoutId, ordinal, fence, leg, now, leaseUntil];
  const rows = await database.query(BEGIN, parameters);
  return rows.length === 1 ? { ...hold, leg: leg + 1 } : null;
}
