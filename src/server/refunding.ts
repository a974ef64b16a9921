// Gives money back: what the merchant asks for, and what payonce itself found that may not stay.
// Every refund is written before it is sent, sent under one gateway key for ever, and repeated
// until the gateway says what became of it.

import { doublingMs } from '../protocol/doubling.ts';
import type { RefundRequest } from '../protocol/messages.ts';
import { IDEMPOTENT_REPLAYED_HEADER } from '../protocol/keys.ts';
import type { Money } from '../protocol/money.ts';
import { json, problem } from './answers.ts';
import type { RefundOutcome } from './gateway.ts';
import { digest, refundIdOf } from './identity.ts';
import { leaseMs, type Settings } from './options.ts';
import { stillWaiting } from './refund-events.ts';
import { applyRefund, placeOf } from './refund-outcomes.ts';
import { refusals } from './refusals.ts';
import { amountOf, type RefundRow } from './rows.ts';
import { claimRefund, dueRefunds, postponeRefund, type DueRefund } from './store/due-refunds.ts';
import {
  alarmRefund,
  askRefund,
  readRefund,
  readRefundable,
  type Refundable,
} from './store/refunds.ts';
import { refundView } from './views.ts';

export interface RefundCall {
  readonly checkoutId: string;
  readonly key: string;
  readonly request: RefundRequest;
}

// Each further round needs another refund of the same charge in between.
const MAX_ROUNDS = 10;

export async function refund(settings: Settings, call: RefundCall): Promise<Response> {
  const { database, tenant } = settings;
  const fingerprint = fingerprintOf(call.request);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const found = await readRefundable(database, call.checkoutId, tenant, call.key);
    if (found === null) return refusals.notFound();
    if (found.own !== null) return repeat(found.own, fingerprint);
    const amount = amountFor(call.request, found);
    if (amount instanceof Response) return amount;
    const asked = await ask(settings, call, fingerprint, amount);
    if (asked !== null) return await carryOutAsked(settings, asked);
  }
  return refusals.unavailable();
}

function fingerprintOf({ amount, reason }: RefundRequest): string {
  return digest(['refund', amount?.value ?? null, amount?.currency ?? null, reason]);
}

/** The refund of this key as it is now, or that the key names another one. */
function repeat(own: RefundRow, fingerprint: string): Response {
  if (own.fingerprint !== fingerprint) {
    return problem('idempotency-key-reused', {
      detail: 'This key was sent with another refund. Never send this body with it.',
    });
  }
  const answer = json(201, refundView(own));
  answer.headers.set(IDEMPOTENT_REPLAYED_HEADER, 'true');
  return answer;
}

/** How much goes back, or why it may not. */
function amountFor({ amount }: RefundRequest, { charge }: Refundable): Money | Response {
  if (charge === null) {
    return problem('not-captured-yet', { detail: 'This checkout is not paid: nothing to refund.' });
  }
  const { currency } = charge;
  if (amount !== undefined && amount.currency !== currency) {
    const message = `the payment was in ${currency}, and so is its refund`;
    return refusals.invalid([{ path: 'amount.currency', message }]);
  }
  const left = charge.reversed_at === null ? charge.amount_value - charge.refunded_value : 0;
  const value = amount?.value ?? left;
  if (left > 0 && value <= left) return { value, currency };
  return problem('refund-exceeds-captured', {
    detail: `Of what was captured ${left} ${currency}, in minor units, is left to refund.`,
  });
}

function ask(
  settings: Settings,
  { checkoutId, key, request }: RefundCall,
  fingerprint: string,
  amount: Money,
): Promise<RefundRow | null> {
  const { database, tenant, clock, gateway } = settings;
  const now = clock.now();
  return askRefund(database, {
    id: refundIdOf(checkoutId, 'merchant', key),
    checkoutId,
    tenant,
    key,
    fingerprint,
    amount,
    reason: request.reason,
    heldUntil: now + leaseMs(gateway),
    now,
  });
}

async function carryOutAsked(settings: Settings, asked: RefundRow): Promise<Response> {
  await carryOut(settings, asked);
  const known = await readRefund(settings.database, asked.id);
  return json(201, refundView(known?.refund ?? asked));
}

// One step ends soon even when the gateway is slow: the refunds are sent side by side.
const MAX_REFUNDS_A_STEP = 20;

/** Sends again what is due. Answers how many refunds it took in hand. */
export async function carryRefunds(settings: Settings): Promise<number> {
  const { database, tenant, clock } = settings;
  const due = await dueRefunds(database, tenant, clock.now(), MAX_REFUNDS_A_STEP);
  const taken = await Promise.all(due.map((one) => takeInHand(settings, one)));
  return taken.filter((one) => one).length;
}

async function takeInHand(settings: Settings, due: DueRefund): Promise<boolean> {
  const { database, clock, gateway } = settings;
  try {
    const claimed = await claimRefund(database, due, clock.now() + leaseMs(gateway));
    if (claimed !== null) await carryOut(settings, claimed);
    return claimed !== null;
  } catch (error) {
    // The others go on; this one is due again when its hold is over.
    settings.onError(error, `refund ${due.id}`);
    return false;
  }
}

/** Sends a refund that is ours alone until its `next_try_at`, and stores what that proved. */
async function carryOut(settings: Settings, refund: RefundRow): Promise<void> {
  const outcome = await sendToGateway(settings, refund);
  if (outcome.type === 'succeeded' || outcome.type === 'failed') {
    const effect = await applyRefund(settings, refund.id, outcome, null);
    if (effect !== 'not-yet') return;
  }
  const { database, clock } = settings;
  const now = clock.now();
  const held = { id: refund.id, dueAt: refund.next_try_at ?? now };
  const gatewayRefundId = outcome.type === 'pending' ? outcome.refundId : null;
  const delayMs = doublingMs(FIRST_DELAY_MS, LAST_DELAY_MS, refund.tries - 1);
  await postponeRefund(database, held, now + delayMs, gatewayRefundId);
  const isOld = now - refund.created_at >= ALARM_AFTER_MS;
  if (isOld && refund.attention_at === null) await callSomebody(settings, refund, outcome);
}

const FIRST_DELAY_MS = 1_000;
const LAST_DELAY_MS = 5 * 60_000;
const ALARM_AFTER_MS = 60 * 60_000;

async function sendToGateway(settings: Settings, refund: RefundRow): Promise<RefundOutcome> {
  const { gateway } = settings;
  if (refund.gateway !== gateway.public.type) {
    return { type: 'not-sent', reason: `gateway ${refund.gateway} is not connected` };
  }
  try {
    return await gateway.refund({
      gatewayKey: refund.id,
      chargeId: refund.charge_id,
      amount: amountOf(refund),
      reason: refund.reason,
    });
  } catch (error) {
    settings.onError(error, `refund ${refund.id}`);
    return { type: 'unknown', reason: String(error) };
  }
}

async function callSomebody(
  settings: Settings,
  { id }: RefundRow,
  outcome: RefundOutcome,
): Promise<void> {
  const { database, clock } = settings;
  const known = await readRefund(database, id);
  if (known?.refund.status !== 'pending') return;
  const now = clock.now();
  const why = 'reason' in outcome ? outcome.reason : WAITS[outcome.type];
  const event = stillWaiting(known, why, now);
  await alarmRefund(database, { ...placeOf(known), event, telling: null, now });
}

const WAITS = {
  pending: 'the gateway has not decided',
  succeeded: 'the gateway gave back more than the others leave',
} as const;
