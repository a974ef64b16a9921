// Reads a checkout together with the attempt that tells its story. Writes nothing, takes no lock.

import type { Queryable } from '../database.ts';
import {
  attemptOf,
  chargeOf,
  checkoutOf,
  refundsOf,
  type AttemptRow,
  type CheckoutRow,
} from '../rows.ts';
import type { Row } from '../database.ts';
import type { CheckoutState } from '../views.ts';

/** The newest attempt that reached a gateway: once paid, nothing newer can exist. */
export const TELLING_ATTEMPT = `
  SELECT * FROM payonce_attempts
  WHERE checkout_id = c.id AND status <> 'not_sent'
  ORDER BY ordinal DESC LIMIT 1`;

/** What has been given back of a checkout, and of which capture. */
export const MONEY_BACK = `
  (SELECT json_agg(r ORDER BY r.created_at, r.id) FROM payonce_refunds r
    WHERE r.checkout_id = c.id) AS refunds,
  (SELECT row_to_json(k) FROM payonce_charges k WHERE k.checkout_id = c.id AND k.kept) AS charge`;

const STATE = `row_to_json(c) AS checkout, row_to_json(t) AS attempt, ${MONEY_BACK}`;
const ITS = `
  FROM payonce_checkouts c LEFT JOIN LATERAL (${TELLING_ATTEMPT}) t ON true
  WHERE c.id = $1 AND c.tenant = $2`;
const READ = `SELECT ${STATE} ${ITS}`;

export async function readCheckout(
  database: Queryable,
  id: string,
  tenant: string,
): Promise<CheckoutState | null> {
  const [row] = await database.query(READ, [id, tenant]);
  const checkout = checkoutOf(row);
  return checkout === null ? null : stateOf(checkout, row);
}

export function stateOf(checkout: CheckoutRow, row: Row | undefined): CheckoutState {
  return { checkout, attempt: attemptOf(row), charge: chargeOf(row), refunds: refundsOf(row) };
}

const READ_WITH_WAITING = `
  SELECT ${STATE}, (
    SELECT json_agg(i.event) FROM (
      SELECT event FROM payonce_inbox
      WHERE gateway = $3 AND status = 'waiting' AND received_at > $4
      ORDER BY received_at DESC LIMIT $5
    ) i
  ) AS waiting ${ITS}`;

/** Messages that wait for what they speak of: those that came after `since`, the newest first. */
export interface WaitingSince {
  readonly gateway: string;
  readonly since: number;
  readonly limit: number;
}

/** A checkout, and what was told of things unknown, at one moment. */
export async function readWithWaiting(
  database: Queryable,
  id: string,
  tenant: string,
  { gateway, since, limit }: WaitingSince,
): Promise<{ readonly state: CheckoutState; readonly events: readonly string[] } | null> {
  const [row] = await database.query(READ_WITH_WAITING, [id, tenant, gateway, since, limit]);
  const checkout = checkoutOf(row);
  if (checkout === null) return null;
  return { state: stateOf(checkout, row), events: (row?.['waiting'] ?? []) as string[] };
}

const READ_ATTEMPT = `
  SELECT row_to_json(a) AS attempt FROM payonce_attempts a WHERE checkout_id = $1 AND ordinal = $2`;

/** One attempt by its place, as it is now; null when there is none. */
export async function readAttemptAt(
  database: Queryable,
  id: string,
  ordinal: number,
): Promise<AttemptRow | null> {
  const [row] = await database.query(READ_ATTEMPT, [id, ordinal]);
  return attemptOf(row);
}
