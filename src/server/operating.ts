// What an operator asks at three in the morning: what waits for a person, what happened to this
// checkout, and "I asked the bank: settle it so". The gateway's own word, where it can be had,
// stands above the operator's; what it still waits for nobody can settle.

import type { ChargeFact, LookupOutcome } from './gateway.ts';
import { gatewayKeyOf } from './identity.ts';
import { leaseMs, type Settings } from './options.ts';
import { reviveEvent } from './outbox.ts';
import { nextLookMs, parkingOf } from './parking.ts';
import { amountOf } from './rows.ts';
import { takeOver, type Taken } from './store/due.ts';
import { readHistory, readWaiting, type History, type Waiting } from './store/history.ts';
import { rest } from './store/hold.ts';
import { readCheckout } from './store/read.ts';
import { recordedCaptures } from './store/reconciled.ts';
import { park, settle, type Verdict } from './store/settle.ts';
import { transition } from './transition.ts';
import { notCompleted, verdictOf } from './verdict.ts';

/** What the bank told the operator. */
export type BanksWord =
  { readonly type: 'captured'; readonly chargeId: string } | { readonly type: 'not-charged' };

/**
 * `settled`: as the operator said. `gateway-knew`: as the gateway said when asked once more.
 * `pending`: nothing is settled, the gateway has the charge and may still take the money.
 * `charge-taken`: nothing is settled, the charge that was named is on record for something else.
 * `not-open`: nothing of this checkout is undecided. `held`: a server is at it, try again.
 */
export type SettledByHand =
  'settled' | 'gateway-knew' | 'pending' | 'charge-taken' | 'not-open' | 'held' | 'not-found';

export interface Operator {
  /** All that waits for a person, oldest first. */
  waiting(): Promise<Waiting>;
  /** Everything stored about a checkout; null when there is none. */
  history(checkoutId: string): Promise<History | null>;
  /** Settles the undecided payment of a checkout. */
  settle(checkoutId: string, word: BanksWord): Promise<SettledByHand>;
  /** Delivers a dead event again; false when there is none such. */
  revive(eventId: string): Promise<boolean>;
}

export function createOperator(settings: Settings): Operator {
  const { database, tenant, clock } = settings;
  return {
    waiting: () => readWaiting(database, tenant, clock.now()),
    history: (checkoutId) => readHistory(database, tenant, checkoutId),
    settle: (checkoutId, word) => settleByHand(settings, checkoutId, word),
    revive: (eventId) => reviveEvent(settings, eventId),
  };
}

async function settleByHand(
  settings: Settings,
  checkoutId: string,
  word: BanksWord,
): Promise<SettledByHand> {
  const { database, tenant, gateway, clock } = settings;
  const state = await readCheckout(database, checkoutId, tenant);
  if (state === null) return 'not-found';
  const { live, fence } = state.checkout;
  if (live === null) return 'not-open';
  const now = clock.now();
  const due = { checkoutId, ordinal: live, fence };
  const taken = await takeOver(database, due, now, now + leaseMs(gateway));
  if (taken === null) return 'held';
  const { hold } = taken;
  const known = await askGateway(settings, gatewayKeyOf(checkoutId, live, hold.leg));
  if (mayStillCharge(known, taken, word)) {
    return (await leaveWaiting(settings, taken, known)) ? 'pending' : 'held';
  }
  if (known === null && (await isTaken(settings, word))) {
    return (await leaveWaiting(settings, taken, known)) ? 'charge-taken' : 'held';
  }
  if (!(await settle(database, hold, verdictBy(settings, taken, known, word)))) return 'held';
  return known === null ? 'settled' : 'gateway-knew';
}

/**
 * What the gateway knows, or null. Where it knows nothing, a tombstone keeps a late request from
 * charging; what waits for the shopper is ended.
 */
async function askGateway({ gateway }: Settings, gatewayKey: string): Promise<ChargeFact | null> {
  const found = await gateway.lookup(gatewayKey);
  if (isFact(found) && found.type !== 'action') return found;
  const ended = await gateway.cancel(gatewayKey);
  if (isFact(ended)) return ended;
  return isFact(found) ? found : null;
}

function isFact(found: LookupOutcome): found is ChargeFact {
  return found.type !== 'absent' && found.type !== 'unknown';
}

/** A debit that was taken in stays one while its bank is silent: no "not charged" is true of it. */
function mayStillCharge(known: ChargeFact | null, { leg }: Taken, word: BanksWord): boolean {
  if (known === null) return leg.state === 'pending' && word.type === 'not-charged';
  return known.type === 'pending' || known.type === 'action';
}

async function isTaken({ database, gateway }: Settings, word: BanksWord): Promise<boolean> {
  if (word.type === 'not-charged') return false;
  const known = await recordedCaptures(database, gateway.public.type, [word.chargeId]);
  return known.has(word.chargeId);
}

/** Stores that it waits, if that is news, and lets go of it. False: it is no longer ours. */
function leaveWaiting(
  settings: Settings,
  taken: Taken,
  known: ChargeFact | null,
): Promise<boolean> {
  const { database, clock } = settings;
  const { hold } = taken;
  const step = known === null ? null : transition({ ...taken, capture: null }, known);
  if (step?.type === 'park') return park(database, hold, parkingOf(step.fact, settings));
  const now = clock.now();
  return rest(database, hold, now + nextLookMs(taken.attempt, taken.leg, now));
}

function verdictBy(
  settings: Settings,
  subject: Taken,
  known: ChargeFact | null,
  word: BanksWord,
): Verdict {
  const step = known === null ? null : transition({ ...subject, capture: null }, known);
  if (step?.type === 'conclude') return verdictOf(step.proof, subject, settings);
  // A decline that concludes nothing is another press's: this one was not charged either.
  const isNo = known?.type === 'canceled' || known?.type === 'declined';
  const isUncharged = isNo || word.type === 'not-charged';
  if (isUncharged) return notCompleted(subject, settings);
  const { attempt } = subject;
  const method = { type: attempt.method_type };
  const { chargeId } = word;
  const proof = { type: 'succeeded', chargeId, amount: amountOf(attempt), method } as const;
  return { ...verdictOf(proof, subject, settings), byHand: true };
}
