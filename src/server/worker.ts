// Carries one live attempt to its end: sends a leg once, and when the answer is lost asks the
// gateway's books, voids what they do not have, and sends anew only then. Writes under its fence
// alone; what it cannot find out it leaves to a later look, never to a guess.

import { eventOf, type PayonceEvent } from './events.ts';
import { applyFact } from './facts.ts';
import type { ActionRequired, ChargeFact, ChargeOrder, LookupOutcome, Pending } from './gateway.ts';
import { gatewayKeyOf } from './identity.ts';
import { leaseMs, type Settings } from './options.ts';
import { nextLookMs, parkingOf } from './parking.ts';
import { retrying } from './retrying.ts';
import { amountOf, type AttemptRow, type CheckoutRow, type LegRow } from './rows.ts';
import { doubt, release, rest, type Hold } from './store/hold.ts';
import { beginLeg, voidLeg } from './store/legs.ts';
import { park, settle, type Verdict } from './store/settle.ts';
import { transition } from './transition.ts';
import { notCompleted, verdictOf } from './verdict.ts';

export interface Job {
  readonly hold: Hold;
  readonly leaseUntil: number;
  readonly checkout: CheckoutRow;
  readonly attempt: AttemptRow;
  readonly leg: LegRow;
  /** A shopper's request waits for the answer: it can be told "not charged" and repeat. */
  readonly awaited: boolean;
}

/** `undecided`: not known yet, or no longer ours to know; the rows tell. */
export type Ending =
  | { readonly type: 'settled'; readonly verdict: Verdict }
  | { readonly type: 'released' }
  | { readonly type: 'undecided' };

// Each leg after the first follows a proof that the one before charged nothing. Three losses in a
// row are an outage.
const MAX_LEGS = 3;
// A shopper's browser gives a request 20 s: the worker answers well before, and the sweep goes on.
const AWAITED_MS = 8_000;
// A shopper who has not come back from the bank by then will not: the authentication is called off,
// and another payment can begin.
const ACTION_LIMIT_MS = 15 * 60_000;
// Past the shopper's consent by this much and still unknown: a person is called.
const ATTENTION_AFTER_MS = 10 * 60_000;

/** Sends a leg that was written and never sent. */
export async function send(settings: Settings, job: Job): Promise<Ending> {
  const { gateway, clock } = settings;
  const { hold, attempt } = job;
  const order = await orderOf(settings, job);
  const now = clock.now();
  // A worker that slept past its lease, or past the shopper's consent, must not send: another may
  // have taken over.
  if (now + gateway.timeoutMs > job.leaseUntil || now > attempt.consent_until) {
    return pause(settings, job);
  }
  const outcome = await gateway.charge(order);
  switch (outcome.type) {
    case 'not-sent':
      return job.awaited ? giveBack(settings, job, 'not_sent') : pause(settings, job);
    case 'unknown':
      settings.onError(new Error(outcome.reason), `charge ${hold.checkoutId}.${hold.ordinal}`);
      return inDoubt(settings, job);
    default:
      return take(settings, job, outcome);
  }
}

async function orderOf(settings: Settings, job: Job): Promise<ChargeOrder> {
  const { hold, checkout, attempt, leg } = job;
  const { checkoutId, ordinal } = hold;
  const { tenant, principal, cart_id: cartId } = checkout;
  const { mark } = await settings.installation();
  return {
    gatewayKey: gatewayKeyOf(checkoutId, ordinal, hold.leg),
    reference: checkoutId,
    amount: amountOf(attempt),
    methodType: attempt.method_type,
    token: leg.token ?? '',
    ...(settings.returnUrl === null ? {} : { returnUrl: settings.returnUrl(checkoutId) }),
    label: { mark, tenant, principal, cartId, cartVersion: attempt.cart_version },
  };
}

/** Asks the gateway's books what became of a leg that may have been sent. */
export async function findOut(settings: Settings, job: Job): Promise<Ending> {
  const { gateway, clock } = settings;
  const { checkoutId, ordinal, leg } = job.hold;
  const gatewayKey = gatewayKeyOf(checkoutId, ordinal, leg);
  const found = await gateway.lookup(gatewayKey);
  const isGivenUp =
    found.type === 'action' && clock.now() > job.attempt.created_at + ACTION_LIMIT_MS;
  if (isGivenUp) return callOff(settings, job);
  if (found.type !== 'absent') return answered(settings, job, found);
  // Books may lag and a lost request may still arrive: only a tombstone proves that nothing was and
  // will be charged. What the gateway once told of cannot be absent: that is a person's business.
  return isParked(job.leg) ? pause(settings, job) : callOff(settings, job);
}

/** Ends what has not been charged yet, at the gateway. */
export async function callOff(settings: Settings, job: Job): Promise<Ending> {
  const { checkoutId, ordinal, leg } = job.hold;
  return answered(
    settings,
    job,
    await settings.gateway.cancel(gatewayKeyOf(checkoutId, ordinal, leg)),
  );
}

function isParked({ state }: LegRow): boolean {
  return state === 'action' || state === 'pending';
}

function answered(settings: Settings, job: Job, found: LookupOutcome): Promise<Ending> {
  if (found.type === 'absent' || found.type === 'unknown') return pause(settings, job);
  return take(settings, job, found);
}

/** Does what a fact about this job's own leg calls for. */
async function take(settings: Settings, job: Job, fact: ChargeFact): Promise<Ending> {
  const step = transition({ ...job, capture: null }, fact);
  switch (step.type) {
    case 'conclude':
      return finish(settings, job, verdictOf(step.proof, job, settings), fact);
    case 'park':
      return wait(settings, job, step.fact);
    case 'void':
      return afterVoid(settings, job);
    case 'abandon':
      return finish(settings, job, notCompleted(job, settings), fact);
    case 'nothing':
    case 'contradicted':
    case 'give-back':
      return pause(settings, job);
  }
}

/**
 * Goes on from a leg that is proven void: another leg while the shopper's consent lasts, else an
 * honest end.
 */
export async function afterVoid(settings: Settings, job: Job): Promise<Ending> {
  const { clock, database } = settings;
  const { hold, attempt } = job;
  const now = clock.now();
  const over = now > attempt.consent_until || hold.leg >= MAX_LEGS;
  if (over) {
    if (job.awaited) return giveBack(settings, job, 'voided');
    return finish(settings, job, notCompleted(job, settings), { type: 'canceled' });
  }
  const leaseUntil = now + leaseMs(settings.gateway);
  if (!(await retrying(settings, () => voidLeg(database, hold, leaseUntil)))) return UNDECIDED;
  if (job.awaited && now > attempt.created_at + AWAITED_MS) return pause(settings, job);
  const next = await beginLeg(database, hold, now, leaseUntil);
  if (next === null) return UNDECIDED;
  const leg: LegRow = { ...job.leg, leg: next.leg, state: 'sending' };
  return send(settings, {
    ...job,
    hold: next,
    leaseUntil,
    leg,
    attempt: { ...attempt, leg: next.leg },
  });
}

const UNDECIDED: Ending = { type: 'undecided' };

async function finish(
  settings: Settings,
  job: Job,
  verdict: Verdict,
  fact: ChargeFact,
): Promise<Ending> {
  const ours = await retrying(settings, () => settle(settings.database, job.hold, verdict));
  if (ours) return { type: 'settled', verdict };
  // Too late to write it ourselves, but what was learnt must not be forgotten.
  await applyFact(settings, job.hold, fact);
  return UNDECIDED;
}

async function wait(settings: Settings, job: Job, fact: ActionRequired | Pending): Promise<Ending> {
  const parking = parkingOf(fact, settings);
  await retrying(settings, () => park(settings.database, job.hold, parking));
  return UNDECIDED;
}

async function giveBack(
  settings: Settings,
  job: Job,
  legState: 'not_sent' | 'voided',
): Promise<Ending> {
  const ours = await retrying(settings, () => release(settings.database, job.hold, legState));
  return ours ? { type: 'released' } : UNDECIDED;
}

async function inDoubt(settings: Settings, job: Job): Promise<Ending> {
  const leaseUntil = settings.clock.now() + leaseMs(settings.gateway);
  const ours = await retrying(settings, () => doubt(settings.database, job.hold, leaseUntil));
  if (!ours) return UNDECIDED;
  const attempt: AttemptRow = { ...job.attempt, status: 'unknown' };
  return findOut(settings, { ...job, attempt, leg: { ...job.leg, state: 'unknown' }, leaseUntil });
}

async function pause(settings: Settings, job: Job): Promise<Ending> {
  const now = settings.clock.now();
  const nextCheckAt = now + nextLookMs(job.attempt, job.leg, now);
  const event = alarm(job, now);
  await retrying(settings, () => rest(settings.database, job.hold, nextCheckAt, event, now));
  return UNDECIDED;
}

/** Calls a person, once, to what stays unknown. */
function alarm(job: Job, now: number): PayonceEvent | null {
  const { checkout, attempt } = job;
  const isDue = now > attempt.consent_until + ATTENTION_AFTER_MS && !isParked(job.leg);
  if (!isDue || attempt.attention_at !== null) return null;
  const reason = 'The gateway has not told what became of this payment. Payonce keeps asking.';
  return eventOf(
    'needs_attention',
    { checkout, attempt, reason, about: `unknown ${attempt.ordinal}` },
    now,
  );
}
