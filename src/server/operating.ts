// What an operator asks at three in the morning: what waits for a person, what happened to this
// checkout, and "I asked the bank: settle it so". The gateway's own word, where it can be had,
// stands above the operator's.

import type { ChargeFact, LookupOutcome } from './gateway.ts';
import { gatewayKeyOf } from './identity.ts';
import { leaseMs, type Settings } from './options.ts';
import { reviveEvent } from './outbox.ts';
import { amountOf, type AttemptRow, type CheckoutRow } from './rows.ts';
import { takeOver } from './store/due.ts';
import { readHistory, readWaiting, type History, type Waiting } from './store/history.ts';
import { readCheckout } from './store/read.ts';
import { settle } from './store/settle.ts';
import { notCompleted, verdictOf } from './verdict.ts';

/** What the bank told the operator. */
export type BanksWord =
  { readonly type: 'captured'; readonly chargeId: string } | { readonly type: 'not-charged' };

/**
 * `settled`: as the operator said. `gateway-knew`: as the gateway said when asked once more.
 * `not-open`: nothing of this checkout is undecided. `held`: a server is at it, try again.
 */
export type SettledByHand = 'settled' | 'gateway-knew' | 'not-open' | 'held' | 'not-found';

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
  const { checkout, attempt, leg } = taken;
  const hold = { checkoutId, ordinal: live, fence: checkout.fence, leg: leg.leg };
  const known = await askGateway(settings, gatewayKeyOf(checkoutId, live, leg.leg));
  const verdict = verdictBy(settings, { checkout, attempt }, known, word);
  if (!(await settle(database, hold, verdict))) return 'held';
  return known === null ? 'settled' : 'gateway-knew';
}

type FinalFact = Extract<ChargeFact, { type: 'succeeded' | 'declined' | 'canceled' }>;

/**
 * A final fact, or null. Where nothing is known, a tombstone keeps a late request from charging.
 */
async function askGateway({ gateway }: Settings, gatewayKey: string): Promise<FinalFact | null> {
  const found = await gateway.lookup(gatewayKey);
  if (isFinal(found)) return found;
  const ended = await gateway.cancel(gatewayKey);
  return isFinal(ended) ? ended : null;
}

function isFinal(found: LookupOutcome): found is FinalFact {
  return found.type === 'succeeded' || found.type === 'declined' || found.type === 'canceled';
}

function verdictBy(
  settings: Settings,
  subject: { readonly checkout: CheckoutRow; readonly attempt: AttemptRow },
  known: FinalFact | null,
  word: BanksWord,
) {
  if (known?.type === 'succeeded' || known?.type === 'declined') {
    return verdictOf(known, subject, settings);
  }
  const isUncharged = known?.type === 'canceled' || word.type === 'not-charged';
  if (isUncharged) return notCompleted(subject, settings);
  const { attempt } = subject;
  const method = { type: attempt.method_type };
  const { chargeId } = word;
  const proof = { type: 'succeeded', chargeId, amount: amountOf(attempt), method } as const;
  return verdictOf(proof, subject, settings);
}
