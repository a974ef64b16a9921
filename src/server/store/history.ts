// Reads for people: what waits for them, and the whole story of one checkout. Writes nothing;
// tokens are left out.

import type { Queryable } from '../database.ts';
import type { AttemptRow, ChargeRow, CheckoutRow, RefundRow } from '../rows.ts';

// A list that a person reads at night.
const MAX_LISTED = 100;
// Shorter waits end by themselves, as a rule.
const REFUND_WAITS_MS = 60 * 60_000;
const MESSAGE_TRIES = 3;

export interface WaitingPayment {
  readonly checkoutId: string;
  readonly ordinal: number;
  readonly leg: number;
  readonly status: string;
  readonly gateway: string;
  readonly amountValue: number;
  readonly currency: string;
  readonly createdAt: number;
  readonly checks: number;
}

export interface WaitingMessage {
  readonly gateway: string;
  readonly eventId: string;
  readonly tries: number;
  readonly receivedAt: number;
  readonly event: string;
}

export interface EventStory {
  readonly id: string;
  readonly checkoutId: string;
  readonly type: string;
  readonly status: string;
  readonly tries: number;
  readonly failure: string | null;
  /** Why a person is needed, or why money went back. */
  readonly reason: string | null;
  readonly createdAt: number;
}

/** What a person must look at: undecided past the shopper's consent, stuck, or undeliverable. */
export interface Waiting {
  readonly payments: readonly WaitingPayment[];
  readonly refunds: readonly RefundRow[];
  readonly events: readonly EventStory[];
  readonly messages: readonly WaitingMessage[];
}

const WAITING = `
  SELECT
    (SELECT json_agg(p) FROM (
      SELECT c.id AS "checkoutId", a.ordinal, a.leg, a.status, l.gateway,
        a.amount_value AS "amountValue", a.currency, a.created_at AS "createdAt", a.checks
      FROM payonce_attempts a
      JOIN payonce_checkouts c ON c.id = a.checkout_id AND c.live = a.ordinal
      JOIN payonce_legs l ON l.checkout_id = c.id AND l.ordinal = a.ordinal AND l.leg = a.leg
      WHERE c.tenant = $1 AND (a.attention_at IS NOT NULL
        OR (a.status IN ('processing', 'unknown') AND a.consent_until < $2))
      ORDER BY a.created_at, c.id LIMIT ${MAX_LISTED}
    ) p) AS payments,
    (SELECT json_agg(r) FROM (
      SELECT r.* FROM payonce_refunds r JOIN payonce_checkouts c ON c.id = r.checkout_id
      WHERE c.tenant = $1 AND r.status = 'pending' AND r.created_at < $3
      ORDER BY r.created_at, r.id LIMIT ${MAX_LISTED}
    ) r) AS refunds,
    (SELECT json_agg(e) FROM (
      SELECT id, type, status, tries, failure, event::json->>'reason' AS reason,
        created_at AS "createdAt", checkout_id AS "checkoutId"
      FROM payonce_outbox WHERE tenant = $1 AND status = 'dead'
      ORDER BY created_at, id LIMIT ${MAX_LISTED}
    ) e) AS events,
    (SELECT json_agg(m) FROM (
      SELECT gateway, event_id AS "eventId", tries, received_at AS "receivedAt", event
      FROM payonce_inbox
      WHERE status = 'waiting' AND tries >= ${MESSAGE_TRIES}
      ORDER BY received_at, event_id LIMIT ${MAX_LISTED}
    ) m) AS messages`;

export async function readWaiting(
  database: Queryable,
  tenant: string,
  now: number,
): Promise<Waiting> {
  const [row] = await database.query(WAITING, [tenant, now, now - REFUND_WAITS_MS]);
  return {
    payments: listOf(row?.['payments']) as readonly WaitingPayment[],
    refunds: listOf(row?.['refunds']) as readonly RefundRow[],
    events: listOf(row?.['events']) as readonly EventStory[],
    messages: listOf(row?.['messages']) as readonly WaitingMessage[],
  };
}

export interface LegStory {
  readonly ordinal: number;
  readonly leg: number;
  readonly gateway: string;
  readonly state: string;
  readonly charge_id: string | null;
  readonly started_at: number;
  /** By a person's word alone. */
  readonly by_hand: boolean;
}

/** Everything stored about one checkout. */
export interface History {
  readonly checkout: CheckoutRow;
  readonly attempts: readonly AttemptRow[];
  readonly legs: readonly LegStory[];
  readonly charges: readonly ChargeRow[];
  readonly refunds: readonly RefundRow[];
  readonly events: readonly EventStory[];
}

const HISTORY = `
  SELECT row_to_json(c) AS checkout,
    (SELECT json_agg(a ORDER BY a.ordinal) FROM payonce_attempts a
      WHERE a.checkout_id = c.id) AS attempts,
    (SELECT json_agg(l ORDER BY l.ordinal, l.leg) FROM (
      SELECT ordinal, leg, gateway, state, charge_id, started_at, by_hand FROM payonce_legs
      WHERE checkout_id = c.id
    ) l) AS legs,
    (SELECT json_agg(k ORDER BY k.found_at, k.charge_id) FROM payonce_charges k
      WHERE k.checkout_id = c.id) AS charges,
    (SELECT json_agg(r ORDER BY r.created_at, r.id) FROM payonce_refunds r
      WHERE r.checkout_id = c.id) AS refunds,
    (SELECT json_agg(e ORDER BY e.place) FROM (
      SELECT id, checkout_id AS "checkoutId", type, status, tries, failure, place,
        event::json->>'reason' AS reason, created_at AS "createdAt"
      FROM payonce_outbox WHERE checkout_id = c.id
    ) e) AS events
  FROM payonce_checkouts c WHERE c.id = $1 AND c.tenant = $2`;

export async function readHistory(
  database: Queryable,
  tenant: string,
  checkoutId: string,
): Promise<History | null> {
  const [row] = await database.query(HISTORY, [checkoutId, tenant]);
  if (row === undefined) return null;
  return {
    checkout: row['checkout'] as CheckoutRow,
    attempts: listOf(row['attempts']) as readonly AttemptRow[],
    legs: listOf(row['legs']) as readonly LegStory[],
    charges: listOf(row['charges']) as readonly ChargeRow[],
    refunds: listOf(row['refunds']) as readonly RefundRow[],
    events: listOf(row['events']) as readonly EventStory[],
  };
}

// The rows are ours, packed by the database.
function listOf(packed: unknown): readonly unknown[] {
  return (packed ?? []) as readonly unknown[];
}
