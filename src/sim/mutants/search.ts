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
  /** All that the seed broke, each once. */
  readonly all: readonly string[];
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
    const violations = broken.flatMap((one) => one.violations);
    const promises = namesOf(violations.filter(counts));
    if (promises.length > 0) return { seed, seeds, promises, all: namesOf(violations), digest };
  }
  return null;
}

function namesOf(violations: readonly Violation[]): string[] {
  return [...new Set(violations.map(({ promise }) => promise))];
}
