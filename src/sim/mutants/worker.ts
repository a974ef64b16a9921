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
  const { runs, broken } = await walk(STORIES, 'one');
  // One run may break several promises: they share its plan.
  const brokenRuns = new Set(broken.map(({ plan }) => plan)).size;
  const walked: Walked = { runs, brokenRuns, promises: broken.map(({ promise }) => promise) };
  parentPort?.postMessage(walked);
} else {
  serveBatches(parentPort, workerData, { drawPlan, runPlan });
}
