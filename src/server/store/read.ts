// Reads a checkout together with the attempt that tells its story. Writes nothing, takes no lock.

import type { Queryable } from '../database.ts';
import { attemptOf, checkoutOf, type AttemptRow, type CheckoutRow } from '../rows.ts';
import type { CheckoutState } from '../views.ts';

/** The newest attempt that reached a gateway: once paid, nothing newer can exist. */
export const TELLING_ATTEMPT = `
  SELECT * FROM payonce_attempts
  WHERE checkout_id = c.id AND status <> 'not_sent'
  ORDER BY ordinal DESC LIMIT 1`;

const READ = `
  SELECT row_to_json(c) AS checkout, row_to_json(t) AS attempt
  FROM payonce_checkouts c LEFT JOIN LATERAL (${TELLING_ATTEMPT}) t ON true
  WHERE c.id = $1 AND c.tenant = $2`;

export async function readCheckout(
  database: Queryable,
  id: string,
  tenant: string,
): Promise<CheckoutState | null> {
  const [row] = await database.query(READ, [id, tenant]);
  const checkout = checkoutOf(row);
  return checkout === null ? null : { checkout, attempt: attemptOf(row) };
}

const READ_ATTEMPT = `
  SELECT row_to_json(c) AS checkout, row_to_json(a) AS attempt
  FROM payonce_checkouts c JOIN payonce_attempts a ON a.checkout_id = c.id
  WHERE c.id = $1 AND a.ordinal = $2`;

/** One attempt by its place, as it is now. */
export async function readAttempt(
  database: Queryable,
  id: string,
  ordinal: number,
): Promise<{ checkout: CheckoutRow; attempt: AttemptRow }> {
  const [row] = await database.query(READ_ATTEMPT, [id, ordinal]);
  const checkout = checkoutOf(row);
  const attempt = attemptOf(row);
  if (checkout === null || attempt === null) {
    throw new Error(`Attempt ${ordinal} of ${id} is missing: attempts are never deleted.`);
  }
  return { checkout, attempt };
}
