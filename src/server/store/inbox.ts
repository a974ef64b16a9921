// The messages that gateways sent: kept once each, applied or waiting for what they speak of. Knows
// no effect; one that changes money is stored in the statement of its effect.

import type { Queryable } from '../database.ts';
import { NOW_APPLIED, told, type Telling } from './settle.ts';

const STATUS = 'SELECT status FROM payonce_inbox WHERE gateway = $1 AND event_id = $2';

/** Null: never seen. */
export async function inboxStatus(
  database: Queryable,
  gateway: string,
  eventId: string,
): Promise<'applied' | 'waiting' | null> {
  const [row] = await database.query(STATUS, [gateway, eventId]);
  return (row?.['status'] ?? null) as 'applied' | 'waiting' | null;
}

export async function isApplied(
  database: Queryable,
  { gateway, eventId }: Telling,
): Promise<boolean> {
  return (await inboxStatus(database, gateway, eventId)) === 'applied';
}

const NOTE = `
  INSERT INTO payonce_inbox (gateway, event_id, event, received_at, status, effect)
  VALUES ($1, $2, $3, $4, 'applied', $5)
  ${NOW_APPLIED}`;

/** Keeps a message that changes nothing, with the reason. */
export async function noteInbox(
  database: Queryable,
  telling: Telling,
  effect: string,
): Promise<void> {
  await database.query(NOTE, [...told(telling), effect]);
}

const WAIT = `
  INSERT INTO payonce_inbox AS i (gateway, event_id, event, received_at, status, next_try_at)
  VALUES ($1, $2, $3, $4, 'waiting', $5)
  ON CONFLICT (gateway, event_id) DO UPDATE SET tries = i.tries + 1, next_try_at = $5
  WHERE i.status = 'waiting'`;

/** Keeps a message about something we do not know, to be tried again. */
export async function waitInbox(
  database: Queryable,
  telling: Telling,
  nextTryAt: number,
): Promise<void> {
  await database.query(WAIT, [...told(telling), nextTryAt]);
}

export interface Waiting {
  readonly telling: Telling;
  readonly tries: number;
}

const DUE = `
  SELECT event_id, event, received_at, tries FROM payonce_inbox
  WHERE gateway = $1 AND status = 'waiting' AND next_try_at <= $2
  ORDER BY next_try_at, event_id LIMIT $3`;

export async function dueInbox(
  database: Queryable,
  gateway: string,
  now: number,
  limit: number,
): Promise<readonly Waiting[]> {
  const rows = await database.query(DUE, [gateway, now, limit]);
  return rows.map((row) => ({
    telling: {
      gateway,
      eventId: String(row['event_id']),
      event: String(row['event']),
      receivedAt: Number(row['received_at']),
    },
    tries: Number(row['tries']),
  }));
}
