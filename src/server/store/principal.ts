// Whose a checkout is, changed at the storefront's word. Knows no reason for it: a guest who signed
// in is the storefront's business.

import type { Queryable } from '../database.ts';

const HAND_OVER = `
  UPDATE payonce_checkouts SET principal = $4, revision = revision + 1
  WHERE id = $1 AND tenant = $2 AND principal = $3
  RETURNING id`;

/** False: there is no such checkout, or it is not `from`'s. */
export async function handOver(
  tx: Queryable,
  id: string,
  tenant: string,
  from: string,
  to: string,
): Promise<boolean> {
  const rows = await tx.query(HAND_OVER, [id, tenant, from, to]);
  return rows.length === 1;
}
