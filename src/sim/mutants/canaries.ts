// Canaries: oracles that are broken on purpose, so that they never speak. Each goes into a run in
// which its promise was seen to break; whoever listens must notice that it is silent there. Knows
// where an oracle is asked, and none of them.

import { hireThread } from '../command/hand.ts';
import type { CanaryProof } from '../command/seams.ts';
import type { Digest } from '../digest.ts';
import type { Store } from '../runner.ts';
import type { Builds } from './builds.ts';
import type { Patch } from './patching.ts';
import type { Variant } from './table.ts';

/** A run that broke a promise. */
export interface Sighting {
  readonly promise: string;
  readonly variant: Variant;
  readonly store: Store;
  readonly seed: number;
  /** Of the run's history. */
  readonly digest: Digest;
}

const AUDIT = 'src/sim/audit/audit.ts';
const ASKED = `  for (const { name, level, check } of oracles) {`;

/** The auditor never hears what this oracle has to say. */
export function silencing(promise: string): readonly Patch[] {
  const skipped = `\n    if (name === ${JSON.stringify(promise)}) continue;`;
  return [{ file: AUDIT, find: ASKED, replace: ASKED + skipped }];
}

/**
 * Runs what was sighted again, with an auditor in which `silenced` is broken. The canary is caught
 * when the very same happened and nobody told of the promise: then a broken oracle shows here.
 */
export async function proveCanary(
  { promise, variant, store, seed, digest }: Sighting,
  builds: Builds,
  silenced = promise,
): Promise<CanaryProof> {
  const url = await builds.of(variant, `without-${silenced}`, silencing(silenced));
  const hand = hireThread({ url, store });
  try {
    const { broken, digest: again } = await hand.run({ first: seed, count: 1 });
    const told = broken.flatMap(({ violations }) => violations);
    const isSilent = told.every((violation) => violation.promise !== promise);
    return { oracle: promise, isCaught: again === digest && isSilent };
  } finally {
    await hand.stop();
  }
}
