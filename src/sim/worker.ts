// A worker thread of `npm run sim`: the real world, behind a port. Its imports are static, so that
// a bundler can make one file of it, with or without a planted bug.

import { parentPort, workerData } from 'node:worker_threads';
import { serveBatches } from './command/serving.ts';
import { drawPlan } from './draw.ts';
import { runPlan } from './world.ts';

serveBatches(parentPort, workerData, { drawPlan, runPlan });
