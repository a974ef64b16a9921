// Refunds as they are kept: asked for under the cap of their charge, and brought to one end.
// Whatever moves money hangs from the checkout row in one statement.

import type { Money } from '../../protocol/money.ts';
import { isCheckViolation, isUniqueViolation, type Queryable, type Row } from '../database.ts';
import type { PayonceEvent } from '../events.ts';
import {
  attemptOf,
  chargeOf,
  checkoutOf,
  refundOf,
  type AttemptRow,
  type ChargeRow,
  type CheckoutRow,
  type RefundRow,
} from '../rows.ts';
import { wrote } from './hold.ts';
import { NOW_APPLIED, told, type Telling } from './settle.ts';

const REFUNDABLE = `
  SELECT row_to_json(c) AS checkout, row_to_json(k) AS charge, row_to_json(r) AS refund
  FROM payonce_checkouts c
  LEFT JOIN payonce_charges k ON k.checkout_id = c.id AND k.kept
  LEFT JOIN payonce_refunds r ON r.checkout_id = c.id AND r.key = $3
  WHERE c.id = $1 AND c.tenant = $2`;

export interface Refundable {
  /** The capture that pays the checkout: the only one that a merchant gives back. */
  readonly charge: ChargeRow | null;
  /** The refund that was asked for with this key. */
  readonly own: RefundRow | null;
}

/** Null: there is no such checkout. */
export async function readRefundable(
  database: Queryable,
  checkoutId: string,
  tenant: string,
  key: string,
): Promise<Refundable | null> {
  const [row] = await database.query(REFUNDABLE, [checkoutId, tenant, key]);
  if (checkoutOf(row) === null) return null;
  return { charge: chargeOf(row), own: refundOf(row) };
}

const KNOWN = `
  SELECT row_to_json(c) AS checkout, row_to_json(a) AS attempt, row_to_json(r) AS refund
  FROM payonce_refunds r
  JOIN payonce_checkouts c ON c.id = r.checkout_id
  JOIN payonce_charges k ON k.gateway = r.gateway AND k.charge_id = r.charge_id
  LEFT JOIN payonce_attempts a ON a.checkout_id = r.checkout_id AND a.ordinal = k.ordinal
  WHERE r.id = $1`;

export interface KnownRefund {
  readonly checkout: CheckoutRow;
  /** The attempt whose charge is given back. */
  readonly attempt: AttemptRow | null;
  readonly refund: RefundRow;
}

export async function readRefund(database: Queryable, id: string): Promise<KnownRefund | null> {
  const [row] = await database.query(KNOWN, [id]);
  const checkout = checkoutOf(row);
  const refund = refundOf(row);
  if (checkout === null || refund === null) return null;
  return { checkout, attempt: attemptOf(row), refund };
}

export interface NewRefund {
  readonly id: string;
  readonly checkoutId: string;
  readonly tenant: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly amount: Money;
  readonly reason: string;
  readonly heldUntil: number;
  readonly now: number;
}

// The cap is asked of the charge's own row as it stands once the lock is ours: a look from
// elsewhere in the statement would see it as it was before the wait. A second refund of one key
// breaks the INSERT and with it the counter; ON CONFLICT DO NOTHING would leave the counter raised.
const ASK = `
  WITH noted AS (
    UPDATE payonce_checkouts SET revision = revision + 1
    WHERE id = $1 AND tenant = $2 AND paid IS NOT NULL
    RETURNING id
  ), charge AS (
    UPDATE payonce_charges k SET refunded_value = k.refunded_value + $3::bigint
    FROM noted
    WHERE k.checkout_id = noted.id AND k.kept AND k.reversed_at IS NULL AND k.currency = $4
      AND k.refunded_value + $3::bigint <= k.amount_value
    RETURNING k.checkout_id, k.gateway, k.charge_id
  )
  INSERT INTO payonce_refunds AS r (
    id, checkout_id, gateway, charge_id, key, fingerprint, cause, reason, amount_value, currency,
    status, tries, next_try_at, created_at
  )
  SELECT $5, checkout_id, gateway, charge_id, $6, $7, 'merchant', $8, $3, $4, 'pending', 1, $9, $10
  FROM charge
  RETURNING row_to_json(r) AS refund`;

/**
 * Held by the asker until `heldUntil`. Null: the charge has not that much left, or not any more, or
 * the key has just been used.
 */
export async function askRefund(database: Queryable, refund: NewRefund): Promise<RefundRow | null> {
  const asking = database.query(ASK, [
    refund.checkoutId,
    refund.tenant,
    refund.amount.value,
    refund.amount.currency,
    refund.id,
    refund.key,
    refund.fingerprint,
    refund.reason,
    refund.heldUntil,
    refund.now,
  ]);
  return refundOf((await unlessThere(asking))[0]);
}

/** No rows if another process has just written the same thing: then nothing of ours was. */
async function unlessThere(asking: Promise<readonly Row[]>): Promise<readonly Row[]> {
  try {
    return await asking;
  } catch (error) {
    if (isUniqueViolation(error)) return [];
    throw error;
  }
}

/** What a refund comes to, what is told of it, and the message that brought the news. */
export interface RefundNews {
  readonly checkoutId: string;
  readonly refundId: string;
  readonly event: PayonceEvent;
  readonly telling: Telling | null;
  readonly now: number;
}

const TELL = `
  event AS (
    INSERT INTO payonce_outbox (
      id, tenant, checkout_id, place, type, event, status, next_try_at, created_at
    )
    SELECT $3, noted.tenant, noted.id, noted.events, $4, $5, 'waiting', $6, $6 FROM noted, refund
  ), told AS (
    INSERT INTO payonce_inbox (gateway, event_id, event, received_at, status, effect)
    SELECT $7, $8, $9, $10, 'applied', $11 FROM refund WHERE $8::text IS NOT NULL
    ${NOW_APPLIED}
  )
  SELECT id FROM refund`;

function newsOf({ checkoutId, refundId, event, telling, now }: RefundNews, effect: string) {
  const { id, type } = event;
  return [checkoutId, refundId, id, type, JSON.stringify(event), now, ...told(telling), effect];
}

// Only the row's own UPDATE may ask whether it is still pending: what a failed one gives back hangs
// from that. What was asked for stands as long as it is pending, so it may be read beside.
const CONCLUDE = `
  WITH noted AS (
    UPDATE payonce_checkouts SET revision = revision + 1, events = events + 1 WHERE id = $1
    RETURNING id, tenant, events
  ), refund AS (
    UPDATE payonce_refunds r SET
      status = $12, next_try_at = NULL, failure = $14,
      gateway_refund_id = coalesce($13, r.gateway_refund_id), amount_value = $15
    FROM noted, payonce_refunds asked
    WHERE r.id = $2 AND asked.id = r.id AND r.checkout_id = noted.id AND r.status = 'pending'
    RETURNING r.*, asked.amount_value AS asked_value
  ), charge AS (
    UPDATE payonce_charges k SET
      refunded_value = k.refunded_value - refund.asked_value
        + CASE WHEN refund.status = 'failed' THEN 0 ELSE refund.amount_value END
    FROM refund
    WHERE (refund.status = 'failed' OR refund.amount_value <> refund.asked_value)
      AND k.gateway = refund.gateway AND k.charge_id = refund.charge_id
  ), ${TELL}`;

/** How a refund ended. `amountValue`: what was given back, or what was not. */
export interface RefundEnd {
  readonly status: 'succeeded' | 'failed';
  readonly amountValue: number;
  readonly gatewayRefundId: string | null;
  readonly failure: string | null;
}

/**
 * `over`: it had come to its end before, or is not there any more. `no-room`: more was given back
 * than the charge's other refunds leave, so one of them is going to fail, and nothing is written
 * until it has.
 */
export async function concludeRefund(
  database: Queryable,
  news: RefundNews,
  { status, amountValue, gatewayRefundId, failure }: RefundEnd,
): Promise<'written' | 'over' | 'no-room'> {
  const parameters = [...newsOf(news, status), status, gatewayRefundId, failure, amountValue];
  try {
    return (await wrote(database, CONCLUDE, parameters)) ? 'written' : 'over';
  } catch (error) {
    if (isCheckViolation(error)) return 'no-room';
    throw error;
  }
}

// Once for a refund that hangs; what contradicts an end is told apart by its event's id.
const ALARM = `
  WITH noted AS (
    UPDATE payonce_checkouts SET events = events + 1 WHERE id = $1
    RETURNING id, tenant, events
  ), refund AS (
    UPDATE payonce_refunds r SET attention_at = $6
    FROM noted
    WHERE r.id = $2 AND r.checkout_id = noted.id
      AND (r.attention_at IS NULL OR r.status <> 'pending')
    RETURNING r.id
  ), ${TELL}`;

/** Calls a person to a refund; false: one was called before. */
export async function alarmRefund(database: Queryable, news: RefundNews): Promise<boolean> {
  const rows = await unlessThere(database.query(ALARM, newsOf(news, 'alarmed')));
  return rows.length === 1;
}
