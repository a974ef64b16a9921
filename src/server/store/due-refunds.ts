// Refunds that are to be sent again, each taken by one server at a time. Decides nothing about
// money.

import type { Queryable } from '../database.ts';
import { refundOf, type RefundRow } from '../rows.ts';

const DUE = `
  SELECT r.id, r.next_try_at
  FROM payonce_refunds r JOIN payonce_checkouts c ON c.id = r.checkout_id
  WHERE r.status = 'pending' AND r.next_try_at <= $1 AND c.tenant = $2
  ORDER BY r.next_try_at, r.id LIMIT $3`;

const CLAIM = `
  UPDATE payonce_refunds r SET next_try_at = $3, tries = r.tries + 1
  WHERE r.id = $1 AND r.status = 'pending' AND r.next_try_at = $2
  RETURNING row_to_json(r) AS refund`;

export interface DueRefund {
  readonly id: string;
  readonly dueAt: number;
}

export async function dueRefunds(
  database: Queryable,
  tenant: string,
  now: number,
  limit: number,
): Promise<readonly DueRefund[]> {
  const rows = await database.query(DUE, [now, tenant, limit]);
  return rows.map((row) => ({ id: String(row['id']), dueAt: Number(row['next_try_at']) }));
}

/** Null: another server was faster. */
export async function claimRefund(
  database: Queryable,
  due: DueRefund,
  heldUntil: number,
): Promise<RefundRow | null> {
  const [row] = await database.query(CLAIM, [due.id, due.dueAt, heldUntil]);
  return refundOf(row);
}

const POSTPONE = `
  UPDATE payonce_refunds SET
    next_try_at = $3, gateway_refund_id = coalesce($4, gateway_refund_id)
  WHERE id = $1 AND status = 'pending' AND next_try_at = $2`;

/** Leaves a refund that is still not decided to its next try, unless the hold is no longer ours. */
export async function postponeRefund(
  database: Queryable,
  held: DueRefund,
  nextTryAt: number,
  gatewayRefundId: string | null,
): Promise<void> {
  await database.query(POSTPONE, [held.id, held.dueAt, nextTryAt, gatewayRefundId]);
}
