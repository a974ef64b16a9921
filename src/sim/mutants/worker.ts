// A worker thread of a build with a planted bug: runs drawn seeds as any other does, or the small
// stories with one thing going wrong at each point of theirs.

import { parentPort, workerData } from 'node:worker_threads';
import { serveBatches } from '../command/serving.ts';
import { drawPlan } from '../draw.ts';
import { STORIES } from '../stories.ts';
import { walk } from '../systematic.ts';
import { runPlan } from '../world.ts';
import { WALKS, type Walked } from './crash-walk.ts';

if (workerData === WALKS) {
  const { runs, broken, digest } = await walk(STORIES, 'one');
  // Each story is also run once with nothing going wrong: that is no crash.
  const struck = broken.filter(({ plan }) => Object.keys(plan.forced).length > 0);
  // Promises that one run broke share its plan.
  const plans = [...new Set(struck.map(({ plan }) => plan))];
  const walked: Walked = {
    runs: runs - STORIES.length,
    broken: struck.map(({ promise, plan }) => ({ promise, run: plans.indexOf(plan) })),
    digest,
  };
  parentPort?.postMessage(walked);
} else {
  serveBatches(parentPort, workerData, { drawPlan, runPlan });
}
