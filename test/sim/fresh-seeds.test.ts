// Seeds that nobody has chosen, other ones every day, named when they fail.

import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { bundledWorker } from '../../src/sim/bundled-worker.ts';
import { hireThread } from '../../src/sim/command/hand.ts';
import { runSeeds } from '../../src/sim/command/run-seeds.ts';
import { seedOfTheDay } from './seed-of-the-day.ts';

const COUNT = 2_000;

test(`${COUNT} fresh seeds keep every promise, and every 50th is the same run twice`, async () => {
  const first = seedOfTheDay();
  const url = await bundledWorker();
  const { tally, broken } = await runSeeds({
    first,
    count: COUNT,
    store: 'memory',
    workers: availableParallelism(),
    stopAfter: 1,
    hire: () => hireThread({ url, store: 'memory' }),
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
