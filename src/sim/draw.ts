// Draws a run's plan from its seed: who shops and what they do, which faults exist this time and
// how often they strike. Each seed leaves many faults out, so that what is common does not hide
// what is rare. Runs nothing.

import { drawAct } from './acts.ts';
import { drawAmnesia, type Amnesia } from './amnesia.ts';
import { chanceOf, type Chance } from './chance.ts';
import { FAULTS, type Act, type FaultKind, type Plan, type Trouble } from './plan.ts';
import { drawScene } from './scenes.ts';
import type { Scene } from './script.ts';
import { drawTroubles } from './troubles.ts';

export function drawPlan(seed: number, store: Plan['store']): Plan {
  const chance = chanceOf(seed);
  const ownMs = chance.whole('plan', 'chaos', 30_000, 150_000);
  const servers = chance.pick('plan', 'servers', [1, 1, 2, 2, 3]);
  const forgets = store === 'memory' && chance.fraction('plan', 'forgets') < 0.15;
  const isShort = chance.fraction('plan', 'short authentication') < 0.15;
  const people = drawPeople(chance, ownMs, servers);
  const amnesia = forgets ? drawAmnesia(chance, ownMs, people.acts) : noAmnesia(ownMs);
  const { chaosMs } = amnesia;
  return {
    seed,
    store,
    servers,
    reconcileFirst: forgets || chance.fraction('plan', 'reconcile first') < 0.3,
    keyLifetimeMs: chance.pick('plan', 'key life', [3_600_000, 3_600_000, 45_000]),
    sweepMs: chance.pick('plan', 'sweep', [1_500, 4_000, 8_000]),
    ...(isShort && { authenticationMs: chance.whole('plan', 'authentication', 5_000, 60_000) }),
    rates: drawRates(chance, store, [...people.kinds, ...amnesia.kinds]),
    acts: [...people.acts, ...amnesia.acts].sort((a, b) => a.atMs - b.atMs),
    troubles: [...drawTroubles(chance, chaosMs, servers), ...amnesia.troubles, ...people.troubles],
    chaosMs,
    forced: {},
    without: [],
  };
}

function noAmnesia(chaosMs: number): Amnesia {
  return { acts: [], troubles: [], kinds: [], chaosMs };
}

// How often a fault that exists in a run strikes where it can.
const RATES = [0.02, 0.05, 0.1, 0.25] as const;
// A process has hundreds of points: one in so many is already several deaths a run.
const RARE: Readonly<Partial<Record<FaultKind, number>>> = {
  'crash-before-call': 0.1,
  'crash-after-call': 0.1,
  pause: 0.1,
  'slow-statement': 0.3,
  'statement-lost': 0.3,
  'commit-unknown': 0.3,
};
// A run has one or two charges and webhooks: what strikes one in ten of them strikes hardly ever.
const OFTEN = [0.1, 0.25, 0.5, 0.9] as const;
// A scene's own fault that strikes now and then would leave most of its scenes without.
const MOSTLY = [0.5, 0.9] as const;
const WHERE_POINTS_ARE_FEW: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'browser-resend',
  'bank-doubled',
  'bank-error-before',
  'bank-error-after',
  'bank-keeps-error',
  'bank-stumbles',
  'bank-forgets-key',
  'bank-search-lag',
  'stall-over-charge',
  'webhook-lost',
  'webhook-doubled',
  'webhook-late',
  'webhook-forged',
  'handler-throws',
  'tabs-throw',
  'page-clock-wrong',
]);
// Faults that do more together than each on its own: where one exists, the other often does.
const COMPANION: Readonly<Partial<Record<FaultKind, FaultKind>>> = {
  'bank-forgets-key': 'bank-doubled',
  'browser-resend': 'answer-lost',
};
const COMPANY = 0.5;

function drawRates(
  chance: Chance,
  store: Plan['store'],
  brought: readonly FaultKind[],
): Plan['rates'] {
  // Of all runs some are calm, so that what is right in fair weather is looked at as well.
  const share = chance.pick('swarm', 'share', [0, 0.1, 0.2, 0.35]);
  const kinds = new Set(FAULTS.filter((kind) => chance.fraction('swarm', kind) < share));
  for (const kind of brought) kinds.add(kind);
  // Its one connection sees what is there.
  if (store === 'pglite') kinds.delete('stale-snapshot');
  for (const kind of [...kinds]) {
    const companion = COMPANION[kind];
    if (companion === undefined || chance.fraction('swarm company', kind) >= COMPANY) continue;
    kinds.add(companion);
  }
  const rates: Partial<Record<FaultKind, number>> = {};
  for (const kind of FAULTS) {
    if (!kinds.has(kind)) continue;
    const often = brought.includes(kind) ? MOSTLY : OFTEN;
    const from = WHERE_POINTS_ARE_FEW.has(kind) ? often : RATES;
    rates[kind] = chance.pick('swarm rate', kind, from) * (RARE[kind] ?? 1);
  }
  return rates;
}

const FIRST_MS = 500;
// Nobody begins anything in the last moment of the chaos.
const LAST_SHARE = 0.9;
// The first scene of a cart often comes before all else: what follows a payment shows less.
const OPENING_MS = 6_000;

function drawPeople(chance: Chance, chaosMs: number, servers: number): Scene {
  const carts = chance.pick('plan', 'carts', [1, 1, 1, 2]);
  const scenes: Scene[] = [];
  for (let number = 1; number <= carts; number += 1) {
    const shopper = number === 1 ? 'ann' : 'ben';
    scenes.push(drawAlone(chance, chaosMs, shopper, number));
    const count = chance.pick('plan', `scenes ${number}`, [0, 1, 1, 2, 3]);
    for (let scene = 1; scene <= count; scene += 1) {
      const point = `${number}.scene ${scene}`;
      const isOpening = scene === 1 && chance.fraction('opening', point) < 0.5;
      const atMs = momentOf(chance, point, isOpening ? OPENING_MS : chaosMs * LAST_SHARE);
      scenes.push(drawScene({ chance, point, atMs, shopper, cart: `cart-${number}`, servers }));
    }
  }
  // What a scene has left to do when all is healed stays undone.
  const inTime = ({ atMs }: Act | Trouble): boolean => atMs < chaosMs;
  return {
    acts: scenes.flatMap(({ acts }) => acts.filter(inTime)).sort((a, b) => a.atMs - b.atMs),
    troubles: scenes.flatMap(({ troubles }) => troubles.filter(inTime)),
    kinds: scenes.flatMap(({ kinds }) => kinds),
  };
}

/** What somebody does on their own, one act after the other: first they open their cart. */
function drawAlone(chance: Chance, chaosMs: number, shopper: string, number: number): Scene {
  const cart = `cart-${number}`;
  const atMs = chance.whole('act', `open ${number}`, FIRST_MS, 4 * FIRST_MS);
  const tab = `${shopper} 1`;
  const acts: Act[] = [{ id: `act open ${number}`, atMs, shopper, type: 'open', tab, cart }];
  const count = chance.whole('plan', `acts ${number}`, 0, 9);
  for (let act = 1; act <= count; act += 1) {
    const point = `${number}.${act}`;
    const where = { chance, point, id: `act ${point}`, shopper, cart };
    const inTab = `${shopper} ${chance.pick('act tab', point, [1, 1, 1, 2, 3])}`;
    acts.push(
      drawAct({ ...where, atMs: momentOf(chance, point, chaosMs * LAST_SHARE), tab: inTab }),
    );
  }
  return { acts, troubles: [], kinds: [] };
}

/** Early more often than late. */
function momentOf(chance: Chance, point: string, lastMs: number): number {
  return Math.floor(chance.delay('act at', point, 4 * FIRST_MS, lastMs));
}
