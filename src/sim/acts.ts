// Draws single acts: what somebody does at some moment, whatever else goes on. Knows no scene and
// no fault.

import type { Chance } from './chance.ts';
import type { Act, CardKind } from './plan.ts';
import { FIRST_VALUE } from './storefront.ts';

/** Who acts, when and where. */
export interface Moment {
  readonly chance: Chance;
  readonly point: string;
  readonly id: string;
  readonly atMs: number;
  readonly shopper: string;
  readonly cart: string;
  readonly tab: string;
}

export type Cards = readonly [CardKind, ...CardKind[]];

export const CARDS: Cards = [
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
  'debit-returns',
];

// Longer than a press is good for in the page.
const LONGEST_MS = 90_000;

export function drawAct({ chance, point, id, atMs, shopper, cart, tab }: Moment): Act {
  const base = { id, atMs, shopper };
  const forMs = Math.floor(chance.delay('act for', point, 500, LONGEST_MS));
  const type = chance.pick('act type', point, ACTS);
  switch (type) {
    case 'press':
      return { ...base, type, tab, ...drawPress(chance, point, CARDS) };
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
    case 'look-away':
      return { ...base, type, forMs };
    case 'authenticate':
      return { ...base, type, answer: chance.pick('answer', point, ['approve', 'decline']) };
    case 'change-cart':
      return { ...base, type, cart, ...drawPrice(chance, point) };
    case 'sign-in':
      return { ...base, type, cart, as: `${shopper}-member` };
    case 'refund':
      return { ...base, type, cart, ...drawRefund(chance, point) };
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
  'look-away',
  'freeze',
  'offline',
  'authenticate',
  'authenticate',
  'change-cart',
  'sign-in',
  'refund',
  'steal',
] as const;

export function drawPress(chance: Chance, point: string, cards: Cards) {
  return {
    card: chance.pick('card', point, cards),
    times: chance.pick('times', point, [1, 1, 2, 3]),
    gapMs: chance.pick('gap', point, [0, 0, 5, 120, 900]),
    widget: chance.pick('widget', point, [0, 0, 1]),
  };
}

/** Now and then the same number of another currency. */
export function drawPrice(chance: Chance, point: string) {
  if (chance.fraction('currency', point) < 0.2) return { value: FIRST_VALUE, currency: 'USD' };
  return { value: chance.whole('value', point, 100, 9_900) };
}

export function drawRefund(chance: Chance, point: string) {
  return {
    value: chance.pick('refund', point, [null, 100, 1_000, FIRST_VALUE]),
    times: chance.pick('refund times', point, [1, 1, 2, 3]),
  };
}
