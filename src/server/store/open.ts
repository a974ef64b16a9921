// Opens a cart's one checkout, or brings its quote and key up to date while it is payable. One
// statement: two openings at once meet on the row and agree.

import type { Quote } from '../../protocol/messages.ts';
import type { Queryable, SqlValue } from '../database.ts';
import type { Ceiling } from '../limits.ts';
import { checkoutOf } from '../rows.ts';
import type { CheckoutState } from '../views.ts';

export interface Opening {
  readonly id: string;
  readonly tenant: string;
  readonly principal: string;
  readonly cartId: string;
  readonly quote: Quote;
  /**
   * The row as it stood before the quote was asked for: only from there may another quote be
   * replaced. Null: nobody has looked.
   */
  readonly seenRevision: number | null;
  readonly newKey: string;
  readonly keyExpiresAt: number;
  readonly now: number;
  /** How many new checkouts somebody may begin in this span. */
  readonly ceilings: readonly Ceiling[];
  readonly span: number;
}

// The WHERE of the upsert is judged on the newest version of the row, under its lock: while a
// payment is live, after it, or while quote and key are current, nothing is written. Nor does a
// quote that was asked for long ago replace another: that one may be newer.
const OPEN = `
  WITH over AS (
    SELECT 1 FROM json_to_recordset($12::json) AS l (who text, most integer)
    JOIN payonce_tallies t ON t.tenant = $2 AND t.what = 'checkout' AND t.who = l.who
      AND t.span = $13 AND t.count >= l.most
    WHERE NOT EXISTS (SELECT 1 FROM payonce_checkouts WHERE id = $1)
    LIMIT 1
  ), opened AS (
    INSERT INTO payonce_checkouts AS c (
      id, tenant, principal, cart_id, revision, created_at, cart_version, amount_value, currency,
      lines, key, key_expires_at, attempts, fence, declines
    )
    SELECT $1, $2, $3, $4, 1, $11::bigint, $5, $6::bigint, $7, $8, $9, $10::bigint, 0, 0, 0
    WHERE NOT EXISTS (SELECT 1 FROM over)
    ON CONFLICT (id) DO UPDATE SET
      revision = c.revision + 1, cart_version = $5, amount_value = $6, currency = $7, lines = $8,
      key = $9, key_expires_at = $10
    WHERE c.principal = $3 AND c.live IS NULL AND c.paid IS NULL AND (
      c.key IS NULL OR c.key_expires_at <= $11 OR c.cart_version <> $5
      OR c.amount_value <> $6 OR c.currency <> $7 OR c.lines <> $8
    ) AND (
      c.revision = $14::bigint OR (
        c.cart_version = $5 AND c.amount_value = $6 AND c.currency = $7 AND c.lines = $8
      )
    )
    RETURNING c.*
  ), tally AS (
    INSERT INTO payonce_tallies AS t (tenant, what, who, span, count)
    SELECT tenant, 'checkout', l.who, $13, 1
    FROM opened, json_to_recordset($12::json) AS l (who text)
    WHERE opened.revision = 1
    ON CONFLICT (tenant, what, who, span) DO UPDATE SET count = t.count + 1
  )
  SELECT row_to_json(o) AS checkout, EXISTS (SELECT 1 FROM over) AS limited
  FROM (SELECT 1) AS one LEFT JOIN opened o ON true`;

/**
 * The checkout if this call made it. Null when it was there, changed by this call or not: then it
 * must be read, since this statement may have waited for a settlement and sees no attempt of after
 * its own beginning. `limited`: it was not there, and too many were begun in this span.
 */
export async function openCheckout(
  database: Queryable,
  opening: Opening,
): Promise<CheckoutState | 'limited' | null> {
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
    JSON.stringify(opening.ceilings),
    opening.span,
    opening.seenRevision,
  ];
  const [row] = await database.query(OPEN, parameters);
  if (row?.['limited'] === true) return 'limited';
  const checkout = checkoutOf(row);
  return checkout?.revision === 1 ? { checkout, attempt: null, charge: null, refunds: [] } : null;
}
