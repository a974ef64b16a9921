// Opens a cart's one checkout, or brings its quote and key up to date while it is payable. One
// statement: two openings at once meet on the row and agree.

import type { Quote } from '../../protocol/messages.ts';
import type { Queryable, SqlValue } from '../database.ts';
import { checkoutOf } from '../rows.ts';
import type { CheckoutState } from '../views.ts';

export interface Opening {
  readonly id: string;
  readonly tenant: string;
  readonly principal: string;
  readonly cartId: string;
  readonly quote: Quote;
  readonly newKey: string;
  readonly keyExpiresAt: number;
  readonly now: number;
}

// The WHERE of the upsert is judged on the newest version of the row, under its lock: while a
// payment is live, after it, or while quote and key are current, nothing is written.
const OPEN = `
  WITH opened AS (
    INSERT INTO payonce_checkouts AS c (
      id, tenant, principal, cart_id, revision, created_at, cart_version, amount_value, currency,
      lines, key, key_expires_at, attempts, fence, declines
    ) VALUES ($1, $2, $3, $4, 1, $11, $5, $6, $7, $8, $9, $10, 0, 0, 0)
    ON CONFLICT (id) DO UPDATE SET
      revision = c.revision + 1, cart_version = $5, amount_value = $6, currency = $7, lines = $8,
      key = $9, key_expires_at = $10
    WHERE c.principal = $3 AND c.live IS NULL AND c.paid IS NULL AND (
      c.key IS NULL OR c.key_expires_at <= $11 OR c.cart_version <> $5
      OR c.amount_value <> $6 OR c.currency <> $7 OR c.lines <> $8
    )
    RETURNING c.*
  )
  SELECT row_to_json(c) AS checkout FROM opened c`;

/**
 * The checkout if this call made it. Null when it was there, changed by this call or not: then it
 * must be read, since this statement may have waited for a settlement and sees no attempt of after
 * its own beginning.
 */
export async function openCheckout(
  database: Queryable,
  opening: Opening,
): Promise<CheckoutState | null> {
  const { quote } = opening;
  const parameters: SqlValue[] = [
    opening.id,
    opening.tenant,
    opening.principal,
    opening.cartId,
    quote.version,
    quote.amount.value,
    quote.amount.currency,
    JSON.stringify(quote.lines),
    opening.newKey,
    opening.keyExpiresAt,
    opening.now,
  ];
  const [row] = await database.query(OPEN, parameters);
  const checkout = checkoutOf(row);
  return checkout?.revision === 1 ? { checkout, attempt: null } : null;
}
