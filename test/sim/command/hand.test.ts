// Real threads run seeds, and one that dies or falls silent is named with its seed.

import { expect, test } from 'vitest';
import { runBatch, type Batch } from '../../../src/sim/command/batch.ts';
import { hireThread } from '../../../src/sim/command/hand.ts';
import { runSeeds } from '../../../src/sim/command/run-seeds.ts';
import { DEADLY_SEED, drawStandIn, SILENT_SEED } from '../stand-in-draw.ts';
import { runStandIn } from '../stand-in-run.ts';

// A thread starts a loader and compiles the room before its first seed.
const THREAD = { timeout: 30_000 };

const url = new URL('../stand-in-worker.ts', import.meta.url);
const runner = { drawPlan: drawStandIn, runPlan: runStandIn };

test('a thread answers what the same seeds come to without one', THREAD, async () => {
  const hand = hireThread({ url, store: 'memory' });
  const batch: Batch = { first: 80, count: 25 };
  const here = await runBatch(batch, 'memory', runner, () => undefined);
  expect(await hand.run(batch)).toEqual(here);
  expect(here.broken.map(({ seed }) => seed)).toEqual([88]);
  await hand.stop();
});

test('a thread that dies is named with its seed, and the others are run', THREAD, async () => {
  const run = await runSeeds({
    first: DEADLY_SEED - 5,
    count: 20,
    store: 'memory',
    workers: 1,
    stopAfter: 100,
    hire: () => hireThread({ url, store: 'memory' }),
  });
  const lost = run.broken.find(({ seed }) => seed === DEADLY_SEED);
  expect(lost?.violations[0]?.promise).toBe('run-ends');
  expect(lost?.violations[0]?.words).toBe(
    `The worker that ran seed ${DEADLY_SEED} ended by itself with code 3.`,
  );
  expect(run.tally.runs).toBe(19);
  expect(run.isWhole).toBe(false);
});

test('a thread that falls silent is named with its seed', THREAD, async () => {
  const hand = hireThread({ url, store: 'memory', hangMs: 1_000 });
  const batch = { first: SILENT_SEED - 1, count: 2 };
  await expect(hand.run(batch)).rejects.toMatchObject({
    seed: SILENT_SEED,
    message: 'has not answered in 1 s of real time',
  });
  await hand.stop();
});
