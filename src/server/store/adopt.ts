// Writes the rows that a lost payment should have had: attempt, leg and capture, hanging from its
// checkout in one statement.

import type { Money } from '../../protocol/money.ts';
import type { Queryable } from '../database.ts';
import type { PayonceEvent } from '../events.ts';
import type { LegPlace } from '../identity.ts';
import type { AttemptRow } from '../rows.ts';
import { newFence } from './fence.ts';
import { wrote } from './hold.ts';

export interface Adoption {
  readonly place: LegPlace;
  readonly attempt: AttemptRow;
  readonly seenRevision: number;
  readonly gateway: string;
  readonly chargeId: string;
  readonly amount: Money;
  /** What of it went back to the shopper already, in minor units. */
  readonly returnedValue: number;
  readonly answerBody: string | null;
  readonly nextCheckAt: number;
  /** Null while the gateway has not decided. */
  readonly event: PayonceEvent | null;
  readonly now: number;
}

const ADOPT = `
  WITH adopted AS (
    UPDATE payonce_checkouts SET
      attempts = GREATEST(attempts, $3), fence = ${newFence('$16')}, revision = revision + 1,
      events = events + 1, key = NULL, key_expires_at = NULL, lease_until = NULL,
      paid = CASE WHEN $5 = 'succeeded' THEN $3::integer END,
      live = CASE WHEN $5 = 'succeeded' THEN NULL ELSE $3::integer END
    WHERE id = $1 AND revision = $2 AND live IS NULL AND paid IS NULL
    RETURNING id, tenant, events
  ), attempt AS (
    INSERT INTO payonce_attempts (
      checkout_id, ordinal, key, nonce, fingerprint, status, cart_version, amount_value, currency,
      lines, method_type, brand, last4, answer_status, answer_body, consent_until, created_at, leg,
      checks, next_check_at
    )
    SELECT id, $3, $6, '', $25, $5, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $4, 0, $18
    FROM adopted
    RETURNING checkout_id
  ), leg AS (
    INSERT INTO payonce_legs (checkout_id, ordinal, leg, gateway, state, charge_id, started_at)
    SELECT checkout_id, $3, $4, $19, $5, $20, $17 FROM attempt
  ), charge AS (
    INSERT INTO payonce_charges (
      gateway, charge_id, checkout_id, ordinal, leg, amount_value, currency, kept,
      refunded_value, found_at
    )
    SELECT $19, $20, id, $3, $4, $8, $9, true, $24, $16 FROM adopted WHERE $5 = 'succeeded'
  ), event AS (
    INSERT INTO payonce_outbox (
      id, tenant, checkout_id, place, type, event, status, next_try_at, created_at
    )
    SELECT $21, tenant, id, events, $22, $23, 'waiting', $16, $16
    FROM adopted WHERE $21::text IS NOT NULL
  )
  SELECT id FROM adopted`;

/** False: the checkout has moved on since. */
export function insertAdopted(database: Queryable, adoption: Adoption): Promise<boolean> {
  const { place, attempt, amount, event } = adoption;
  return wrote(database, ADOPT, [
    place.checkoutId,
    adoption.seenRevision,
    place.ordinal,
    place.leg,
    attempt.status,
    attempt.key,
    attempt.cart_version,
    amount.value,
    amount.currency,
    attempt.lines,
    attempt.method_type,
    attempt.brand,
    attempt.last4,
    attempt.answer_status,
    adoption.answerBody,
    adoption.now,
    attempt.created_at,
    adoption.nextCheckAt,
    adoption.gateway,
    adoption.chargeId,
    event?.id ?? null,
    event?.type ?? null,
    event === null ? null : JSON.stringify(event),
    adoption.returnedValue,
    attempt.fingerprint,
  ]);
}

const COUNT_UP = `
  UPDATE payonce_checkouts SET attempts = $2
  WHERE id = $1 AND attempts < $2 AND live IS NULL AND paid IS NULL
  RETURNING id`;

/** The next payment of a checkout gets a number above this one, which the gateway knows already. */
export async function countUpTo(
  database: Queryable,
  checkoutId: string,
  ordinal: number,
): Promise<void> {
  await database.query(COUNT_UP, [checkoutId, ordinal]);
}
