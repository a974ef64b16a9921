// The small world, walked through whole: each story is told again with something going wrong at
// every point where a server calls out, and at every two of them. Draws nothing but delays, and
// stops at nothing: whatever breaks is kept with its plan. Then the model of it is enumerated, and
// held against the code.

import type { RunSystematic, SystematicResult } from './command/seams.ts';
import { digestOfRun, digestWords, EMPTY_DIGEST, sumOfDigests } from './digest.ts';
import { checkModel } from './model/model.ts';
import type { Plan } from './plan.ts';
import { runToTheEnd } from './runner.ts';
import { pairs, singles, STORIES, withForced, type Story } from './stories.ts';
import { runPlan } from './world.ts';

export type Depth = 'one' | 'two';

type Broken = SystematicResult['broken'][number] & { readonly plan: Plan };

interface Walk {
  runs: number;
  digest: bigint;
  readonly broken: Broken[];
}

const TOLD_EVERY = 500;

/** One thing goes wrong at a time, or two; `hears` is told now and then how far it is. */
export async function walk(
  stories: readonly Story[],
  depth: Depth,
  hears: (words: string) => void = () => undefined,
): Promise<Walk & { readonly points: number; readonly pairs: number }> {
  const done: Walk = { runs: 0, digest: EMPTY_DIGEST, broken: [] };
  let points = 0;
  let pairsOfThem = 0;
  for (const story of stories) {
    const found = await pointsOf(story, done);
    points += found.length;
    pairsOfThem += (found.length * (found.length - 1)) / 2;
    const ways = depth === 'one' ? singles(found) : pairs(found);
    for (const forced of ways) {
      await runOne(withForced(story, forced), done);
      if (done.runs % TOLD_EVERY === 0) hears(`${story.name}: ${done.runs} runs`);
    }
  }
  return { ...done, points, pairs: pairsOfThem };
}

/** Where its servers call out when nothing goes wrong. */
async function pointsOf({ plan }: Story, done: Walk): Promise<readonly string[]> {
  return (await runOne(plan, done)).points;
}

async function runOne(plan: Plan, done: Walk) {
  const outcome = await runToTheEnd(plan, runPlan);
  done.runs += 1;
  done.digest = sumOfDigests(done.digest, digestOfRun(done.runs, outcome.hash));
  for (const { promise, words } of outcome.violations) done.broken.push({ promise, words, plan });
  return outcome;
}

export const runSystematic: RunSystematic = async ({ onProgress }) => {
  const one = await walk(STORIES, 'one', onProgress);
  const two = await walk(STORIES, 'two', onProgress);
  const model = await checkModel({ everyNth: 1, onProgress });
  return {
    crashPoints: one.points,
    crashPairs: two.pairs,
    runs: one.runs + two.runs,
    model,
    hash: digestWords(sumOfDigests(one.digest, two.digest)),
    broken: [
      ...one.broken,
      ...two.broken,
      ...model.broken.map((told) => ({ ...told, plan: null })),
    ],
  };
};
