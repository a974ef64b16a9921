// A worker thread of a build in which a mending was taken away: runs the one plan that it was
// started with.

import { parentPort, workerData } from 'node:worker_threads';
import { runPlan } from '../../src/sim/world.ts';
import { tellBroken } from './telling-broken.ts';

await tellBroken(parentPort, workerData, runPlan);
