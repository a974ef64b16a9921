// Runs one seed after the other until one of them breaks a promise that counts. Knows no bug.

import type { Hand } from '../command/hand.ts';
import type { Digest } from '../digest.ts';
import type { Violation } from '../history.ts';

export interface Search {
  readonly first: number;
  readonly mostSeeds: number;
  readonly counts: (violation: Violation) => boolean;
}

export interface Found {
  readonly seed: number;
  /** How many seeds it took. */
  readonly seeds: number;
  /** Those that count, each once. */
  readonly promises: readonly string[];
  /** Of the history of that seed. */
  readonly digest: Digest;
}

/** Null: none of the seeds did. */
export async function findBroken(
  hand: Hand,
  { first, mostSeeds, counts }: Search,
): Promise<Found | null> {
  for (let seeds = 1; seeds <= mostSeeds; seeds += 1) {
    const seed = first + seeds - 1;
    const { broken, digest } = await hand.run({ first: seed, count: 1 });
    const violations = broken.flatMap((one) => one.violations).filter(counts);
    if (violations.length === 0) continue;
    const promises = [...new Set(violations.map(({ promise }) => promise))];
    return { seed, seeds, promises, digest };
  }
  return null;
}
