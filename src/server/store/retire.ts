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

/**
 * Retires the quote of a checkout so that its cart may change, and locks it until the surrounding
 * transaction ends: a payment with the old key comes too late, one that came first makes this
 * false.
 */
export async function retireQuote(tx: Queryable, id: string): Promise<boolean> {
  const retired = await tx.query(HOLD_STILL, [id]);
  if (retired.length === 1) return true;
  const existing = await tx.query('SELECT id FROM payonce_checkouts WHERE id = $1', [id]);
  return existing.length === 0;
}
