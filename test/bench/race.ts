// Lets several ways do the same payments in turn, round by round, so that whatever else the machine
// does falls on all of them. Payments per second, one number a way and round.

import type { Checkout } from '../../src/protocol/messages.ts';
import { atOnce } from './at-once.ts';
import type { Way } from './ways.ts';

export interface Race {
  readonly ways: readonly Way[];
  readonly connections: number;
  readonly payments: number;
  /** Rounds go on until this time is over, within `MIN_ROUNDS` and `MAX_ROUNDS`. */
  readonly budgetMs: number;
  /** New checkouts that can be paid, for a way's next round. Not part of the time. */
  open(way: Way, count: number): Promise<Checkout[]>;
}

// Fewer have no middle to speak of; more only take time. Odd: then the median is a round's own.
const MIN_ROUNDS = 5;
const MAX_ROUNDS = 15;

/** Payments per second by the name of the way, one number a round. */
export type RatesByWay = ReadonlyMap<string, readonly number[]>;

/** One round before the first warms up and is not counted. */
export async function run(race: Race): Promise<RatesByWay> {
  const rates = new Map<string, number[]>(race.ways.map(({ name }) => [name, []]));
  const startedAt = performance.now();
  const isOver = (round: number): boolean => {
    if (round <= MIN_ROUNDS) return false;
    const spentMs = performance.now() - startedAt;
    return round > MAX_ROUNDS || (round % 2 === 0 && spentMs > race.budgetMs);
  };
  for (let round = 0; !isOver(round); round += 1) {
    // Each round begins with another way: who comes first has the emptier disk queue.
    const first = round % race.ways.length;
    for (const way of [...race.ways.slice(first), ...race.ways.slice(0, first)]) {
      const jobs = await way.jobs(await race.open(way, race.payments));
      const elapsedMs = await atOnce(race.connections, jobs);
      if (round > 0) rates.get(way.name)?.push((race.payments / elapsedMs) * 1000);
    }
  }
  return rates;
}

/** Answers what opens `count` carts through `open`, many at once and each of them new. */
export function opener(prefix: string, open: (cartId: string) => Promise<Checkout>) {
  let next = 0;
  return async (count: number): Promise<Checkout[]> => {
    const checkouts: Checkout[] = [];
    const jobs = Array.from({ length: count }, () => async () => {
      next += 1;
      checkouts.push(await open(`${prefix}-${next}`));
    });
    await atOnce(OPENED_AT_ONCE, jobs);
    return checkouts;
  };
}

const OPENED_AT_ONCE = 16;
