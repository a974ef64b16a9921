// Canaries: oracles that are broken on purpose, so that they never speak. Each goes into a run in
// which its promise was seen to break, and the bug that broke it is judged by that promise alone,
// as every planted bug is: caught with the oracle, and not caught without. Knows where an oracle is
// asked, and none of them.

import { isCaught, type CanaryProof } from '../command/seams.ts';
import type { Builds } from './builds.ts';
import type { Patch } from './patching.ts';
import { proveMutant, type ProofOptions, type Sighting } from './prove-mutant.ts';

const AUDIT = 'src/sim/audit/audit.ts';
const ASKED = `  for (const { name, level, check } of oracles) {`;

/** The auditor never hears what this oracle has to say. */
export function silencing(promise: string): readonly Patch[] {
  const skipped = `\n    if (name === ${JSON.stringify(promise)}) continue;`;
  return [{ file: AUDIT, find: ASKED, replace: ASKED + skipped }];
}

/**
 * Judges the bug of a sighting twice, by that seed and that promise: as it was, and with an auditor
 * in which `silenced` is broken. The canary is caught when the very same happened in both and the
 * proof of the bug turned from caught to not caught: then a broken oracle shows in the proof.
 */
export async function proveCanary(
  sighting: Sighting,
  builds: Pick<Builds, 'of'>,
  silenced = sighting.promise,
): Promise<CanaryProof> {
  const { promise, mutant, digest } = sighting;
  const broken = silencing(silenced);
  const heard = await judged(sighting, builds);
  const missed = await judged(sighting, {
    of: (variant) => builds.of(variant, `without-${silenced}`, broken),
  });
  const isSameRun = heard.digest === digest && missed.digest === digest;
  const isMissed = isSameRun && heard.isCaught && !missed.isCaught;
  return { oracle: promise, mutant: mutant.number, isCaught: isMissed };
}

async function judged({ promise, mutant, store, seed }: Sighting, builds: ProofOptions['builds']) {
  const proof = await proveMutant(
    { ...mutant, promise: [promise] },
    { builds, first: seed, store, tries: 1, mostSeeds: 1, ways: ['whole'] },
  );
  return { isCaught: isCaught(proof), digest: proof.ways.whole?.digest };
}
