// The search for a seed that breaks a promise, with a worker that is a function.

import { expect, test } from 'vitest';
import { LostHand, type Hand } from '../../../src/sim/command/hand.ts';
import type { Violation } from '../../../src/sim/history.ts';
import { walkThrough } from '../../../src/sim/mutants/crash-walk.ts';
import { findWithThread, inParallel } from '../../../src/sim/mutants/prove.ts';
import { findBroken } from '../../../src/sim/mutants/search.ts';
import { emptyTally } from '../../../src/sim/tally.ts';

function violation(promise: string, level: Violation['level']): Violation {
  return { promise, words: '', entries: [], level };
}

/** Seed 12 breaks a promise of a layer twice, seed 15 one to people as well. */
function handOf(asked: number[]): Hand {
  const layer = violation('row-before-call', 'layer');
  const people = violation('captured-once', 'end-to-end');
  return {
    run: async ({ first: seed, count }) => {
      for (let one = seed; one < seed + count; one += 1) asked.push(one);
      const violations = seed === 12 ? [layer, layer] : seed === 15 ? [layer, people] : [];
      const broken = violations.length === 0 ? [] : [{ seed, violations }];
      return { tally: emptyTally(), digest: BigInt(seed), broken };
    },
    stop: async () => undefined,
  };
}

test('the first seed that breaks a promise ends the search, with each promise once', async () => {
  const asked: number[] = [];
  const search = { first: 10, mostSeeds: 20, counts: () => true };
  expect(await findBroken(handOf(asked), search)).toEqual({
    seed: 12,
    seeds: 3,
    promises: ['row-before-call'],
    all: ['row-before-call'],
    digest: 12n,
  });
  expect(asked).toEqual([10, 11, 12]);
});

test('what does not count is passed over', async () => {
  const counts = ({ level }: Violation): boolean => level === 'end-to-end';
  const found = await findBroken(handOf([]), { first: 10, mostSeeds: 20, counts });
  expect(found).toMatchObject({ seed: 15, seeds: 6, promises: ['captured-once'] });
});

test('after so many seeds it gives up', async () => {
  const asked: number[] = [];
  expect(await findBroken(handOf(asked), { first: 13, mostSeeds: 2, counts: () => true })).toBe(
    null,
  );
  expect(asked).toEqual([13, 14]);
});

test('a search whose thread is lost is told as lost, and its thread let go', async () => {
  const ends: string[] = [];
  const hire = (why: Error): (() => Hand) => {
    const stop = async (): Promise<void> => void ends.push(why.message);
    return () => ({ run: () => Promise.reject(why), stop });
  };
  const search = { first: 1, mostSeeds: 3, counts: () => true };
  expect(await findWithThread(hire(new LostHand(1, 'hung')), search)).toBe('lost');
  await expect(findWithThread(hire(new Error('a bug of ours')), search)).rejects.toThrow('of ours');
  expect(ends).toEqual(['hung', 'a bug of ours']);
});

test('a walk that comes to no end is lost: it hangs, dies or says nothing', async () => {
  const of = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  expect(await walkThrough(of('for (;;);'), 200)).toBe(null);
  expect(await walkThrough(of('throw new Error("no")'))).toBe(null);
  expect(await walkThrough(of(''))).toBe(null);
  const walked = { runs: 1, broken: [] };
  const tells = `import { parentPort } from 'node:worker_threads'; parentPort.postMessage(${JSON.stringify(walked)})`;
  expect(await walkThrough(of(tells))).toEqual(walked);
});

test('work that goes on side by side is answered in its order, so much at a time', async () => {
  let running = 0;
  let most = 0;
  const results = await inParallel([30, 1, 20, 2, 10], 2, async (turns) => {
    most = Math.max(most, (running += 1));
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    running -= 1;
    return turns * 2;
  });
  expect(results).toEqual([60, 2, 40, 4, 20]);
  expect(most).toBe(2);
});
