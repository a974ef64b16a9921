// Proves that planted bugs are caught: builds the simulator with each of them and runs drawn seeds
// until a promise breaks, behind all layers and without those that mask it. Knows no single bug.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hireThread } from '../command/hand.ts';
import type { MutantProof, ProveMutants, WayProof } from '../command/seams.ts';
import type { Violation } from '../history.ts';
import type { Store } from '../runner.ts';
import { bundle, BUILDS_FOLDER } from './building.ts';
import { middleOf } from './middle.ts';
import type { Mutant } from './mutant.ts';
import { MUTANTS, nameOf, patchesOf, variantsOf, type Variant } from './table.ts';

export interface ProofOptions {
  readonly root: string;
  readonly first: number;
  readonly store: Store;
  /** From so many first seeds, each far from the others. */
  readonly tries: number;
  /** After so many seeds it counts as not caught. */
  readonly mostSeeds: number;
}

const TRIES = 3;
const MOST_SEEDS = 2_000;
// Two tries never share a seed.
const TRY_STRIDE = 1_000_000;
const BATCH = 4;

/** In both its builds, one after the other. */
export async function proveMutant(mutant: Mutant, options: ProofOptions): Promise<MutantProof> {
  const [whole, peeled] = variantsOf(mutant);
  if (whole === undefined) throw new Error(`mutant ${mutant.number} has no build`);
  const ways = {
    whole: await proveVariant(whole, options, () => true),
    peeled: peeled === undefined ? null : await proveVariant(peeled, options, isSeenByPeople),
    'crash points': null,
  };
  return { number: mutant.number, name: mutant.name, ways };
}

const isSeenByPeople = ({ level }: Violation): boolean => level === 'end-to-end';

async function proveVariant(
  variant: Variant,
  options: ProofOptions,
  counts: (violation: Violation) => boolean,
): Promise<WayProof> {
  const url = await build(variant, options.root);
  const promises = new Map<string, number>();
  const seeds: number[] = [];
  for (let number = 0; number < options.tries; number += 1) {
    const first = options.first + number * TRY_STRIDE;
    const found = await firstCaught(url, first, options, counts);
    if (found === null) continue;
    seeds.push(found.seeds);
    for (const name of found.promises) promises.set(name, (promises.get(name) ?? 0) + 1);
  }
  return {
    tries: options.tries,
    caught: seeds.length,
    promises: [...promises].sort(([, a], [, b]) => b - a).map(([name]) => name),
    medianSeeds: seeds.length === 0 ? null : middleOf(seeds),
  };
}

interface Found {
  /** How many seeds it took. */
  readonly seeds: number;
  readonly promises: readonly string[];
}

async function firstCaught(
  url: URL,
  first: number,
  { store, mostSeeds }: ProofOptions,
  counts: (violation: Violation) => boolean,
): Promise<Found | null> {
  const hand = hireThread({ url, store });
  try {
    for (let done = 0; done < mostSeeds; done += BATCH) {
      const { broken } = await hand.run({ first: first + done, count: BATCH });
      for (const { seed, violations } of broken) {
        const counted = violations.filter(counts);
        if (counted.length === 0) continue;
        const names = new Set(counted.map(({ promise }) => promise));
        return { seeds: seed - first + 1, promises: [...names] };
      }
    }
    return null;
  } finally {
    await hand.stop();
  }
}

async function build(variant: Variant, root: string): Promise<URL> {
  const folder = `${BUILDS_FOLDER}/${nameOf(variant)}`;
  await mkdir(join(root, folder), { recursive: true });
  const patches = patchesOf(variant);
  return pathToFileURL(await bundle({ root, entry: 'src/sim/worker.ts', folder, patches }));
}

export const proveMutants: ProveMutants = async ({ first, store, workers, onProgress }) => {
  const root = join(import.meta.dirname, '..', '..', '..');
  const options = { root, first, store, tries: TRIES, mostSeeds: MOST_SEEDS };
  const waiting = [...MUTANTS];
  const proofs: MutantProof[] = [];
  async function work(): Promise<void> {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      proofs.push(await proveMutant(mutant, options));
      onProgress(`${proofs.length} of ${MUTANTS.length}: ${mutant.number} ${mutant.name}`);
    }
  }
  await Promise.all(Array.from({ length: workers }, work));
  return { mutants: proofs.sort((a, b) => a.number - b.number), canaries: [] };
};
