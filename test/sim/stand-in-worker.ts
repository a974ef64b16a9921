// A worker thread of the stand-in world: runs seeds, dies at one of them and falls silent at
// another.

import { parentPort, workerData } from 'node:worker_threads';
import { serveBatches } from '../../src/sim/command/serving.ts';
import type { DrawPlan } from '../../src/sim/runner.ts';
import { DEADLY_SEED, drawStandIn, SILENT_SEED } from './stand-in-draw.ts';
import { runStandIn } from './stand-in-run.ts';

const drawPlan: DrawPlan = (seed, store) => {
  if (seed === DEADLY_SEED) process.exit(3);
  // Nothing that is awaited can be interrupted here, only the whole thread.
  while (seed === SILENT_SEED) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  return drawStandIn(seed, store);
};

serveBatches(parentPort, workerData, { drawPlan, runPlan: runStandIn });
