// Planted bugs are caught by seeds that nobody chose. All 28 take minutes, as `npm run sim --
// --mutants`; here a few of the quick ones, in their own builds.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { proveMutant } from '../../src/sim/mutants/prove.ts';
import { mutantOf } from '../../src/sim/mutants/table.ts';
import { seedOfTheDay } from './seed-of-the-day.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MOST_SEEDS = 400;

test.each([4, 12, 17])('planted bug %i is caught behind all layers', async (number) => {
  const first = seedOfTheDay();
  const options = { root: ROOT, first, store: 'memory', tries: 1, mostSeeds: MOST_SEEDS } as const;
  const { ways } = await proveMutant(mutantOf(number), options);
  console.log(
    `${number}: ${ways.whole?.medianSeeds} seeds from ${first}, ${ways.whole?.promises.join()}`,
  );
  expect(ways.whole?.caught).toBe(1);
});
