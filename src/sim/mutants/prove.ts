// Proves that all planted bugs are caught, that every oracle speaks that they can make speak, and
// that it would be missed if it did not. Knows no single bug.

import { join } from 'node:path';
import { PROMISES } from '../audit/audit.ts';
import { WAYS, type CanaryProof, type MutantProof, type ProveMutants } from '../command/seams.ts';
import { digestOfRun, digestWords, EMPTY_DIGEST, sumOfDigests } from '../digest.ts';
import { Builds } from './builds.ts';
import { proveCanary } from './canaries.ts';
import { hearAll, silentIn } from './hearing.ts';
import { inParallel } from './in-parallel.ts';
import { proveMutant, type ProofOptions, type Sighting } from './prove-mutant.ts';
import { MUTANTS } from './table.ts';

const TRIES = 3;
// The one that hides best is found after some two hundred in the middle.
const MOST_SEEDS = 4_000;

/** One sighting of each promise, by name: the same ones, whoever of the workers was first. */
export function oneOfEach(sightings: readonly Sighting[]): readonly Sighting[] {
  const sorted = sightings.toSorted((a, b) => a.mutant.number - b.mutant.number || a.seed - b.seed);
  const first = new Map(sorted.toReversed().map((sighting) => [sighting.promise, sighting]));
  return [...first.values()].sort((a, b) => (a.promise < b.promise ? -1 : 1));
}

/** Over all runs of all bugs; which bug was run which way is part of it. */
export function hashOf(mutants: readonly MutantProof[]): string {
  let sum = EMPTY_DIGEST;
  for (const { number, ways } of mutants) {
    for (const way of WAYS) {
      const digest = ways[way]?.digest;
      if (digest === undefined) continue;
      sum = sumOfDigests(sum, digestOfRun(number, `${way}:${digestWords(digest)}`));
    }
  }
  return digestWords(sum);
}

export const proveMutants: ProveMutants = async ({ first, store, workers, onProgress }) => {
  const builds = new Builds(join(import.meta.dirname, '..', '..', '..'));
  const sightings: Sighting[] = [];
  const options: ProofOptions = {
    builds,
    first,
    store,
    tries: TRIES,
    mostSeeds: MOST_SEEDS,
    ways: WAYS,
    onSighting: (sighting) => sightings.push(sighting),
  };
  let done = 0;
  try {
    const mutants = await inParallel(MUTANTS, workers, async (mutant) => {
      const proof = await proveMutant(mutant, options);
      onProgress(`${(done += 1)} of ${MUTANTS.length}: ${mutant.number} ${mutant.name}`);
      return proof;
    });
    onProgress('oracles that have not spoken yet, each in the bug that makes it');
    const sighted = oneOfEach(await hearAll(sightings, options, workers));
    onProgress(`${sighted.length} oracles, each silenced where it has spoken`);
    const canaries: readonly CanaryProof[] = await inParallel(sighted, workers, (sighting) =>
      proveCanary(sighting, builds),
    );
    const silent = silentIn(sighted);
    const told = new Set([...sighted.map(({ promise }) => promise), ...silent]);
    const unheard = PROMISES.map(({ name }) => name).filter((name) => !told.has(name));
    return { mutants, canaries, unheard, silent, hash: hashOf(mutants) };
  } finally {
    builds.clear();
  }
};
