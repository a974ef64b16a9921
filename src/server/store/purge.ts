// Takes out what has served its time, a bounded number of rows a statement. Locks no checkout row
// and waits for no other: a row that somebody holds is left to the next step. Never a capture, a
// refund, an attempt that had an answer or may still get one, or what is still to be done.

import type { Queryable, SqlValue } from '../database.ts';

// The row stays, with its key, status and all that the answer was made of.
const ANSWERS = `
  WITH old AS (
    SELECT checkout_id, ordinal FROM payonce_attempts
    WHERE answer_body IS NOT NULL AND created_at < $1 AND status IN ('succeeded', 'declined')
    ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  UPDATE payonce_attempts a SET answer_body = NULL
  FROM old WHERE a.checkout_id = old.checkout_id AND a.ordinal = old.ordinal
  RETURNING 1 AS one`;

const EVENTS = `
  WITH old AS (
    SELECT id FROM payonce_outbox WHERE status = 'delivered' AND ended_at < $1
    ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  DELETE FROM payonce_outbox o USING old WHERE o.id = old.id
  RETURNING 1 AS one`;

const MESSAGES = `
  WITH old AS (
    SELECT gateway, event_id FROM payonce_inbox WHERE status = 'applied' AND received_at < $1
    ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  DELETE FROM payonce_inbox i USING old
  WHERE i.gateway = old.gateway AND i.event_id = old.event_id
  RETURNING 1 AS one`;

const TALLIES = `
  WITH old AS (
    SELECT tenant, what, who, span FROM payonce_tallies WHERE span < $1
    ORDER BY span LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  DELETE FROM payonce_tallies t USING old
  WHERE t.tenant = old.tenant AND t.what = old.what AND t.who = old.who AND t.span = old.span
  RETURNING 1 AS one`;

// A key that was given back, every leg of it proven not charged. No claim ever looks at such an
// attempt, so its key is refused afterwards as before; the next ordinal is counted on the checkout.
// A lone charge of it is a riddle for a person, who needs the attempt.
const DEAD_KEYS = `
  WITH old AS (
    SELECT a.checkout_id, a.ordinal FROM payonce_attempts a
    WHERE a.status = 'not_sent' AND a.created_at < $1
      AND NOT EXISTS (
        SELECT 1 FROM payonce_checkouts c
        WHERE c.id = a.checkout_id AND (c.live = a.ordinal OR c.paid = a.ordinal)
      )
      AND NOT EXISTS (
        SELECT 1 FROM payonce_charges k
        WHERE k.checkout_id = a.checkout_id AND k.ordinal = a.ordinal
      )
      AND NOT EXISTS (
        SELECT 1 FROM payonce_legs l
        WHERE l.checkout_id = a.checkout_id AND l.ordinal = a.ordinal
          AND l.state NOT IN ('not_sent', 'voided')
      )
    ORDER BY a.created_at LIMIT $2 FOR UPDATE OF a SKIP LOCKED
  ), legs AS (
    DELETE FROM payonce_legs l USING old
    WHERE l.checkout_id = old.checkout_id AND l.ordinal = old.ordinal
  )
  DELETE FROM payonce_attempts a USING old
  WHERE a.checkout_id = old.checkout_id AND a.ordinal = old.ordinal
  RETURNING 1 AS one`;

export interface PurgeLimits {
  /** What ended before is thrown away. */
  readonly endedBefore: number;
  readonly talliesBefore: number;
  /** Rows a statement. */
  readonly most: number;
}

/** One statement for each kind of leftover. Answers how many rows they took. */
export async function purgeOld(database: Queryable, limits: PurgeLimits): Promise<number> {
  const { endedBefore, talliesBefore, most } = limits;
  const take = async (sql: string, parameters: readonly SqlValue[]): Promise<number> =>
    (await database.query(sql, parameters)).length;
  return (
    (await take(ANSWERS, [endedBefore, most])) +
    (await take(DEAD_KEYS, [endedBefore, most])) +
    (await take(EVENTS, [endedBefore, most])) +
    (await take(MESSAGES, [endedBefore, most])) +
    (await take(TALLIES, [talliesBefore, most]))
  );
}
