// Notes on a capture that it was taken back. One statement that hangs from the checkout row and
// asks for the capture's; the second time it writes the message alone.

import type { Queryable } from '../database.ts';
import type { PayonceEvent } from '../events.ts';
import { wrote } from './hold.ts';
import { NOW_APPLIED, told, type Telling } from './settle.ts';

export interface ReversalNote {
  readonly checkoutId: string;
  readonly chargeId: string;
  readonly event: PayonceEvent;
  readonly telling: Telling;
  readonly now: number;
}

const RECORD = `
  WITH noted AS (
    UPDATE payonce_checkouts SET revision = revision + 1, events = events + 1
    WHERE id = $1 AND EXISTS (
      SELECT 1 FROM payonce_charges c
      WHERE c.checkout_id = $1 AND c.gateway = $7 AND c.charge_id = $2
    )
    RETURNING id, tenant, events
  ), charge AS (
    UPDATE payonce_charges k SET reversed_at = $3
    FROM noted
    WHERE k.checkout_id = noted.id AND k.gateway = $7 AND k.charge_id = $2
      AND k.reversed_at IS NULL
    RETURNING k.charge_id
  ), event AS (
    INSERT INTO payonce_outbox (
      id, tenant, checkout_id, place, type, event, status, next_try_at, created_at
    )
    SELECT $4, noted.tenant, noted.id, noted.events, $5, $6, 'waiting', $3, $3 FROM noted, charge
  )
  INSERT INTO payonce_inbox (gateway, event_id, status, effect, event, received_at)
  SELECT $7, $8, 'applied', 'reversed', $9, $10 FROM noted
  ${NOW_APPLIED}
  RETURNING event_id`;

/** False: there is no such capture any more, and nothing was written. */
export function recordReversal(database: Queryable, note: ReversalNote): Promise<boolean> {
  const { checkoutId, chargeId, event, telling, now } = note;
  return wrote(database, RECORD, [
    checkoutId,
    chargeId,
    now,
    event.id,
    event.type,
    JSON.stringify(event),
    ...told(telling),
  ]);
}
