// The search for a seed that breaks a promise, with workers that are functions.

import { expect, test } from 'vitest';
import { hireOnDemand, LostHand, type Hand } from '../../../src/sim/command/hand.ts';
import type { Violation } from '../../../src/sim/history.ts';
import { walkThrough } from '../../../src/sim/mutants/crash-walk.ts';
import { inParallel } from '../../../src/sim/mutants/in-parallel.ts';
import { findWithThreads } from '../../../src/sim/mutants/prove-mutant.ts';
import { findBroken } from '../../../src/sim/mutants/search.ts';
import { emptyTally } from '../../../src/sim/tally.ts';

function violation(promise: string, level: Violation['level']): Violation {
  return { promise, words: '', entries: [], level };
}

const LAYER = violation('row-before-call', 'layer');
const PEOPLE = violation('captured-once', 'end-to-end');
const HANGS = violation('every-attempt-final', 'end-to-end');

type Breaking = Readonly<Record<number, readonly Violation[]>>;

/** Seed 12 breaks a promise of a layer twice, seed 15 one to people as well. */
const BREAKING: Breaking = { 12: [LAYER, LAYER], 15: [LAYER, PEOPLE], 17: [PEOPLE, HANGS] };

function handOf(asked: number[], breaking: Breaking = BREAKING): Hand {
  return {
    run: async ({ first: seed, count }) => {
      for (let one = seed; one < seed + count; one += 1) asked.push(one);
      const violations = breaking[seed] ?? [];
      const broken = violations.length === 0 ? [] : [{ seed, violations }];
      return { tally: emptyTally(), digest: BigInt(seed), broken };
    },
    stop: async () => undefined,
  };
}

const ANY = { counts: () => true, shows: () => true };
const ALL = { first: 10, mostSeeds: 20, ...ANY, control: null };
const isSeenByPeople = ({ level }: Violation): boolean => level === 'end-to-end';

test('the first seed that breaks a promise ends the search, with each promise once', async () => {
  const asked: number[] = [];
  expect(await findBroken(handOf(asked), ALL)).toEqual({
    found: {
      seed: 12,
      seeds: 3,
      promises: ['row-before-call'],
      all: ['row-before-call'],
      digest: 12n,
    },
    digest: 10n + 11n + 12n,
  });
  expect(asked).toEqual([10, 11, 12]);
});

test('what does not count is passed over', async () => {
  const { found } = await findBroken(handOf([]), { ...ALL, counts: isSeenByPeople });
  expect(found).toMatchObject({ seed: 15, seeds: 6, promises: ['captured-once'] });
});

test('what a control breaks on the same seed proves nothing, and the search goes on', async () => {
  const asked: number[] = [];
  const control = handOf(asked, { 15: [PEOPLE], 17: [HANGS] });
  const { found, digest } = await findBroken(handOf([]), {
    ...ALL,
    counts: isSeenByPeople,
    control,
  });
  expect(found).toMatchObject({ seed: 17, seeds: 8, promises: ['captured-once'], digest: 17n });
  expect(asked).toEqual([15, 17]);
  expect(digest).toBe(10n + 11n + 12n + 13n + 14n + 15n + 16n + 17n + (15n + 17n));
});

test('a bug of which a control breaks everything as well is not found', async () => {
  const search = { ...ALL, counts: isSeenByPeople, control: handOf([]) };
  expect((await findBroken(handOf([]), search)).found).toBe(null);
});

test('harm on a seed where the bug does not show proves nothing', async () => {
  const isOfLayer = ({ level }: Violation): boolean => level === 'layer';
  const search = { ...ALL, counts: isSeenByPeople, shows: isOfLayer };
  const breaking = { 11: [PEOPLE], 12: [LAYER], 14: [LAYER, PEOPLE], 16: [LAYER, PEOPLE] };
  const { found } = await findBroken(handOf([], breaking), search);
  expect(found).toMatchObject({ seed: 14, promises: ['captured-once'] });
  const asked: number[] = [];
  const control = handOf(asked, { 14: [LAYER] });
  const { found: later } = await findBroken(handOf([], breaking), { ...search, control });
  expect(later).toMatchObject({ seed: 16, promises: ['captured-once'] });
  expect(asked).toEqual([14, 16]);
});

test('after so many seeds it gives up', async () => {
  const asked: number[] = [];
  const search = { ...ALL, first: 13, mostSeeds: 2 };
  expect(await findBroken(handOf(asked), search)).toEqual({ found: null, digest: 13n + 14n });
  expect(asked).toEqual([13, 14]);
});

test('somebody hired on demand is hired at the first work, once, and let go if at all', async () => {
  const asked: number[] = [];
  let [hired, stopped] = [0, 0];
  const hire = async (): Promise<Hand> => {
    hired += 1;
    return { ...handOf(asked), stop: async () => void (stopped += 1) };
  };
  const [idle, busy] = [hireOnDemand(hire), hireOnDemand(hire)];
  await idle.stop();
  expect([hired, stopped]).toEqual([0, 0]);
  await busy.run({ first: 1, count: 1 });
  await busy.run({ first: 2, count: 1 });
  await busy.stop();
  expect([hired, stopped, asked]).toEqual([1, 1, [1, 2]]);
});

test('a search whose thread is lost is told as lost, and its threads let go', async () => {
  const ends: string[] = [];
  const hire = (why: Error): (() => Hand) => {
    const stop = async (): Promise<void> => void ends.push(why.message);
    return () => ({ run: () => Promise.reject(why), stop });
  };
  const good = (): Hand => handOf([]);
  const search = { first: 12, mostSeeds: 3, ...ANY };
  const hung = hire(new LostHand(1, 'hung'));
  expect(await findWithThreads(hung, null, search)).toBe('lost');
  expect(await findWithThreads(good, hung, search)).toBe('lost');
  const bug = hire(new Error('a bug of ours'));
  await expect(findWithThreads(bug, null, search)).rejects.toThrow('of ours');
  await expect(findWithThreads(good, bug, search)).rejects.toThrow('of ours');
  expect(ends).toEqual(['hung', 'hung', 'a bug of ours', 'a bug of ours']);
});

test('a walk that comes to no end is lost: it hangs, dies or says nothing', async () => {
  const of = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  expect(await walkThrough(of('for (;;);'), 200)).toBe(null);
  expect(await walkThrough(of('throw new Error("no")'))).toBe(null);
  expect(await walkThrough(of(''))).toBe(null);
  const walked = { runs: 1, broken: [], digest: 7n };
  const words = '{ runs: 1, broken: [], digest: 7n }';
  const tells = `import { parentPort } from 'node:worker_threads'; parentPort.postMessage(${words})`;
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
