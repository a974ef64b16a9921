// Lets several ways do the same payments in turn, round by round, so that whatever else the machine
// does falls on all of them. Payments per second, one number a way and round.

import type { Checkout } from '../../src/protocol/messages.ts';
import { atOnce } from './at-once.ts';
import type { Way } from './ways.ts';

export interface Race {
  readonly ways: readonly Way[];
  readonly connections: number;
  readonly payments: number;
  readonly rounds: number;
  /** New checkouts that can be paid, for a way's next round. Not part of the time. */
  open(way: Way, count: number): Promise<Checkout[]>;
}

/** Rates by the name of the way. One round before the first warms up and is not counted. */
export async function run(race: Race): Promise<ReadonlyMap<string, readonly number[]>> {
  const rates = new Map<string, number[]>(race.ways.map(({ name }) => [name, []]));
  for (let round = 0; round <= race.rounds; round += 1) {
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
