// Proves that one planted bug is caught, in three ways: behind all layers and without those that
// mask it, by drawn seeds; and at every point where a server can die, by stories that are always
// the same. Knows no single bug.

import { hireOnDemand, hireThread, LostHand, type Hand } from '../command/hand.ts';
import type { MutantProof, Way, WayProof } from '../command/seams.ts';
import { EMPTY_DIGEST, sumOfDigests, type Digest } from '../digest.ts';
import type { Violation } from '../history.ts';
import type { Store } from '../runner.ts';
import type { Builds } from './builds.ts';
import { walkThrough } from './crash-walk.ts';
import { doesHarm } from './harm.ts';
import { middleOf } from './middle.ts';
import type { Mutant } from './mutant.ts';
import { findBroken, type Search, type Searched } from './search.ts';
import { controlOf, variantsOf, type Variant } from './table.ts';

export interface ProofOptions {
  readonly builds: Pick<Builds, 'of'>;
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

/** A run, behind all layers, that broke a promise. */
export interface Sighting {
  readonly promise: string;
  readonly mutant: Mutant;
  readonly store: Store;
  readonly seed: number;
  /** Of the run's history. */
  readonly digest: Digest;
}

// Two tries never share a seed.
const TRY_STRIDE = 1_000_000;

export async function proveMutant(mutant: Mutant, options: ProofOptions): Promise<MutantProof> {
  const [whole, peeled] = variantsOf(mutant);
  if (whole === undefined) throw new Error(`mutant ${mutant.number} has no build`);
  // Any other promise may break because a patch breaks a run, and not by the bug.
  const isNamed = ({ promise }: { promise: string }): boolean => mutant.promise.includes(promise);
  const goes = (way: Way): boolean => options.ways.includes(way);
  const ways = {
    whole: goes('whole') ? await proveWhole(mutant, whole, options, isNamed) : null,
    peeled:
      goes('peeled') && peeled !== undefined
        ? await provePeeled(mutant, peeled, options, isNamed)
        : null,
    'crash points': goes('crash points') ? await proveAtPoints(whole, options, isNamed) : null,
  };
  return { number: mutant.number, name: mutant.name, ways };
}

async function proveWhole(
  mutant: Mutant,
  variant: Variant,
  options: ProofOptions,
  isNamed: Search['counts'],
): Promise<WayProof> {
  const { builds, store, onSighting } = options;
  const url = await builds.of(variant);
  const named = { counts: isNamed, shows: isNamed };
  const { proof, searches } = await proveBySeeds(options, (search) =>
    findWithThreads(() => hireThread({ url, store }), null, { ...search, ...named }),
  );
  for (const { found } of searches) {
    for (const promise of found?.all ?? []) {
      if (found !== null) onSighting?.({ promise, mutant, store, ...found });
    }
  }
  return proof;
}

/**
 * Only what the missing layers do not break by themselves is the bug's doing, and only where the
 * bug shows: it changes when things happen, and another moment may be harm enough without a layer.
 */
async function provePeeled(
  mutant: Mutant,
  variant: Variant,
  options: ProofOptions,
  isNamed: Search['counts'],
): Promise<WayProof> {
  const { builds, store } = options;
  const url = await builds.of(variant);
  const hire = (): Hand => hireThread({ url, store });
  const hireControl = async (): Promise<Hand> =>
    hireThread({ url: await builds.of(controlOf(variant)), store });
  const harm = { counts: (one: Violation): boolean => doesHarm(mutant, one), shows: isNamed };
  const { proof } = await proveBySeeds(options, (search) =>
    findWithThreads(hire, () => hireOnDemand(hireControl), { ...search, ...harm }),
  );
  return proof;
}

async function proveBySeeds(
  { first, tries, mostSeeds }: ProofOptions,
  find: (search: Pick<Search, 'first' | 'mostSeeds'>) => Promise<Searched | 'lost'>,
): Promise<{ readonly proof: WayProof; readonly searches: readonly Searched[] }> {
  const searches: Searched[] = [];
  for (let number = 0; number < tries; number += 1) {
    const searched = await find({ first: first + number * TRY_STRIDE, mostSeeds });
    if (searched !== 'lost') searches.push(searched);
  }
  const found = searches.flatMap((searched) => searched.found ?? []);
  const proof = {
    tries,
    caught: found.length,
    promises: byFrequency(found.flatMap(({ promises }) => promises)),
    medianSeeds: found.length === 0 ? null : middleOf(found.map(({ seeds }) => seeds)),
    lost: tries - searches.length,
    digest: searches.reduce((sum, { digest }) => sumOfDigests(sum, digest), EMPTY_DIGEST),
  };
  return { proof, searches };
}

/** Threads of their own for each search: one that a bug made endless takes nothing else with it. */
export async function findWithThreads(
  hire: () => Hand,
  hireControl: (() => Hand) | null,
  search: Omit<Search, 'control'>,
): Promise<Searched | 'lost'> {
  const hand = hire();
  const control = hireControl?.() ?? null;
  try {
    return await findBroken(hand, { ...search, control });
  } catch (error) {
    if (error instanceof LostHand) return 'lost';
    throw error;
  } finally {
    await hand.stop();
    await control?.stop();
  }
}

async function proveAtPoints(
  variant: Variant,
  { builds }: ProofOptions,
  counts: (broken: { promise: string }) => boolean,
): Promise<WayProof> {
  const walked = await walkThrough(await builds.of(variant));
  const { runs, broken, digest } = walked ?? { runs: 0, broken: [], digest: EMPTY_DIGEST };
  const counted = broken.filter(counts);
  return {
    tries: runs,
    caught: new Set(counted.map(({ run }) => run)).size,
    promises: byFrequency(counted.map(({ promise }) => promise)),
    medianSeeds: null,
    lost: walked === null ? 1 : 0,
    digest,
  };
}

/** Each once, the most frequent first. */
function byFrequency(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}
