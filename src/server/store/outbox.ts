// The events that the storefront is still to be told of, and whose turn it is: of each checkout
// only the first that waits. Knows no sinks and no backoff.

import type { Queryable } from '../database.ts';
import type { PayonceEvent } from '../events.ts';

export interface DueEvent {
  readonly id: string;
  readonly dueAt: number;
}

// Later events of a checkout have higher places and are written under its row's lock: none with a
// lower place can appear after one with a higher.
const DUE = `
  SELECT o.id, o.next_try_at FROM payonce_outbox o
  WHERE o.tenant = $1 AND o.status = 'waiting' AND o.next_try_at <= $2
    AND NOT EXISTS (
      SELECT 1 FROM payonce_outbox b
      WHERE b.checkout_id = o.checkout_id AND b.place < o.place AND b.status = 'waiting'
    )
  ORDER BY o.next_try_at, o.id LIMIT $3`;

export async function dueEvents(
  database: Queryable,
  tenant: string,
  now: number,
  limit: number,
): Promise<readonly DueEvent[]> {
  const rows = await database.query(DUE, [tenant, now, limit]);
  return rows.map((row) => ({ id: String(row['id']), dueAt: Number(row['next_try_at']) }));
}

/** An event in the hands of one server, until `heldUntil`. */
export interface HeldEvent {
  readonly id: string;
  readonly heldUntil: number;
  /** This one included. */
  readonly tries: number;
  readonly event: PayonceEvent;
  /** As it was stored: what is signed. */
  readonly text: string;
  /** The sinks that took it in earlier tries. */
  readonly taken: readonly string[];
}

const CLAIM = `
  UPDATE payonce_outbox SET next_try_at = $3, tries = tries + 1
  WHERE id = $1 AND status = 'waiting' AND next_try_at = $2
  RETURNING tries, event, taken`;

/** Null: another server was faster. */
export async function claimEvent(
  database: Queryable,
  due: DueEvent,
  heldUntil: number,
): Promise<HeldEvent | null> {
  const [row] = await database.query(CLAIM, [due.id, due.dueAt, heldUntil]);
  if (row === undefined) return null;
  const text = String(row['event']);
  const taken = JSON.parse(String(row['taken'])) as string[];
  const tries = Number(row['tries']);
  // The table is ours: what stands there was written by `eventOf`.
  const event = JSON.parse(text) as PayonceEvent;
  return { id: due.id, heldUntil, tries, event, text, taken };
}

const END = `
  UPDATE payonce_outbox SET
    status = $3, taken = $4, failure = $5, next_try_at = $6,
    ended_at = CASE WHEN $3 = 'waiting' THEN NULL ELSE $7::bigint END
  WHERE id = $1 AND status = 'waiting' AND next_try_at = $2`;

export interface DeliveryEnd {
  /** `waiting`: until `nextTryAt`. */
  readonly status: 'delivered' | 'waiting' | 'dead';
  readonly taken: readonly string[];
  readonly failure: string | null;
  readonly nextTryAt: number;
  readonly now: number;
}

/** Stores how a try ended; a server whose hold is over writes nothing. */
export async function endDelivery(
  database: Queryable,
  held: HeldEvent,
  end: DeliveryEnd,
): Promise<void> {
  const { status, taken, failure, nextTryAt, now } = end;
  const wanted = [status, JSON.stringify(taken), failure, nextTryAt, now];
  await database.query(END, [held.id, held.heldUntil, ...wanted]);
}

const REVIVE = `
  UPDATE payonce_outbox SET status = 'waiting', tries = 0, next_try_at = $3, ended_at = NULL
  WHERE id = $1 AND tenant = $2 AND status = 'dead'
  RETURNING id`;

/** False: there is no such dead event. */
export async function reviveDead(
  database: Queryable,
  id: string,
  tenant: string,
  now: number,
): Promise<boolean> {
  const rows = await database.query(REVIVE, [id, tenant, now]);
  return rows.length === 1;
}
