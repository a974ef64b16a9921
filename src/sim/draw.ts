// Draws a run's plan from its seed: who shops and what they do, which faults exist this time and
// how often they strike. Each seed leaves many faults out, so that what is common does not hide
// what is rare. Runs nothing.

import { chanceOf, type Chance } from './chance.ts';
import {
  FAULTS,
  type Act,
  type CardKind,
  type FaultKind,
  type Plan,
  type Trouble,
} from './plan.ts';

export function drawPlan(seed: number, store: Plan['store']): Plan {
  const chance = chanceOf(seed);
  const chaosMs = chance.whole('plan', 'chaos', 30_000, 150_000);
  const servers = chance.pick('plan', 'servers', [1, 1, 2, 2, 3]);
  const forgets = store === 'memory' && chance.fraction('plan', 'forgets') < 0.15;
  return {
    seed,
    store,
    servers,
    reconcileFirst: forgets || chance.fraction('plan', 'reconcile first') < 0.3,
    keyLifetimeMs: chance.pick('plan', 'key life', [3_600_000, 3_600_000, 45_000]),
    sweepMs: chance.pick('plan', 'sweep', [1_500, 4_000, 8_000]),
    rates: drawRates(chance),
    acts: drawActs(chance, chaosMs),
    troubles: drawTroubles(chance, chaosMs, servers, forgets),
    chaosMs,
    forced: {},
    without: [],
  };
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

function drawRates(chance: Chance): Plan['rates'] {
  // Of all runs some are calm, so that what is right in fair weather is looked at as well.
  const share = chance.pick('swarm', 'share', [0, 0.1, 0.2, 0.35]);
  const rates: Partial<Record<FaultKind, number>> = {};
  for (const kind of FAULTS) {
    if (chance.fraction('swarm', kind) >= share) continue;
    rates[kind] = chance.pick('swarm rate', kind, RATES) * (RARE[kind] ?? 1);
  }
  return rates;
}

const CARDS: readonly [CardKind, ...CardKind[]] = [
  'good',
  'good',
  'good',
  'declined',
  'declined',
  'insufficient',
  'stolen',
  'technical',
  'authentication',
  'authentication-declined',
  'debit',
  'debit-fails',
];

const FIRST_MS = 500;

/** What one draw of an act needs. */
interface Draw {
  readonly chance: Chance;
  readonly point: string;
  readonly id: string;
  readonly atMs: number;
  readonly shopper: string;
  readonly cart: string;
  readonly tab: string;
}

function drawActs(chance: Chance, chaosMs: number): Act[] {
  const carts = chance.pick('plan', 'carts', [1, 1, 1, 2]);
  const acts: Act[] = [];
  for (let cart = 1; cart <= carts; cart += 1) {
    const shopper = cart === 1 ? 'ann' : 'ben';
    const first = { chance, point: `open ${cart}`, shopper, cart: `cart-${cart}` };
    acts.push({
      id: `act open ${cart}`,
      atMs: chance.whole('act', `open ${cart}`, FIRST_MS, 4 * FIRST_MS),
      shopper,
      type: 'open',
      tab: `${shopper} 1`,
      cart: first.cart,
    });
    const count = chance.whole('plan', `acts ${cart}`, 2, 14);
    for (let number = 1; number <= count; number += 1) {
      const point = `${cart}.${number}`;
      const atMs = Math.floor(chance.delay('act at', point, 4 * FIRST_MS, chaosMs * 0.9));
      const tab = `${shopper} ${chance.pick('act tab', point, [1, 1, 1, 2])}`;
      acts.push(drawAct({ ...first, point, id: `act ${point}`, atMs, tab }));
    }
  }
  return acts.sort((a, b) => a.atMs - b.atMs);
}

function drawAct({ chance, point, id, atMs, shopper, cart, tab }: Draw): Act {
  const base = { id, atMs, shopper };
  const forMs = Math.floor(chance.delay('act for', point, 500, 60_000));
  const type = chance.pick('act type', point, ACTS);
  switch (type) {
    case 'press':
      return { ...base, type, tab, ...drawPress(chance, point) };
    case 'open':
    case 'open-confirmation':
      return { ...base, type, tab, cart };
    case 'reload':
    case 'close':
    case 'cancel':
    case 'focus':
      return { ...base, type, tab };
    case 'freeze':
    case 'offline':
      return { ...base, type, tab, forMs };
    case 'authenticate':
      return { ...base, type, answer: chance.pick('answer', point, ['approve', 'decline']) };
    case 'change-cart':
      return { ...base, type, cart, value: chance.whole('value', point, 100, 9_900) };
    case 'sign-in':
      return { ...base, type, cart, as: `${shopper}-member` };
    case 'refund':
      return {
        ...base,
        type,
        cart,
        value: chance.pick('refund', point, [null, 100, 1_000, 4_200]),
        times: chance.pick('refund times', point, [1, 1, 2, 3]),
      };
    case 'steal':
      return { ...base, shopper: 'mallory', type, cart };
  }
}

// Most of what people do in a checkout is to press Pay.
const ACTS = [
  'press',
  'press',
  'press',
  'press',
  'press',
  'press',
  'open',
  'open-confirmation',
  'reload',
  'reload',
  'close',
  'cancel',
  'focus',
  'freeze',
  'offline',
  'authenticate',
  'authenticate',
  'change-cart',
  'sign-in',
  'refund',
  'steal',
] as const;

function drawPress(chance: Chance, point: string) {
  return {
    card: chance.pick('card', point, CARDS),
    times: chance.pick('times', point, [1, 1, 2, 3]),
    gapMs: chance.pick('gap', point, [0, 0, 5, 120, 900]),
    widget: chance.pick('widget', point, [0, 0, 1]),
  };
}

function drawTroubles(
  chance: Chance,
  chaosMs: number,
  servers: number,
  forgets: boolean,
): Trouble[] {
  const count = chance.pick('plan', 'troubles', [0, 0, 1, 2, 3]);
  const troubles: Trouble[] = [];
  for (let number = 1; number <= count; number += 1) {
    troubles.push(drawTrouble(chance, `trouble ${number}`, chaosMs, servers));
  }
  if (forgets) {
    const atMs = chance.whole('trouble at', 'forget', 5_000, chaosMs);
    const lost = chance.whole('trouble', 'lost', 1, 20);
    troubles.push({ id: 'trouble forget', atMs, type: 'lose-commits', count: lost });
  }
  return troubles;
}

const TROUBLES = [
  'crash',
  'crash',
  'pause',
  'rolling-restart',
  'partition',
  'bank-down',
  'skew',
] as const;
// Beyond it the host refuses to serve (node/clock-skew.ts).
const MAX_SKEW_MS = 5_000;

function drawTrouble(chance: Chance, id: string, chaosMs: number, servers: number): Trouble {
  const atMs = chance.whole('trouble at', id, 2_000, chaosMs);
  const server = chance.whole('trouble server', id, 0, servers - 1);
  const forMs = Math.floor(chance.delay('trouble for', id, 500, 60_000));
  const type = chance.pick('trouble type', id, TROUBLES);
  switch (type) {
    case 'crash':
      return { id, atMs, type, server, downMs: Math.floor(chance.delay('down', id, 200, 40_000)) };
    case 'pause':
      return { id, atMs, type, server, forMs };
    case 'rolling-restart':
      return { id, atMs, type };
    case 'partition': {
      const between = chance.pick('between', id, ['pages', 'bank', 'database'] as const);
      return { id, atMs, type, between, server, forMs };
    }
    case 'bank-down':
      return { id, atMs, type, forMs };
    case 'skew':
      return { id, atMs, type, server, byMs: chance.whole('skew', id, -MAX_SKEW_MS, MAX_SKEW_MS) };
  }
}
