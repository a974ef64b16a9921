// What one shopper does with one cart, and what befalls the shop meanwhile, drawn from a seed: the
// same seed draws the same, in whatever order the carts come. Knows no process.

import { SHOP_FAULT_POINTS, type ShopFaultPoint } from '../../src/shop/lab/faults.ts';
import { FAULT_POINTS, type FaultPoint } from '../../src/bank/faults.ts';
import { PRODUCTS } from '../../src/shop/products.ts';
import { randomFraction } from '../../src/protocol/ports.ts';
import { seededRandom } from '../support/seeded-random.ts';

export interface Card {
  readonly type: 'card' | 'bank_debit';
  readonly details: Readonly<Record<string, string>>;
}

const card = (number: string): Card => ({
  type: 'card',
  details: { number, exp: '12/40', cvc: '123' },
});
const debit = (iban: string): Card => ({ type: 'bank_debit', details: { iban } });

export const GOOD_CARD = card('4242424242424242');
// In a hundred: the rest is a good card.
const OTHER_CARDS: readonly [card: Card, percent: number][] = [
  [card('4000000000000002'), 6],
  [card('4000000000009995'), 4],
  [card('4000000000000119'), 3],
  [card('4000002760003184'), 6],
  [card('4000008400001629'), 2],
  [debit('DE89370400440532013000'), 4],
  [debit('DE62370400440532013001'), 2],
];

export type Blow =
  | { readonly type: 'server'; readonly server: number; readonly point: ShopFaultPoint | 'now' }
  | { readonly type: 'backends'; readonly how: 'terminated' | 'kill -9' }
  | { readonly type: 'bank'; readonly point: FaultPoint; readonly ms: number };

export interface CartPlan {
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  /** Which server is asked first. */
  readonly server: number;
  /** Tried one after the other; the last is good. */
  readonly cards: readonly Card[];
  /** Sends each payment to both servers at once. */
  readonly isTwice: boolean;
  /** What the merchant gives back after it was paid, as a share of it. */
  readonly refundShare: number | null;
  readonly blows: readonly Blow[];
}

/** How often things happen, in a hundred carts. */
export interface Weather {
  readonly kills: number;
  readonly backends: number;
  readonly bankFaults: number;
  readonly answers: number;
}

export const STORM: Weather = { kills: 6, backends: 6, bankFaults: 35, answers: 6 };
export const CALM: Weather = { kills: 0, backends: 0, bankFaults: 0, answers: 0 };

const CRASHES = SHOP_FAULT_POINTS.filter((point) => point.startsWith('crash-'));
const ANSWERS = SHOP_FAULT_POINTS.filter((point) => point.startsWith('answer-'));
// Of eight blows to PostgreSQL one is a SIGKILL: the whole server then recovers.
const KILL_OF_BACKENDS = 12;
const SHARES = [0.3, 0.5, 1, 1];

class Dice {
  readonly #random;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  happens(percent: number): boolean {
    return randomFraction(this.#random) * 100 < percent;
  }

  below(limit: number): number {
    return Math.floor(randomFraction(this.#random) * limit);
  }

  oneOf<T>(list: readonly [T, ...T[]] | readonly T[]): T {
    const found = list[this.below(list.length)];
    if (found === undefined) throw new Error('Nothing to choose from.');
    return found;
  }
}

export function planOf(seed: number, shopper: number, round: number, weather: Weather): CartPlan {
  const dice = new Dice(
    seed ^ Math.imul(shopper + 1, 0x9e3779b1) ^ Math.imul(round + 1, 0x85ebca6b),
  );
  return {
    items: itemsOf(dice),
    server: dice.below(2),
    cards: cardsOf(dice),
    isTwice: dice.happens(10),
    refundShare: dice.happens(10) ? dice.oneOf(SHARES) : null,
    blows: blowsOf(dice, weather),
  };
}

function itemsOf(dice: Dice): CartPlan['items'] {
  const first = dice.below(PRODUCTS.length);
  const count = 1 + dice.below(2);
  return Array.from({ length: count }, (_none, index) => ({
    sku: PRODUCTS[(first + index) % PRODUCTS.length]?.sku ?? 'mug',
    quantity: 1 + dice.below(3),
  }));
}

function cardsOf(dice: Dice): readonly Card[] {
  const cards: Card[] = [];
  for (;;) {
    let left = dice.below(100);
    const found = OTHER_CARDS.find(([, percent]) => (left -= percent) < 0);
    if (found === undefined || cards.length === 3) return [...cards, GOOD_CARD];
    cards.push(found[0]);
  }
}

function blowsOf(dice: Dice, weather: Weather): readonly Blow[] {
  const blows: Blow[] = [];
  if (dice.happens(weather.kills)) {
    const point = dice.happens(50) ? 'now' : dice.oneOf(CRASHES);
    blows.push({ type: 'server', server: dice.below(2), point });
  }
  if (dice.happens(weather.answers)) {
    blows.push({ type: 'server', server: dice.below(2), point: dice.oneOf(ANSWERS) });
  }
  if (dice.happens(weather.backends)) {
    blows.push({
      type: 'backends',
      how: dice.happens(KILL_OF_BACKENDS) ? 'kill -9' : 'terminated',
    });
  }
  if (dice.happens(weather.bankFaults)) {
    // Up to a second past the shop's patience of 5 s.
    blows.push({ type: 'bank', point: dice.oneOf(FAULT_POINTS), ms: 200 + dice.below(5_800) });
  }
  return blows;
}
