// Records a capture that may not stay, with the refund of what is left of it, and the call for a
// person. One statement that hangs from the checkout row. Knows whether the call was made before.

import type { Queryable } from '../database.ts';
import type { PayonceEvent } from '../events.ts';
import type { LegPlace } from '../identity.ts';
import { wrote } from './hold.ts';
import { NOW_APPLIED, told, type Capture, type Telling } from './settle.ts';

export interface Stray {
  readonly place: LegPlace;
  readonly seenRevision: number;
  /** Null: only a person is called. */
  readonly capture: Capture | null;
  readonly event: PayonceEvent;
  readonly telling: Telling | null;
  readonly now: number;
}

const RECORD = `
  WITH noted AS (
    UPDATE payonce_checkouts SET revision = revision + 1, events = events + 1
    WHERE id = $1 AND revision = $2 AND NOT EXISTS (
      SELECT 1 FROM payonce_inbox WHERE gateway = $16 AND event_id = $17 AND status = 'applied'
    )
    RETURNING id, tenant, events
  ), charge AS (
    INSERT INTO payonce_charges (
      gateway, charge_id, checkout_id, ordinal, leg, amount_value, currency, kept, refunded_value,
      found_at
    )
    SELECT $3, $4, id, $5, $6, $7, $8, false, $7::bigint, $9
    FROM noted WHERE $4::text IS NOT NULL
  ), refund AS (
    INSERT INTO payonce_refunds (
      id, checkout_id, gateway, charge_id, cause, reason, amount_value, currency, status,
      next_try_at, created_at
    )
    SELECT $10, id, $3, $4, $11, $12, $20, $8, 'pending', $9, $9
    FROM noted WHERE $10::text IS NOT NULL
  ), event AS (
    INSERT INTO payonce_outbox (
      id, tenant, checkout_id, place, type, event, status, next_try_at, created_at
    )
    SELECT $13, tenant, id, events, $14, $15, 'waiting', $9, $9 FROM noted
  ), told AS (
    INSERT INTO payonce_inbox (gateway, event_id, status, effect, event, received_at)
    SELECT $16, $17, 'applied', 'gave-back', $18, $19 FROM noted WHERE $17::text IS NOT NULL
    ${NOW_APPLIED}
  )
  SELECT id FROM noted`;

/** False: the checkout has moved on since, or the message was applied by a repeat of it. */
export function recordStray(database: Queryable, stray: Stray): Promise<boolean> {
  const { place, capture, event, telling } = stray;
  return wrote(database, RECORD, [
    place.checkoutId,
    stray.seenRevision,
    capture?.gateway ?? null,
    capture?.chargeId ?? null,
    place.ordinal,
    place.leg,
    capture?.amount.value ?? null,
    capture?.amount.currency ?? null,
    stray.now,
    capture?.refund?.id ?? null,
    capture?.refund?.cause ?? null,
    capture?.refund?.reason ?? null,
    event.id,
    event.type,
    JSON.stringify(event),
    ...told(telling),
    capture?.refund?.value ?? null,
  ]);
}

/** Whether the storefront was told, or is being told, of this already. */
export async function isTold(database: Queryable, eventId: string): Promise<boolean> {
  const rows = await database.query('SELECT id FROM payonce_outbox WHERE id = $1', [eventId]);
  return rows.length > 0;
}
