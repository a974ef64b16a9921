// A handful of seeds in a row, run one after the other, and what came of them in few bytes: sums, a
// digest and the seeds that broke a promise. Knows no worker; the histories stay here.

import { digestOfRun, EMPTY_DIGEST, sumOfDigests, type Digest } from '../digest.ts';
import type { History, Violation } from '../history.ts';
import type { Outcome } from '../outcome.ts';
import { runToTheEnd, SAME_SEED_SAME_RUN, type Runner, type Store } from '../runner.ts';
import { countRun, emptyTally, type Tally } from '../tally.ts';

export interface Batch {
  readonly first: number;
  readonly count: number;
}

export interface BrokenSeed {
  readonly seed: number;
  /** At most `MOST_VIOLATIONS` of them. */
  readonly violations: readonly Violation[];
}

export interface BatchResult {
  readonly tally: Tally;
  readonly digest: Digest;
  readonly broken: readonly BrokenSeed[];
}

/** Every seed that this divides is run twice: two in a hundred of the time buy the proof. */
export const TWICE_EVERY = 50;

// Where one promise breaks, it often breaks ten times over, and others with it: the first of each
// tell enough, and a replay tells them all.
const MOST_VIOLATIONS = 20;

export async function runBatch(
  { first, count }: Batch,
  store: Store,
  runner: Runner,
  onSeed: (seed: number) => void,
): Promise<BatchResult> {
  const tally = emptyTally();
  const broken: BrokenSeed[] = [];
  const run = (seed: number): Promise<Outcome> =>
    runToTheEnd(runner.drawPlan(seed, store), runner.runPlan);
  let digest = EMPTY_DIGEST;
  for (let seed = first; seed < first + count; seed += 1) {
    onSeed(seed);
    const outcome = await run(seed);
    countRun(tally, outcome);
    digest = sumOfDigests(digest, digestOfRun(seed, outcome.hash));
    const again = seed % TWICE_EVERY === 0 ? await run(seed) : outcome;
    const twice = differenceOf(outcome, again);
    const violations = twice === null ? outcome.violations : [twice, ...outcome.violations];
    if (violations.length > 0) {
      broken.push({ seed, violations: firstOfEach(violations).slice(0, MOST_VIOLATIONS) });
    }
  }
  return { tally, digest, broken };
}

function firstOfEach(violations: readonly Violation[]): readonly Violation[] {
  return [...new Map(violations.toReversed().map((one) => [one.promise, one])).values()].reverse();
}

/** Null when everything in two runs of one seed was the same. */
export function differenceOf(first: Outcome, second: Outcome): Violation | null {
  if (second.hash === first.hash) return null;
  const n = firstDifference(first.history, second.history);
  const where = n === null ? 'in no entry' : `first in entry ${n}`;
  return {
    promise: SAME_SEED_SAME_RUN,
    words: `Seed ${first.plan.seed} was run twice: ${first.hash}, then ${second.hash}; they differ ${where}.`,
    entries: n === null || n >= first.history.length ? [] : [n],
    level: 'layer',
  };
}

function firstDifference(a: History, b: History): number | null {
  for (let n = 0; n < Math.max(a.length, b.length); n += 1) {
    if (JSON.stringify(a[n]) !== JSON.stringify(b[n])) return n;
  }
  return null;
}
