// Seeds are handed out to several hands; what they come to does not depend on how many there are or
// who is quick.

import { expect, test } from 'vitest';
import { runBatch, type Batch } from '../../../src/sim/command/batch.ts';
import { LostHand, type Hand } from '../../../src/sim/command/hand.ts';
import { runSeeds, type SeedsOptions, type SeedsRun } from '../../../src/sim/command/run-seeds.ts';
import { drawStandIn } from '../stand-in-draw.ts';
import { runStandIn } from '../stand-in-run.ts';

const runner = { drawPlan: drawStandIn, runPlan: runStandIn };

function hand(before: (batch: Batch) => Promise<void> = async () => undefined): Hand {
  return {
    async run(batch) {
      await before(batch);
      return runBatch(batch, 'memory', runner, () => undefined);
    },
    stop: async () => undefined,
  };
}

const OPTIONS: SeedsOptions = {
  first: 1,
  count: 130,
  store: 'memory',
  workers: 1,
  stopAfter: 1_000,
  hire: hand,
};

test('the number of hands changes nothing', async () => {
  const alone = await runSeeds(OPTIONS);
  expect(alone.tally.runs).toBe(130);
  expect(alone.isWhole).toBe(true);
  expect(alone.broken.map(({ seed }) => seed)).toEqual([88]);
  for (const workers of [2, 3, 16]) {
    expect(await runSeeds({ ...OPTIONS, workers })).toEqual(alone);
  }
});

test('a hand that is slow changes nothing', async () => {
  const slow: (() => void)[] = [];
  let batches = 0;
  const run = await runSeeds({
    ...OPTIONS,
    workers: 2,
    hire: () =>
      hand(async (batch) => {
        batches += 1;
        // The first batch ends when all the others have begun.
        if (batches === 7) for (const end of slow) end();
        if (batch.first === 1) await new Promise<void>((resolve) => slow.push(resolve));
      }),
  });
  expect(run).toEqual(await runSeeds(OPTIONS));
});

test('no batch is begun after enough seeds broke, and no lower one is left out', async () => {
  const taken: number[] = [];
  const run = await runSeeds({
    ...OPTIONS,
    count: 1_000,
    stopAfter: 1,
    hire: () => hand(async ({ first }) => void taken.push(first)),
  });
  expect(run.broken.map(({ seed }) => seed)).toEqual([88]);
  expect(run.isWhole).toBe(false);
  expect(taken).toEqual([1, 21, 41, 61, 81]);
});

test('a hand that is lost is replaced, and its other seeds are run', async () => {
  const stopped: number[] = [];
  let hired = 0;
  const run = await runSeeds({
    ...OPTIONS,
    count: 40,
    hire: () => {
      const number = (hired += 1);
      const lostAt = 25;
      return {
        ...hand(async ({ first, count }) => {
          const isIn = first <= lostAt && lostAt < first + count;
          if (isIn) throw new LostHand(lostAt, 'fell silent');
        }),
        stop: async () => void stopped.push(number),
      };
    },
  });
  expect(run.broken).toEqual([
    {
      seed: 25,
      violations: [
        {
          promise: 'run-ends',
          words: 'The worker that ran seed 25 fell silent.',
          entries: [],
          level: 'layer',
        },
      ],
    },
  ]);
  expect(run.tally.runs).toBe(39);
  expect(stopped).toEqual([1, 2]);
});

test('a hand that is lost before its first seed ends the whole run', async () => {
  const hire = (): Hand => hand(() => Promise.reject(new LostHand(null, 'never started')));
  await expect(runSeeds({ ...OPTIONS, workers: 2, hire })).rejects.toThrow('never started');
});

test('progress is told after each batch', async () => {
  const seen: SeedsRun[] = [];
  await runSeeds({
    ...OPTIONS,
    count: 50,
    onProgress: (soFar) => seen.push(structuredClone(soFar)),
  });
  expect(seen.map(({ tally }) => tally.runs)).toEqual([20, 40, 50]);
});

test('a run that was ended goes on from any moment of it, to the same sums', async () => {
  const alone = await runSeeds(OPTIONS);
  const seen: SeedsRun[] = [];
  const lostAt = 25;
  let isLost = false;
  const hire = (): Hand =>
    hand(async ({ first, count }) => {
      if (isLost || !(first <= lostAt && lostAt < first + count)) return;
      isLost = true;
      throw new LostHand(lostAt, 'fell silent');
    });
  await runSeeds({
    ...OPTIONS,
    workers: 3,
    hire,
    onProgress: (soFar) => seen.push(structuredClone(soFar)),
  });
  for (const begun of seen) {
    const run = await runSeeds({ ...OPTIONS, workers: 2, begun });
    expect(run.tally.runs).toBe(isBrokenAt(begun, lostAt) ? 129 : 130);
    if (!isBrokenAt(begun, lostAt)) expect(run).toEqual(alone);
  }
  expect(seen.some((begun) => begun.left.batches.length > 1)).toBe(true);
});

function isBrokenAt({ broken }: SeedsRun, at: number): boolean {
  return broken.some(({ seed }) => seed === at);
}
