// Finds attempts whose worker is gone and takes them over, one conditional UPDATE each: of any
// number of servers that try, one gets the next fence.

import type { Queryable } from '../database.ts';
import { newFence } from './fence.ts';
import type { Hold } from './hold.ts';
import {
  attemptOf,
  checkoutOf,
  legOf,
  type AttemptRow,
  type CheckoutRow,
  type LegRow,
} from '../rows.ts';

export interface Due {
  readonly checkoutId: string;
  readonly ordinal: number;
  readonly fence: number;
}

// Each kind has its own index and its own room in a step: any number of debits that wait for their
// banks must not delay the one payment whose shopper waits.
const dueOf = (statuses: string, limit: string): string => `
  SELECT c.id, c.live, c.fence
  FROM payonce_attempts a
  JOIN payonce_checkouts c ON c.id = a.checkout_id AND c.live = a.ordinal
  WHERE a.status IN (${statuses}) AND a.next_check_at <= $1 AND c.tenant = $2
    AND (c.lease_until IS NULL OR c.lease_until <= $1)
  ORDER BY a.next_check_at, c.id LIMIT ${limit}`;

const DUE = `
  (${dueOf(`'processing', 'unknown'`, '$3')})
  UNION ALL
  (${dueOf(`'action_required', 'pending'`, '$4')})`;

export interface DueLimits {
  /** Attempts whose worker is gone, or whose answer was lost. */
  readonly lost: number;
  /** Attempts that wait at the gateway. */
  readonly parked: number;
}

export async function findDue(
  database: Queryable,
  tenant: string,
  now: number,
  { lost, parked }: DueLimits,
): Promise<readonly Due[]> {
  const rows = await database.query(DUE, [now, tenant, lost, parked]);
  return rows.map((row) => ({
    checkoutId: String(row['id']),
    ordinal: Number(row['live']),
    fence: Number(row['fence']),
  }));
}

// A lease that ran out belonged to a worker that is gone: what it did is unknown, and shown so. One
// that was given back left the attempt as it is shown, unless its worker never got to send.
const TAKE_OVER = `
  WITH taken AS (
    UPDATE payonce_checkouts SET
      fence = ${newFence('$5')}, lease_until = $4,
      revision = revision + CASE WHEN lease_until IS NULL AND NOT EXISTS (
        SELECT 1 FROM payonce_attempts a
        WHERE a.checkout_id = $1 AND a.ordinal = $2 AND a.status = 'processing'
      ) THEN 0 ELSE 1 END
    WHERE id = $1 AND live = $2 AND fence = $3 AND (lease_until IS NULL OR lease_until <= $5)
    RETURNING *
  ), attempt AS (
    UPDATE payonce_attempts a SET
      status = CASE WHEN a.status = 'processing' THEN 'unknown' ELSE a.status END
    FROM taken WHERE a.checkout_id = taken.id AND a.ordinal = $2
    RETURNING a.*
  )
  SELECT row_to_json(t) AS checkout, row_to_json(a) AS attempt, row_to_json(l) AS leg
  FROM taken t JOIN attempt a ON true
  JOIN payonce_legs l ON l.checkout_id = t.id AND l.ordinal = a.ordinal AND l.leg = a.leg`;

export interface Taken {
  readonly hold: Hold;
  readonly checkout: CheckoutRow;
  readonly attempt: AttemptRow;
  readonly leg: LegRow;
}

export async function takeOver(
  database: Queryable,
  due: Due,
  now: number,
  leaseUntil: number,
): Promise<Taken | null> {
  const { checkoutId, ordinal, fence } = due;
  const [row] = await database.query(TAKE_OVER, [checkoutId, ordinal, fence, leaseUntil, now]);
  const checkout = checkoutOf(row);
  const attempt = attemptOf(row);
  const leg = legOf(row);
  if (checkout === null || attempt === null || leg === null) return null;
  const hold = { checkoutId, ordinal, fence: checkout.fence, leg: leg.leg };
  return { hold, checkout, attempt, leg };
}
