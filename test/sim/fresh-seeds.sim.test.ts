// Seeds that nobody has chosen, other ones every day, named when they fail.

import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { hireThread } from '../../src/sim/command/hand.ts';
import { runSeeds } from '../../src/sim/command/run-seeds.ts';
import { seedOfTheDay } from './seed-of-the-day.ts';

const COUNT = 300;
const WORKER = new URL('../../src/sim/worker.ts', import.meta.url);

test(`${COUNT} fresh seeds keep every promise, and every 50th is the same run twice`, async () => {
  const first = seedOfTheDay();
  const { tally, broken } = await runSeeds({
    first,
    count: COUNT,
    store: 'memory',
    workers: availableParallelism(),
    stopAfter: 1,
    hire: () => hireThread({ url: WORKER, store: 'memory' }),
  });
  const told = broken.map(
    ({ seed, violations }) =>
      `npm run sim -- --seed ${seed} --story: ${violations.map(({ words }) => words).join(' ')}`,
  );
  expect(told).toEqual([]);
  const { faults, exchanges, payments } = tally.totals;
  console.log(
    `seeds ${first} to ${first + COUNT - 1}: ${payments} charges, ${exchanges} round trips, ${faults} faults`,
  );
  expect(tally.runs).toBe(COUNT);
});
