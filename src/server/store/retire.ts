// Takes a key out of use without a payment: when the shopper cancels, and when the shop is about to
// change the cart.

import type { Queryable } from '../database.ts';
import { attemptOf, checkoutOf, type AttemptRow } from '../rows.ts';
import type { CheckoutState } from '../views.ts';
import { MONEY_BACK, stateOf, TELLING_ATTEMPT } from './read.ts';

const RETIRE = `
  WITH retired AS (
    UPDATE payonce_checkouts c SET
      retired_key = key, key = NULL, key_expires_at = NULL, revision = revision + 1
    WHERE id = $1 AND tenant = $2 AND principal = $3 AND key = $4 AND live IS NULL AND paid IS NULL
    RETURNING c.*
  )
  SELECT row_to_json(r) AS retired, row_to_json(c) AS checkout, row_to_json(t) AS attempt,
    row_to_json(a) AS own, ${MONEY_BACK}
  FROM payonce_checkouts c
  LEFT JOIN retired r ON true
  LEFT JOIN LATERAL (${TELLING_ATTEMPT}) t ON true
  LEFT JOIN payonce_attempts a
    ON a.key = $4 AND a.status <> 'not_sent' AND a.checkout_id = c.id
  WHERE c.id = $1 AND c.tenant = $2 AND c.principal = $3`;

export interface Retirement {
  readonly state: CheckoutState;
  readonly retired: boolean;
  /** The attempt that was made with this key, if any. */
  readonly ownAttempt: AttemptRow | null;
}

/** Retires the current, unclaimed key; null when there is no such checkout of this principal. */
export async function retireKey(
  database: Queryable,
  id: string,
  tenant: string,
  principal: string,
  key: string,
): Promise<Retirement | null> {
  const [row] = await database.query(RETIRE, [id, tenant, principal, key]);
  const retired = checkoutOf(row, 'retired');
  const checkout = retired ?? checkoutOf(row);
  if (checkout === null) return null;
  return {
    state: stateOf(checkout, row),
    retired: retired !== null,
    ownAttempt: attemptOf(row, 'own'),
  };
}

const HOLD_STILL = `
  UPDATE payonce_checkouts SET key = NULL, key_expires_at = NULL, revision = revision + 1
  WHERE id = $1 AND live IS NULL AND paid IS NULL
  RETURNING id`;

// A row that nobody ever sees. Its entry in the unique index stays until the transaction ends, and
// whoever opens this checkout meanwhile waits for that.
const HOLD_PLACE = `
  INSERT INTO payonce_checkouts (
    id, tenant, principal, cart_id, revision, created_at, cart_version, amount_value, currency,
    lines, attempts, fence, declines
  )
  VALUES ($1, '', '', '', 0, 0, '', 1, '', '', 0, 0, 0)
  ON CONFLICT (id) DO NOTHING
  RETURNING id`;

const GIVE_UP_PLACE = 'DELETE FROM payonce_checkouts WHERE id = $1';

/**
 * Retires the quote of a checkout so that its cart may change, and locks it until the surrounding
 * transaction ends, whether it exists or not: a payment with the old key comes too late, one that
 * came first makes this false. It guards what the same transaction does to the cart, and nothing
 * that is done before it or elsewhere; and it needs READ COMMITTED, as a stricter level sees the
 * database of before the wait.
 */
export async function retireQuote(tx: Queryable, id: string): Promise<boolean> {
  if (await holdsStill(tx, id)) return true;
  const placed = await tx.query(HOLD_PLACE, [id]);
  // There is one: it was live or paid, or has been opened since we looked.
  if (placed.length === 0) return holdsStill(tx, id);
  await tx.query(GIVE_UP_PLACE, [id]);
  return true;
}

async function holdsStill(tx: Queryable, id: string): Promise<boolean> {
  const retired = await tx.query(HOLD_STILL, [id]);
  return retired.length === 1;
}
