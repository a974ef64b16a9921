// What a seed comes to does not depend on the process that it runs in, nor on how its modules were
// compiled.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { bundledWorker } from '../../src/sim/bundled-worker.ts';
import { runBatch } from '../../src/sim/command/batch.ts';
import { hireThread } from '../../src/sim/command/hand.ts';
import { runCorpus } from '../../src/sim/corpus/corpus.ts';
import { KEPT_STORIES } from '../../src/sim/corpus/kept.ts';
import { drawPlan } from '../../src/sim/draw.ts';
import { runPlan } from '../../src/sim/world.ts';
import { seedOfTheDay } from './seed-of-the-day.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
const runner = { drawPlan, runPlan };

test('every kept story is the same run in another process', async () => {
  const args = ['--import', 'tsx', 'src/sim/run.ts', '--corpus'];
  const [here, { stdout }] = await Promise.all([
    runCorpus(KEPT_STORIES, runner),
    run(process.execPath, args, { cwd: ROOT }),
  ]);
  expect(stdout.trim()).toBe(`${KEPT_STORIES.length} kept stories, hash ${here.hash}`);
});

test('a seed is the same run in a bundled worker', async () => {
  const hand = hireThread({ url: await bundledWorker(), store: 'memory' });
  const batch = { first: seedOfTheDay(), count: 8 };
  try {
    const there = await hand.run(batch);
    const here = await runBatch(batch, 'memory', runner, () => undefined);
    expect(there.digest).toBe(here.digest);
  } finally {
    await hand.stop();
  }
});
