// Each planted bug is caught, behind all layers, by seeds that nobody chose; all three ways take
// minutes, as `npm run sim -- --mutants`. And an oracle that falls silent is noticed.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Builds } from '../../src/sim/mutants/builds.ts';
import { proveCanary, silencing } from '../../src/sim/mutants/canaries.ts';
import { hearAll, silentIn } from '../../src/sim/mutants/hearing.ts';
import { inParallel } from '../../src/sim/mutants/in-parallel.ts';
import { proveMutant, type Sighting } from '../../src/sim/mutants/prove-mutant.ts';
import { mutantOf, MUTANTS } from '../../src/sim/mutants/table.ts';
import { seedOfTheDay } from './seed-of-the-day.ts';

// The one that hides best is found after some two hundred in the middle, and on about one day in a
// million after more than this.
const MOST_SEEDS = 3_500;

// Broken by almost every seed.
const QUICK = 5;
const ROWLESS = 11;
const QUICK_SEEDS = 40;

const builds = new Builds(join(import.meta.dirname, '..', '..'));
afterAll(() => builds.clear());

test('every planted bug is caught behind all layers', async () => {
  const first = seedOfTheDay();
  const seeds = { first, store: 'memory', tries: 1, mostSeeds: MOST_SEEDS } as const;
  const proofs = await inParallel(MUTANTS, availableParallelism(), (mutant) =>
    proveMutant(mutant, { ...seeds, builds, ways: ['whole'] }),
  );
  console.log(`planted bugs, after so many seeds from ${first}:`);
  for (const { number, name, ways } of proofs) {
    const { medianSeeds = null, promises = [] } = ways.whole ?? {};
    console.log(`${number} ${name}: ${medianSeeds ?? 'not caught'}, ${promises.join(', ')}`);
  }
  expect(proofs.filter(({ ways }) => ways.whole?.caught !== 1).map(({ name }) => name)).toEqual([]);
});

test('an oracle that falls silent is noticed, and one that speaks is not taken for silent', async () => {
  const sightings: Sighting[] = [];
  await proveMutant(mutantOf(QUICK), {
    first: seedOfTheDay(),
    store: 'memory',
    tries: 1,
    mostSeeds: MOST_SEEDS,
    builds,
    ways: ['whole'],
    onSighting: (sighting) => sightings.push(sighting),
  });
  const [sighting] = sightings;
  if (sighting === undefined) throw new Error(`planted bug ${QUICK} broke no promise`);
  const { promise: oracle } = sighting;
  expect(await proveCanary(sighting, builds)).toEqual({ oracle, mutant: QUICK, isCaught: true });
  const other = 'no-such-promise';
  const missed = await proveCanary(sighting, builds, other);
  expect(missed).toEqual({ oracle, mutant: QUICK, isCaught: false });
});

test('a promise that nobody was seen to break is looked for in the bug that breaks it', async () => {
  const heardIn = { 'keys-come-from-the-server': QUICK, 'row-before-call': ROWLESS };
  const options = {
    first: seedOfTheDay(),
    store: 'memory',
    mostSeeds: QUICK_SEEDS,
    builds,
  } as const;
  const heard = await hearAll([], options, availableParallelism(), heardIn);
  expect(silentIn([], heardIn)).toEqual(Object.keys(heardIn));
  expect(silentIn(heard, heardIn)).toEqual([]);
  const sighted = heard.find(({ promise }) => promise === 'row-before-call');
  expect(sighted?.mutant.number).toBe(ROWLESS);
  const deaf: Pick<Builds, 'of'> = {
    of: (variant) => builds.of(variant, 'deaf', silencing('row-before-call')),
  };
  const left = await hearAll([], { ...options, builds: deaf }, availableParallelism(), heardIn);
  expect(silentIn(left, heardIn)).toEqual(['row-before-call']);
});
