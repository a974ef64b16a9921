// How a planted bug is judged, with builds that break what they are told to: what a peeled build
// breaks without the bug as well is not the bug's doing, and only harm counts there.

import { expect, test } from 'vitest';
import type { Violation } from '../../../src/sim/history.ts';
import type { Mutant } from '../../../src/sim/mutants/mutant.ts';
import {
  proveMutant,
  type ProofOptions,
  type Sighting,
} from '../../../src/sim/mutants/prove-mutant.ts';
import { standInBuilds, violation, type StandInBuilds } from './stand-in-builds.ts';

const MUTANT: Mutant = {
  number: 5,
  name: 'a-bug',
  words: '',
  promise: ['row-before-call'],
  patches: [],
  maskedBy: ['live-belt', 'claim-live'],
};

const TWICE = violation('captured-once');
const HANGS = violation('every-attempt-final');
const EARLY = violation('row-before-call', 'layer');

/** Builds with the bug break the one, those without it the other. */
function builds(planted: readonly Violation[], control: readonly Violation[]): StandInBuilds {
  return standInBuilds(({ mutant }) =>
    mutant === null ? { broken: control, digest: 100n } : { broken: planted, digest: 1n },
  );
}

function options(own: StandInBuilds, ways: ProofOptions['ways']): ProofOptions {
  return { builds: own, first: 7, store: 'memory', tries: 2, mostSeeds: 3, ways };
}

async function peeled(own: StandInBuilds, mutant = MUTANT) {
  return (await proveMutant(mutant, options(own, ['peeled']))).ways.peeled;
}

test('peeled, a bug is caught by what the same build without it keeps', async () => {
  const own = builds([EARLY, TWICE, HANGS], [HANGS]);
  expect(await peeled(own)).toEqual({
    tries: 2,
    caught: 2,
    promises: ['captured-once'],
    medianSeeds: 1,
    lost: 0,
    digest: 2n * (1n + 100n),
  });
  const control = 'unchanged-no-claim-live-no-live-belt';
  expect(own.asked).toEqual(['mutant-5-peeled', control, control]);
});

test('peeled, a bug is not caught by what the missing layers break by themselves', async () => {
  const proof = await peeled(builds([EARLY, TWICE], [TWICE]));
  expect(proof).toMatchObject({ caught: 0, promises: [], medianSeeds: null });
});

test('peeled, harm that comes without what the bug breaks itself is not its doing', async () => {
  expect(await peeled(builds([TWICE], []))).toMatchObject({ caught: 0 });
});

test('a build that breaks nothing that counts needs no control', async () => {
  const own = builds([EARLY], []);
  expect(await peeled(own)).toMatchObject({ caught: 0, digest: 6n });
  expect(own.asked).toEqual(['mutant-5-peeled']);
});

test('peeled, a payment that hangs counts only where no wrong charge can come of a bug', async () => {
  const hangs = builds([EARLY, HANGS], []);
  expect(await peeled(hangs)).toMatchObject({ caught: 0 });
  const harmless: Mutant = { ...MUTANT, harm: 'people' };
  expect(await peeled(hangs, harmless)).toMatchObject({ caught: 2 });
});

test('behind all layers only the promises that a bug names count, and all are sighted', async () => {
  const sightings: Sighting[] = [];
  const onSighting = (sighting: Sighting): void => void sightings.push(sighting);
  const own = builds([EARLY, TWICE], []);
  const { ways } = await proveMutant(MUTANT, { ...options(own, ['whole']), onSighting });
  expect(ways.whole).toMatchObject({ caught: 2, promises: ['row-before-call'], digest: 2n });
  expect(ways.peeled).toBe(null);
  expect(sightings.map(({ promise, seed }) => [promise, seed])).toEqual([
    ['row-before-call', 7],
    ['captured-once', 7],
    ['row-before-call', 1_000_007],
    ['captured-once', 1_000_007],
  ]);
  expect(sightings[0]).toMatchObject({ mutant: MUTANT, store: 'memory', digest: 1n });
});
