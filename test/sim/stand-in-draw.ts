// Draws plans for the stand-in world: a few shoppers, their acts, troubles and rates. The same seed
// draws the same.

import { randomFraction } from '../../src/protocol/ports.ts';
import {
  FAULTS,
  type Act,
  type CardKind,
  type FaultKind,
  type Trouble,
} from '../../src/sim/plan.ts';
import type { DrawPlan } from '../../src/sim/runner.ts';
import { seededRandom } from '../support/seeded-random.ts';

/** At these the worker of the stand-in dies, or falls silent. */
export const DEADLY_SEED = 1_000_007;
export const SILENT_SEED = 2_000_005;

// Tests know its seeds by number, so what a run has gained since is not drawn here.
const SINCE: readonly FaultKind[] = [
  'stall-over-charge',
  'bank-keeps-error',
  'bank-stumbles',
  'page-clock-wrong',
];

const SHOPPERS = ['ann', 'bob'];
const CARDS: readonly CardKind[] = ['good', 'good', 'good', 'declined'];

export const drawStandIn: DrawPlan = (seed, store) => {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(randomFraction(random) * limit);
  const shoppers = SHOPPERS.slice(0, 1 + below(2));
  const acts = shoppers.flatMap((shopper, index) => actsOf(shopper, `cart-${index + 1}`, below));
  const rates = Object.fromEntries(
    FAULTS.filter((kind) => !SINCE.includes(kind) && below(4) === 0).map((kind) => [
      kind,
      (1 + below(4)) / 8,
    ]),
  );
  return {
    seed,
    store,
    servers: 1 + below(3),
    reconcileFirst: false,
    keyLifetimeMs: 86_400_000,
    sweepMs: 5_000,
    rates,
    acts: acts.sort((a, b) => a.atMs - b.atMs),
    troubles: troublesOf(below),
    chaosMs: 60_000,
    forced: {},
    without: [],
  };
};

type Below = (limit: number) => number;

function actsOf(shopper: string, cart: string, below: Below): Act[] {
  const tab = `${shopper}-1`;
  const id = (what: string): string => `${shopper}-${what}`;
  const acts: Act[] = [{ id: id('open'), atMs: below(2_000), shopper, type: 'open', tab, cart }];
  for (let press = 1; press <= 1 + below(2); press += 1) {
    const card = CARDS[below(CARDS.length)] ?? 'good';
    const atMs = 2_000 + press * 9_000 + below(4_000);
    const what = { type: 'press', tab, card, times: 1 + below(2), gapMs: 120, widget: 0 } as const;
    acts.push({ id: id(`press-${press}`), atMs, shopper, ...what });
  }
  for (let focus = 1; focus <= below(4); focus += 1) {
    acts.push({ id: id(`focus-${focus}`), atMs: below(50_000), shopper, type: 'focus', tab });
  }
  if (below(2) === 0) {
    acts.push({ id: id('reload'), atMs: 25_000 + below(9_000), shopper, type: 'reload', tab });
  }
  if (below(2) === 0) {
    const what = { type: 'refund', cart, value: 500, times: 1 } as const;
    acts.push({ id: id('refund'), atMs: 45_000 + below(9_000), shopper, ...what });
  }
  return acts;
}

function troublesOf(below: Below): Trouble[] {
  const troubles: Trouble[] = [];
  for (let crash = 1; crash <= below(3); crash += 1) {
    const what = { type: 'crash', server: below(2), downMs: 3_000 } as const;
    troubles.push({ id: `crash-${crash}`, atMs: below(30_000), ...what });
  }
  if (below(3) === 0) troubles.push({ id: 'slow', atMs: 5_000, type: 'bank-down', forMs: 2_000 });
  return troubles.sort((a, b) => a.atMs - b.atMs);
}
