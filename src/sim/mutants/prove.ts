// Proves that planted bugs are caught, in three ways: behind all layers and without those that mask
// it, by drawn seeds; and at every point where a server can die, by stories that are always the
// same. Knows no single bug.

import { join } from 'node:path';
import { PROMISES } from '../audit/audit.ts';
import { hireThread, LostHand, type Hand } from '../command/hand.ts';
import type { CanaryProof, MutantProof, ProveMutants, Way, WayProof } from '../command/seams.ts';
import type { Violation } from '../history.ts';
import type { Store } from '../runner.ts';
import { Builds } from './builds.ts';
import { proveCanary, type Sighting } from './canaries.ts';
import { walkThrough } from './crash-walk.ts';
import { middleOf } from './middle.ts';
import type { Mutant } from './mutant.ts';
import { findBroken, type Found, type Search } from './search.ts';
import { MUTANTS, variantsOf, type Variant } from './table.ts';

export interface ProofOptions {
  readonly builds: Builds;
  readonly first: number;
  readonly store: Store;
  /** From so many first seeds, each far from the others. */
  readonly tries: number;
  /** After so many seeds it counts as not caught. */
  readonly mostSeeds: number;
  readonly ways: readonly Way[];
  /** Hears of each promise that a drawn seed broke behind all layers. */
  readonly onSighting?: (sighting: Sighting) => void;
}

const TRIES = 3;
const MOST_SEEDS = 2_000;
// Two tries never share a seed.
const TRY_STRIDE = 1_000_000;

export async function proveMutant(mutant: Mutant, options: ProofOptions): Promise<MutantProof> {
  const [whole, peeled] = variantsOf(mutant);
  if (whole === undefined) throw new Error(`mutant ${mutant.number} has no build`);
  // Any other promise may break because a patch breaks a run, and not by the bug.
  const isNamed = ({ promise }: { promise: string }): boolean => mutant.promise.includes(promise);
  const goes = (way: Way): boolean => options.ways.includes(way);
  const ways = {
    whole: goes('whole') ? await proveBySeeds(whole, options, isNamed) : null,
    peeled:
      goes('peeled') && peeled !== undefined
        ? await proveBySeeds(peeled, { ...options, onSighting: () => undefined }, isSeenByPeople)
        : null,
    'crash points': goes('crash points') ? await proveAtPoints(whole, options, isNamed) : null,
  };
  return { number: mutant.number, name: mutant.name, ways };
}

const isSeenByPeople = ({ level }: Violation): boolean => level === 'end-to-end';

async function proveBySeeds(
  variant: Variant,
  { builds, first, store, tries, mostSeeds, onSighting }: ProofOptions,
  counts: (violation: Violation) => boolean,
): Promise<WayProof> {
  const url = await builds.of(variant);
  const broken: string[] = [];
  const seeds: number[] = [];
  let lost = 0;
  for (let number = 0; number < tries; number += 1) {
    const search = { first: first + number * TRY_STRIDE, mostSeeds, counts };
    const found = await findWithThread(() => hireThread({ url, store }), search);
    if (found === 'lost') lost += 1;
    if (found === 'lost' || found === null) continue;
    seeds.push(found.seeds);
    broken.push(...found.promises);
    const { seed, digest } = found;
    for (const promise of found.all) onSighting?.({ promise, variant, store, seed, digest });
  }
  const medianSeeds = seeds.length === 0 ? null : middleOf(seeds);
  return { tries, caught: seeds.length, promises: byFrequency(broken), medianSeeds, lost };
}

/** A thread of its own for each search: one that a bug made endless takes nothing else with it. */
export async function findWithThread(
  hire: () => Hand,
  search: Search,
): Promise<Found | null | 'lost'> {
  const hand = hire();
  try {
    return await findBroken(hand, search);
  } catch (error) {
    if (error instanceof LostHand) return 'lost';
    throw error;
  } finally {
    await hand.stop();
  }
}

async function proveAtPoints(
  variant: Variant,
  { builds }: ProofOptions,
  counts: (broken: { promise: string }) => boolean,
): Promise<WayProof> {
  const walked = await walkThrough(await builds.of(variant));
  const { runs, broken } = walked ?? { runs: 0, broken: [] };
  const counted = broken.filter(counts);
  return {
    tries: runs,
    caught: new Set(counted.map(({ run }) => run)).size,
    promises: byFrequency(counted.map(({ promise }) => promise)),
    medianSeeds: null,
    lost: walked === null ? 1 : 0,
  };
}

/** Each once, the most frequent first. */
function byFrequency(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

/** Does the work with all of them, so many at a time, and answers in their order. */
export async function inParallel<T, R>(
  items: readonly T[],
  workers: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  async function goOn(): Promise<void> {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  }
  await Promise.all(Array.from({ length: workers }, goOn));
  return results;
}

export const proveMutants: ProveMutants = async ({ first, store, workers, onProgress }) => {
  const builds = new Builds(join(import.meta.dirname, '..', '..', '..'));
  const sightings = new Map<string, Sighting>();
  const options: ProofOptions = {
    builds,
    first,
    store,
    tries: TRIES,
    mostSeeds: MOST_SEEDS,
    ways: ['whole', 'peeled', 'crash points'],
    onSighting: (sighting) => {
      if (!sightings.has(sighting.promise)) sightings.set(sighting.promise, sighting);
    },
  };
  let done = 0;
  try {
    const mutants = await inParallel(MUTANTS, workers, async (mutant) => {
      const proof = await proveMutant(mutant, options);
      onProgress(`${(done += 1)} of ${MUTANTS.length}: ${mutant.number} ${mutant.name}`);
      return proof;
    });
    onProgress(`${sightings.size} oracles, each silenced where it has spoken`);
    const canaries: readonly CanaryProof[] = await inParallel(
      [...sightings.values()].sort((a, b) => (a.promise < b.promise ? -1 : 1)),
      workers,
      (sighting) => proveCanary(sighting, builds),
    );
    const unheard = PROMISES.filter(({ name }) => !sightings.has(name)).map(({ name }) => name);
    return { mutants, canaries, unheard };
  } finally {
    builds.clear();
  }
};
