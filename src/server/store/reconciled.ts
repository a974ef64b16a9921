// Up to when a gateway's list was held against a tenant's rows, and which of its captures are
// known. It lies in the same database as they do, so that one that went back in time is looked over
// again from there.

import type { Queryable } from '../database.ts';

const READ = 'SELECT listed_until FROM payonce_reconciled WHERE tenant = $1 AND gateway = $2';

export async function listedUntil(
  database: Queryable,
  tenant: string,
  gateway: string,
): Promise<number | null> {
  const [row] = await database.query(READ, [tenant, gateway]);
  return row === undefined ? null : Number(row['listed_until']);
}

const BEGIN = `
  INSERT INTO payonce_reconciled (tenant, gateway, listed_until) VALUES ($1, $2, $3)
  ON CONFLICT (tenant, gateway) DO NOTHING`;

const GO_ON = `
  UPDATE payonce_reconciled SET listed_until = $3
  WHERE tenant = $1 AND gateway = $2 AND listed_until = $4`;

/**
 * `sinceMs`: from where the look began; null: from the beginning. Notes nothing unless that is what
 * the database still has: one that went back behind it while the list was read is looked over
 * again.
 */
export async function noteListed(
  database: Queryable,
  tenant: string,
  gateway: string,
  untilMs: number,
  sinceMs: number | null,
): Promise<void> {
  const parameters = [tenant, gateway, untilMs];
  if (sinceMs === null) await database.query(BEGIN, parameters);
  else await database.query(GO_ON, [...parameters, sinceMs]);
}

const RECORDED = `
  SELECT k.charge_id FROM json_array_elements_text($2::json) AS w (charge_id)
  JOIN payonce_charges k ON k.gateway = $1 AND k.charge_id = w.charge_id`;

/** Which of these charges are known as captures. */
export async function recordedCaptures(
  database: Queryable,
  gateway: string,
  chargeIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (chargeIds.length === 0) return new Set();
  const rows = await database.query(RECORDED, [gateway, JSON.stringify(chargeIds)]);
  return new Set(rows.map((row) => String(row['charge_id'])));
}
