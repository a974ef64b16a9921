// Claims a checkout's key for one attempt to pay. One statement: a conditional UPDATE of the
// checkout row, with the attempt and its first leg hanging from it, and beside them what a refusal
// must be told from. When nothing is claimed, nothing is written.

import type { Money } from '../../protocol/money.ts';
import type { Queryable, SqlValue } from '../database.ts';
import type { Ceiling } from '../limits.ts';
import {
  attemptOf,
  checkoutOf,
  legOf,
  type AttemptRow,
  type CheckoutRow,
  type LegRow,
} from '../rows.ts';
import { newFence } from './fence.ts';

export interface Claim {
  readonly id: string;
  readonly tenant: string;
  readonly principal: string;
  readonly key: string;
  /** False: only look. */
  readonly mayClaim: boolean;
  readonly cartVersion: string;
  readonly amount: Money;
  readonly nonce: string;
  readonly fingerprint: string;
  readonly methodType: string;
  readonly token: string;
  readonly gateway: string;
  readonly now: number;
  readonly leaseUntil: number;
  readonly consentUntil: number;
  readonly address: string | null;
  readonly ceilings: readonly Ceiling[];
  readonly span: number;
}

export interface ClaimResult {
  /** The claimed attempt, or null. */
  readonly won: AttemptRow | null;
  /** As they stood when the statement began. */
  readonly checkout: CheckoutRow | null;
  readonly ownAttempt: AttemptRow | null;
  readonly paidAttempt: AttemptRow | null;
  readonly leg: LegRow | null;
  /** Somebody was declined too often in this span. */
  readonly limited: boolean;
}

const CLAIM = `
  WITH over AS (
    SELECT 1 FROM json_to_recordset($17::json) AS c (who text, most integer)
    JOIN payonce_tallies t ON t.tenant = $2 AND t.what = 'decline' AND t.who = c.who
      AND t.span = $18 AND t.count >= c.most
    LIMIT 1
  ), claimed AS (
    UPDATE payonce_checkouts SET
      attempts = attempts + 1, live = attempts + 1, fence = ${newFence('$12')},
      lease_until = $13, revision = revision + 1
    WHERE id = $1 AND tenant = $2 AND principal = $3 AND key = $4 AND $15 AND key_expires_at > $12
      AND live IS NULL AND paid IS NULL
      AND cart_version = $5 AND amount_value = $6 AND currency = $7
      AND NOT EXISTS (SELECT 1 FROM over)
    RETURNING *
  ), attempt AS (
    INSERT INTO payonce_attempts (
      checkout_id, ordinal, key, nonce, fingerprint, status, cart_version, amount_value, currency,
      lines, method_type, consent_until, created_at, leg, checks, next_check_at, address
    )
    SELECT id, live, key, $8, $9, 'processing', cart_version, amount_value, currency, lines, $10,
      $14, $12, 1, 0, $13, $19
    FROM claimed
    RETURNING *
  ), leg AS (
    INSERT INTO payonce_legs (checkout_id, ordinal, leg, gateway, state, token, started_at)
    SELECT checkout_id, ordinal, 1, $16, 'sending', $11, $12 FROM attempt
    RETURNING *
  )
  SELECT row_to_json(w) AS won, row_to_json(n) AS claimed, row_to_json(c) AS checkout,
    row_to_json(a) AS own, row_to_json(p) AS paid, row_to_json(l) AS leg,
    EXISTS (SELECT 1 FROM over) AS limited
  FROM (SELECT 1) AS one
  LEFT JOIN payonce_checkouts c ON c.id = $1 AND c.tenant = $2 AND c.principal = $3
  LEFT JOIN payonce_attempts a ON a.key = $4 AND a.status <> 'not_sent' AND a.checkout_id = c.id
  LEFT JOIN payonce_attempts p ON p.checkout_id = c.id AND p.ordinal = c.paid
  LEFT JOIN claimed n ON true
  LEFT JOIN attempt w ON true
  LEFT JOIN leg l ON true`;

export async function claim(database: Queryable, wish: Claim): Promise<ClaimResult> {
  const parameters: SqlValue[] = [
    wish.id,
    wish.tenant,
    wish.principal,
    wish.key,
    wish.cartVersion,
    wish.amount.value,
    wish.amount.currency,
    wish.nonce,
    wish.fingerprint,
    wish.methodType,
    wish.token,
    wish.now,
    wish.leaseUntil,
    wish.consentUntil,
    wish.mayClaim,
    wish.gateway,
    JSON.stringify(wish.ceilings),
    wish.span,
    wish.address,
  ];
  const [row] = await database.query(CLAIM, parameters);
  return {
    won: attemptOf(row, 'won'),
    checkout: checkoutOf(row, 'claimed') ?? checkoutOf(row, 'checkout'),
    ownAttempt: attemptOf(row, 'own'),
    paidAttempt: attemptOf(row, 'paid'),
    leg: legOf(row),
    limited: row?.['limited'] === true,
  };
}
