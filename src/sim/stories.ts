// A few stories of one checkout, one shopper and one bank, and all the ways in which a server can
// die or stand still in them: at every point where it calls out, at every two of them, and again at
// what the first time brought about. Runs nothing.

import { keyOf } from './faults.ts';
import type { CardKind, Deed, FaultKind, Plan } from './plan.ts';

export interface Story {
  readonly name: string;
  readonly plan: Plan;
}

// A lease runs out, somebody takes over, and may be struck at that.
const CHAOS_MS = 60_000;
// Longer than a lease, at whichever point.
const PAUSE_MS = 20_000;
const OPEN_MS = 1_000;
const PRESS_MS = 4_000;

type Timed = Deed & { readonly atMs: number };

const open = { type: 'open', atMs: OPEN_MS, tab: 'ann 1', cart: 'cart-1' } as const;

function press(card: CardKind, atMs = PRESS_MS): Timed {
  return { type: 'press', atMs, tab: 'ann 1', card, times: 1, gapMs: 0, widget: 0 };
}

function story(name: string, servers: number, deeds: readonly Timed[]): Story {
  const acts = deeds.map((deed, index) => ({ ...deed, id: `act ${index}`, shopper: 'ann' }));
  const plan: Plan = {
    seed: 1,
    store: 'memory',
    servers,
    reconcileFirst: false,
    keyLifetimeMs: 3_600_000,
    sweepMs: 2_000,
    pauseMs: PAUSE_MS,
    rates: {},
    acts,
    troubles: [],
    chaosMs: CHAOS_MS,
    forced: {},
    without: [],
  };
  return { name, plan };
}

const refund: Timed = { type: 'refund', atMs: 12_000, cart: 'cart-1', value: 1_000, times: 1 };

export const STORIES: readonly Story[] = [
  story('pays', 1, [open, press('good')]),
  story('pays, two servers', 2, [open, press('good')]),
  story('is declined and pays', 1, [open, press('declined'), press('good', 12_000)]),
  story('says yes at the bank', 1, [
    open,
    press('authentication'),
    { type: 'authenticate', atMs: 12_000, answer: 'approve' },
  ]),
  story('pays by debit', 1, [open, press('debit')]),
  story('pays and gets some back', 1, [open, press('good'), refund]),
];

const DEATHS = ['crash-before-call', 'crash-after-call', 'pause'] as const;

export type Forced = Readonly<Record<string, FaultKind>>;

/** Every way in which one thing goes wrong at one of these points. */
export function singles(points: readonly string[]): Forced[] {
  return points.flatMap((point) => DEATHS.map((kind) => ({ [keyOf(kind, point)]: kind })));
}

/** Every way in which two things go wrong at two of them, the later one as if the first had not. */
export function pairs(points: readonly string[]): Forced[] {
  return points.flatMap((first, index) =>
    points
      .slice(index + 1)
      .flatMap((second) =>
        DEATHS.flatMap((one) =>
          DEATHS.map((other) => ({ [keyOf(one, first)]: one, [keyOf(other, second)]: other })),
        ),
      ),
  );
}

/** One thing went wrong, and then another at one of these, which are there because of the first. */
export function seconds(first: Forced, points: readonly string[]): Forced[] {
  return singles(points).map((second) => ({ ...first, ...second }));
}

export function withForced({ plan }: Story, forced: Forced): Plan {
  return { ...plan, forced };
}
