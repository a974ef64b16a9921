// A worker thread of the world of cardboard with a patch in it: runs the one plan that it was
// started with.

import { parentPort, workerData } from 'node:worker_threads';
import { runStandIn } from './stand-in-run.ts';
import { tellBroken } from './telling-broken.ts';

await tellBroken(parentPort, workerData, runStandIn);
