// A handful of seeds comes to sums, a digest and what was broken; now and then a seed is run twice.

import { expect, test } from 'vitest';
import { runBatch } from '../../../src/sim/command/batch.ts';
import { SAME_SEED_SAME_RUN, type RunPlan } from '../../../src/sim/runner.ts';
import { drawStandIn } from '../stand-in-draw.ts';
import { runStandIn } from '../stand-in-run.ts';

const quiet = (): void => undefined;

async function run(first: number, count: number, runPlan: RunPlan = runStandIn) {
  return runBatch({ first, count }, 'memory', { drawPlan: drawStandIn, runPlan }, quiet);
}

test('every seed is run once, every fiftieth twice, and each is announced', async () => {
  const [announced, ran]: [number[], number[]] = [[], []];
  const runPlan: RunPlan = async (plan) => {
    ran.push(plan.seed);
    return runStandIn(plan);
  };
  const runner = { drawPlan: drawStandIn, runPlan };
  const result = await runBatch({ first: 48, count: 4 }, 'memory', runner, (seed) =>
    announced.push(seed),
  );
  expect(announced).toEqual([48, 49, 50, 51]);
  expect(ran).toEqual([48, 49, 50, 50, 51]);
  expect(result.tally.runs).toBe(4);
  expect(result.broken).toEqual([]);
});

test('a seed that broke a promise is told with its words', async () => {
  const { broken } = await run(85, 5);
  expect(broken).toHaveLength(1);
  expect(broken[0]?.seed).toBe(88);
  expect(broken[0]?.violations[0]?.words).toMatch(/^cart-1 was captured 2 times: /);
});

test('a seed whose second run differs broke a promise of its own', async () => {
  let runs = 0;
  const { broken } = await run(100, 1, async (plan) => {
    runs += 1;
    const outcome = await runStandIn(plan);
    if (runs === 1) return outcome;
    const history = outcome.history.map((entry) =>
      entry.n === 3 ? { ...entry, at: entry.at + 1 } : entry,
    );
    return { ...outcome, history, hash: 'another' };
  });
  const [violation] = broken[0]?.violations ?? [];
  expect(violation).toMatchObject({ promise: SAME_SEED_SAME_RUN, entries: [3] });
  expect(violation?.words).toMatch(/then another; they differ first in entry 3\.$/);
});

test('a run that throws is a broken promise, and the next one runs', async () => {
  const { broken, tally } = await run(1, 3, async (plan) => {
    if (plan.seed === 2) throw new Error('out of cardboard');
    return runStandIn(plan);
  });
  expect(broken.map(({ seed }) => seed)).toEqual([2]);
  expect(broken[0]?.violations[0]?.words).toMatch(/^The run threw: Error: out of cardboard/);
  expect(tally.runs).toBe(3);
});
