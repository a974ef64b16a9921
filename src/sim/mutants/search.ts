// Runs one seed after the other until one of them breaks a promise that counts, for a reason that
// shows, and a control keeps both on the very same seed. Knows no bug, and not what the control is.

import type { Hand } from '../command/hand.ts';
import { EMPTY_DIGEST, sumOfDigests, type Digest } from '../digest.ts';
import type { Violation } from '../history.ts';

export interface Search {
  readonly first: number;
  readonly mostSeeds: number;
  readonly counts: (violation: Violation) => boolean;
  /** On a seed that counts one of these is broken as well: else it may have broken by chance. */
  readonly shows: (violation: Violation) => boolean;
  /**
   * What it breaks on a seed proves nothing there. It is asked only at seeds that break something
   * that counts; null: nothing else is asked.
   */
  readonly control: Hand | null;
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

export interface Searched {
  /** Null: none of the seeds did. */
  readonly found: Found | null;
  /** Over the histories of all its runs, those of the control too. */
  readonly digest: Digest;
}

export async function findBroken(hand: Hand, search: Search): Promise<Searched> {
  const { first, mostSeeds, counts, shows, control } = search;
  const provesSomething = (broken: readonly Violation[]): boolean =>
    broken.some(counts) && broken.some(shows);
  let over = EMPTY_DIGEST;
  for (let seeds = 1; seeds <= mostSeeds; seeds += 1) {
    const seed = first + seeds - 1;
    const { digest, violations } = await runSeed(hand, seed);
    over = sumOfDigests(over, digest);
    let own = violations;
    if (provesSomething(violations) && control !== null) {
      const without = await runSeed(control, seed);
      over = sumOfDigests(over, without.digest);
      const broken = namesOf(without.violations);
      own = violations.filter(({ promise }) => !broken.includes(promise));
    }
    if (!provesSomething(own)) continue;
    const promises = namesOf(own.filter(counts));
    const found = { seed, seeds, promises, all: namesOf(violations), digest };
    return { found, digest: over };
  }
  return { found: null, digest: over };
}

async function runSeed(hand: Hand, seed: number) {
  const { broken, digest } = await hand.run({ first: seed, count: 1 });
  return { digest, violations: broken.flatMap(({ violations }) => violations) };
}

function namesOf(violations: readonly Violation[]): string[] {
  return [...new Set(violations.map(({ promise }) => promise))];
}
