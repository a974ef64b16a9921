// The small world, walked through whole: each story is told again with something going wrong at
// every point where a server calls out, at every two of them, and again while the first is being
// recovered from. Draws nothing but delays, and stops at nothing: whatever breaks is kept with its
// plan.

import type { SystematicResult } from './command/seams.ts';
import { digestOfRun, EMPTY_DIGEST, sumOfDigests } from './digest.ts';
import type { Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';
import { runToTheEnd } from './runner.ts';
import { pairs, seconds, singles, withForced, type Forced, type Story } from './stories.ts';
import { runPlan } from './world.ts';

export type Depth = 'one' | 'two';

type Broken = SystematicResult['broken'][number] & { readonly plan: Plan };

export interface Walk {
  readonly runs: number;
  readonly digest: bigint;
  /** Where the stories' servers call out when nothing goes wrong. */
  readonly points: number;
  /** How many pairs of these there are. */
  readonly pairs: number;
  /** Where they call out only because one thing went wrong, summed over all such things. */
  readonly laterPoints: number;
  /** The simplest first. */
  readonly broken: readonly Broken[];
}

type Hears = (words: string) => void;

const TOLD_EVERY = 500;

/** One thing goes wrong at a time, or two as well; `hears` is told now and then how far it is. */
export async function walk(
  stories: readonly Story[],
  depth: Depth,
  hears: Hears = () => undefined,
): Promise<Walk> {
  let sum: Walk = {
    ...{ runs: 0, digest: EMPTY_DIGEST, points: 0, pairs: 0, laterPoints: 0 },
    broken: [],
  };
  for (const story of stories) sum = sumOfWalks(sum, await new StoryWalk(story, hears).go(depth));
  return sum;
}

/** Whatever their order, but for that of what broke. */
export function sumOfWalks(a: Walk, b: Walk): Walk {
  return {
    runs: a.runs + b.runs,
    digest: sumOfDigests(a.digest, b.digest),
    points: a.points + b.points,
    pairs: a.pairs + b.pairs,
    laterPoints: a.laterPoints + b.laterPoints,
    broken: [...a.broken, ...b.broken],
  };
}

class StoryWalk {
  readonly #story: Story;
  readonly #hears: Hears;
  readonly #broken: Broken[] = [];
  #runs = 0;
  #digest = EMPTY_DIGEST;

  constructor(story: Story, hears: Hears) {
    this.#story = story;
    this.#hears = hears;
  }

  async go(depth: Depth): Promise<Walk> {
    const { points } = await this.#run({});
    const known = new Set(points);
    const later: Forced[] = [];
    let laterPoints = 0;
    for (const forced of singles(points)) {
      const outcome = await this.#run(forced);
      if (depth === 'one') continue;
      const fresh = outcome.points.filter((point) => !known.has(point));
      laterPoints += fresh.length;
      later.push(...seconds(forced, fresh));
    }
    const two = depth === 'one' ? [] : pairs(points);
    for (const forced of [...two, ...later]) await this.#run(forced);
    return {
      runs: this.#runs,
      digest: this.#digest,
      points: points.length,
      pairs: depth === 'one' ? 0 : (points.length * (points.length - 1)) / 2,
      laterPoints,
      broken: this.#broken,
    };
  }

  async #run(forced: Forced): Promise<Outcome> {
    const plan = withForced(this.#story, forced);
    const outcome = await runToTheEnd(plan, runPlan);
    this.#runs += 1;
    // By its place in its own story: no matter who walks through the others, and when.
    this.#digest = sumOfDigests(this.#digest, digestOfRun(this.#runs, outcome.hash));
    for (const { promise, words } of outcome.violations) {
      this.#broken.push({ promise, words, plan });
    }
    if (this.#runs % TOLD_EVERY === 0) this.#hears(`${this.#story.name}: ${this.#runs} runs`);
    return outcome;
  }
}
