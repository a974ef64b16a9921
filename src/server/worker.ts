// Carries one live attempt to its end: sends a leg once, and when the answer is lost asks the
// gateway's books, voids what they do not have, and sends anew only then. Writes under its fence
// alone; what it cannot find out it leaves to a later look, never to a guess.

import { ACTION_LIMIT_MS, alarm } from './alarm.ts';
import { chargeOrderOf } from './charge-order.ts';
import { applyFact } from './facts.ts';
import type { ActionRequired, ChargeFact, LookupOutcome, Pending } from './gateway.ts';
import { gatewayKeyOf } from './identity.ts';
import type { Ending, Job } from './job.ts';
import { leaseMs, type Settings } from './options.ts';
import { isPaidLater } from './own-charges.ts';
import { nextLookMs, parkingOf } from './parking.ts';
import { retrying } from './retrying.ts';
import type { AttemptRow, LegRow } from './rows.ts';
import { doubt, release, rest } from './store/hold.ts';
import { beginLeg, voidLeg } from './store/legs.ts';
import { park, settle, type Verdict } from './store/settle.ts';
import { ofPress, transition } from './transition.ts';
import { notCompleted, verdictOf } from './verdict.ts';

// Each leg after the first follows a proof that the one before charged nothing. Three losses in a
// row are an outage.
const MAX_LEGS = 3;
// A shopper's browser gives a request 20 s: the worker answers well before, and the sweep goes on.
const AWAITED_MS = 8_000;

/** Sends a leg that was written and never sent. */
export async function send(settings: Settings, job: Job): Promise<Ending> {
  const { gateway, clock } = settings;
  const { hold, attempt } = job;
  const order = await chargeOrderOf(settings, job);
  const now = clock.now();
  // A worker that slept past its lease, or past the shopper's consent, must not send: another may
  // have taken over.
  if (now + gateway.timeoutMs > job.leaseUntil || now > attempt.consent_until) {
    return pause(settings, job);
  }
  const outcome = await gateway.charge(order);
  switch (outcome.type) {
    case 'not-sent':
      if (!job.awaited) return pause(settings, job);
      // A database that may have forgotten an earlier call with this key leaves it to the gateway.
      if (settings.caution.isCareful()) return inDoubt(settings, job);
      return giveBack(settings, job, 'not_sent');
    case 'unknown':
      settings.onError(new Error(outcome.reason), `charge ${hold.checkoutId}.${hold.ordinal}`);
      return inDoubt(settings, job);
    case 'key-reused':
      return inDoubt(settings, { ...job, isKeyForeign: true });
    case 'declined':
      // A token pays once: a payment that the database forgot may have used it up, and the list not
      // tell of it yet.
      return outcome.chargeId === null && settings.caution.mayBeCalling()
        ? inDoubt(settings, { ...job, awaited: false })
        : take(settings, job, outcome);
    default:
      return take(settings, job, outcome);
  }
}

/** Asks the gateway's books what became of a leg that may have been sent. */
export async function findOut(settings: Settings, job: Job): Promise<Ending> {
  const { gateway, clock } = settings;
  const { checkoutId, ordinal, leg } = job.hold;
  const gatewayKey = gatewayKeyOf(checkoutId, ordinal, leg);
  const found = await gateway.lookup(gatewayKey);
  const isOver =
    job.leg.state !== 'pending' && clock.now() > job.attempt.created_at + ACTION_LIMIT_MS;
  if (found.type === 'action' && isOver) return callOff(settings, job);
  if (found.type !== 'absent') return answered(settings, job, found);
  // What the gateway once told of cannot be absent: it is asked on, and a person called in the end.
  if (isParked(job.leg) && !isOver) return pause(settings, job);
  // Books may lag and a lost request may still arrive: only a tombstone proves that nothing was and
  // will be charged.
  return callOff(settings, job);
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
  if (fact.type === 'declined' && fact.press === undefined && job.isKeyForeign === true) {
    return afterVoid(settings, job);
  }
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
  if (now > attempt.consent_until || hold.leg >= MAX_LEGS) return endVoided(settings, job);
  // The shopper may have read since that nothing was charged, and the database forgotten it.
  if (!job.awaited && settings.caution.isDoubtful()) return endVoided(settings, job);
  const isElsewhere = await isPaidLater(settings, hold);
  if (isElsewhere === null) return pause(settings, job);
  // A shopper who waits must not be told "nothing was charged": the next look ends it.
  if (isElsewhere) return job.awaited ? pause(settings, job) : endVoided(settings, job);
  if (job.awaited && now > attempt.created_at + AWAITED_MS) {
    const leaseUntil = now + leaseMs(settings.gateway);
    const ours = await retrying(settings, () => voidLeg(database, hold, leaseUntil));
    return ours ? pause(settings, job) : passOn(settings, job);
  }
  const next = await nextLeg(settings, job);
  return next === null ? passOn(settings, job) : send(settings, next);
}

/**
 * A leg that is void, and no longer ours: a message may have parked it meanwhile, and then it ends
 * here.
 */
async function passOn(settings: Settings, { hold }: Job): Promise<Ending> {
  await applyFact(settings, hold, { type: 'canceled' });
  return UNDECIDED;
}

/** Voids a job's leg and writes the next one; null when they are no longer ours. */
async function nextLeg(settings: Settings, job: Job): Promise<Job | null> {
  const { clock, database, gateway } = settings;
  const now = clock.now();
  const leaseUntil = now + leaseMs(gateway);
  if (!(await retrying(settings, () => voidLeg(database, job.hold, leaseUntil)))) return null;
  const hold = await beginLeg(database, job.hold, now, leaseUntil);
  if (hold === null) return null;
  const leg: LegRow = { ...job.leg, leg: hold.leg, state: 'sending' };
  const attempt = { ...job.attempt, leg: hold.leg };
  return { ...job, hold, leaseUntil, leg, attempt, isKeyForeign: false };
}

/**
 * Says "nothing was charged". A database that lost its last commits may have forgotten that a
 * further leg was sent: each that could have been is voided first, or found.
 */
async function endVoided(settings: Settings, job: Job): Promise<Ending> {
  const { checkoutId, ordinal } = job.hold;
  const leaseUntil = settings.clock.now() + leaseMs(settings.gateway);
  const ours = await retrying(settings, () => voidLeg(settings.database, job.hold, leaseUntil));
  if (!ours) return passOn(settings, job);
  for (let leg = job.hold.leg + 1; leg <= MAX_LEGS; leg += 1) {
    const found = await settings.gateway.cancel(gatewayKeyOf(checkoutId, ordinal, leg));
    if (found.type === 'absent' || found.type === 'unknown') return pause(settings, job);
    if (found.type !== 'canceled') return remember(settings, job, leg, found);
  }
  return job.awaited ? giveBack(settings, job, 'voided') : endUncharged(settings, job);
}

/**
 * Tells that nothing was charged, and keeps that answer for ever; not where a payment that the
 * database forgot has the same key and took money, or may: then the key is left to that one. As
 * long as the gateway's list may not tell of it yet, a later look decides.
 */
async function endUncharged(settings: Settings, job: Job): Promise<Ending> {
  if (settings.caution.mayBeUnlisted()) return pause(settings, job);
  const isElsewhere = await isPaidLater(settings, job.hold);
  if (isElsewhere === null) return pause(settings, job);
  if (isElsewhere) return giveBack(settings, job, 'voided');
  return finish(settings, job, notCompleted(job, settings), { type: 'canceled' });
}

/** Writes the legs that were forgotten, up to the one that the gateway tells of. */
async function remember(
  settings: Settings,
  job: Job,
  leg: number,
  fact: ChargeFact,
): Promise<Ending> {
  let at: Job | null = job;
  while (at !== null && at.hold.leg < leg) at = await nextLeg(settings, at);
  return at === null ? UNDECIDED : take(settings, at, fact);
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
  await applyFact(settings, job.hold, ofPress(job.attempt, fact));
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
  const event = alarm(job.checkout, job.attempt, job.leg, now);
  await retrying(settings, () => rest(settings.database, job.hold, nextCheckAt, event, now));
  return UNDECIDED;
}
