// Carries one live attempt to its end: sends a leg once, and when the answer is lost asks the
// gateway's books, voids what they do not have, and sends anew only then. Writes under its fence
// alone; what it cannot find out it leaves to a later look, never to a guess.

import { sameMoney } from '../protocol/money.ts';
import type { LookupOutcome } from './gateway.ts';
import { gatewayKeyOf } from './identity.ts';
import { leaseMs, type Settings } from './options.ts';
import { retrying } from './retrying.ts';
import { amountOf, type AttemptRow } from './rows.ts';
import { beginLeg, voidLeg } from './store/legs.ts';
import { doubt, release, rest, settle, type Hold, type Verdict } from './store/settle.ts';
import { notCompleted, verdictOf } from './verdict.ts';

export interface Job {
  readonly hold: Hold;
  readonly leaseUntil: number;
  readonly attempt: AttemptRow;
  readonly token: string;
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
// The first look after a lost answer comes within 2 s, the later ones at most 5 s apart: an outage
// that ends is noticed soon, and one that lasts costs little.
const FIRST_CHECK_MS = 1_000;
const LAST_CHECK_MS = 5_000;

/** Sends a leg that was written and never sent. */
export async function send(settings: Settings, job: Job): Promise<Ending> {
  const { gateway, clock } = settings;
  const { hold, attempt } = job;
  const now = clock.now();
  // A worker that slept past its lease, or past the shopper's consent, must not send: another may
  // have taken over.
  if (now + gateway.timeoutMs > job.leaseUntil || now > attempt.consent_until) {
    return pause(settings, job);
  }
  const outcome = await gateway.charge({
    gatewayKey: gatewayKeyOf(hold.checkoutId, hold.ordinal, hold.leg),
    reference: hold.checkoutId,
    amount: amountOf(attempt),
    methodType: attempt.method_type,
    token: job.token,
  });
  switch (outcome.type) {
    case 'succeeded':
    case 'declined':
      return conclude(settings, job, outcome);
    case 'not-sent':
      return job.awaited ? giveBack(settings, job, 'not_sent') : pause(settings, job);
    case 'unknown':
      settings.onError(new Error(outcome.reason), `charge ${hold.checkoutId}.${hold.ordinal}`);
      return inDoubt(settings, job);
  }
}

/** Asks the gateway's books what became of a leg that may have been sent. */
export async function findOut(settings: Settings, job: Job): Promise<Ending> {
  const { gateway } = settings;
  const { checkoutId, ordinal, leg } = job.hold;
  const gatewayKey = gatewayKeyOf(checkoutId, ordinal, leg);
  let found: LookupOutcome = await gateway.lookup(gatewayKey);
  // Books may lag and a lost request may still arrive: only a tombstone proves that nothing was and
  // will be charged.
  if (found.type === 'absent') found = await gateway.cancel(gatewayKey);
  switch (found.type) {
    case 'succeeded':
    case 'declined':
      return conclude(settings, job, found);
    case 'canceled':
      return afterVoid(settings, job);
    case 'absent':
    case 'unknown':
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
  if (over) return job.awaited ? giveBack(settings, job, 'voided') : complete(settings, job);
  const leaseUntil = now + leaseMs(settings.gateway);
  if (!(await retrying(settings, () => voidLeg(database, hold, leaseUntil)))) return UNDECIDED;
  if (job.awaited && now > attempt.created_at + AWAITED_MS) return pause(settings, job);
  const next = await beginLeg(database, hold, now, leaseUntil);
  return next === null ? UNDECIDED : send(settings, { ...job, hold: next, leaseUntil });
}

const UNDECIDED: Ending = { type: 'undecided' };

type Proof = Extract<LookupOutcome, { type: 'succeeded' | 'declined' }>;

async function conclude(settings: Settings, job: Job, proof: Proof): Promise<Ending> {
  if (proof.type === 'succeeded' && !sameMoney(proof.amount, amountOf(job.attempt))) {
    const { checkoutId, ordinal } = job.hold;
    settings.onError(
      new Error(
        `The gateway captured another amount than the shopper saw: charge ${proof.chargeId}`,
      ),
      `settle ${checkoutId}.${ordinal}`,
    );
    return pause(settings, job);
  }
  return finish(settings, job, verdictOf(proof, job.attempt, settings));
}

function complete(settings: Settings, job: Job): Promise<Ending> {
  return finish(settings, job, notCompleted(job.attempt, settings));
}

async function finish(settings: Settings, job: Job, verdict: Verdict): Promise<Ending> {
  const ours = await retrying(settings, () => settle(settings.database, job.hold, verdict));
  return ours ? { type: 'settled', verdict } : UNDECIDED;
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
  return ours ? findOut(settings, { ...job, leaseUntil }) : UNDECIDED;
}

async function pause(settings: Settings, job: Job): Promise<Ending> {
  const delayMs = Math.min(FIRST_CHECK_MS * 2 ** job.attempt.checks, LAST_CHECK_MS);
  const nextCheckAt = settings.clock.now() + delayMs;
  await retrying(settings, () => rest(settings.database, job.hold, nextCheckAt));
  return UNDECIDED;
}
