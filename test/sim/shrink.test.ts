// A plan that breaks a promise shrinks to what breaks it, in the stand-in world: its planted bug
// needs a good press, a lost answer, a crash before it and a second server.

import { expect, test } from 'vitest';
import type { Outcome } from '../../src/sim/outcome.ts';
import type { Plan } from '../../src/sim/plan.ts';
import { RUN_ENDS, runToTheEnd, type RunPlan } from '../../src/sim/runner.ts';
import { faultsOf, shrink, worstOf } from '../../src/sim/shrink.ts';
import { drawStandIn } from './stand-in-draw.ts';
import { runStandIn } from './stand-in-run.ts';

// The first of them; two hundred are drawn for it.
async function brokenRuns(count: number): Promise<Outcome[]> {
  const found: Outcome[] = [];
  for (let seed = 0; found.length < count; seed += 1) {
    const outcome = await runStandIn(drawStandIn(seed, 'memory'));
    if (outcome.violations.length > 0) found.push(outcome);
  }
  return found;
}

test('acts, troubles, faults and servers that it does not take are left out', async () => {
  for (const broken of await brokenRuns(5)) {
    const { plan, outcome, isCutShort } = await shrink(broken, 'captured-once', runStandIn);
    expect(outcome.violations.map(({ promise }) => promise)).toEqual(['captured-once']);
    expect(plan.acts.map(({ type }) => type)).toEqual(['open', 'press']);
    expect(plan.troubles.map(({ type }) => type)).toEqual(['crash']);
    expect(faultsOf(outcome).map(({ kind }) => kind)).toEqual(['crash', 'answer-lost']);
    expect(plan.servers).toBe(2);
    expect(isCutShort).toBe(false);
  }
});

test('what is left is named, so that it needs no draw', async () => {
  const [broken] = await brokenRuns(1);
  const { plan } = await shrink(broken!, 'captured-once', runStandIn);
  expect(Object.values(plan.forced)).toEqual(['answer-lost']);
  expect(plan.rates).toEqual({});
  expect(plan.without).toEqual([]);
  const other = await runStandIn({ ...plan, seed: plan.seed + 1 });
  expect(other.violations).toHaveLength(1);
});

test('times fall to the least that still shows it', async () => {
  const [broken] = await brokenRuns(1);
  const { plan } = await shrink(broken!, 'captured-once', runStandIn);
  const [open, press] = plan.acts;
  const [crash] = plan.troubles;
  expect(open?.atMs).toBe(0);
  expect(press).toMatchObject({ times: 1, gapMs: 0 });
  expect(crash).toMatchObject({ atMs: 0, downMs: 1_000 });
  expect(plan.chaosMs).toBe(press?.atMs);
});

test('the same plan shrinks to the same', async () => {
  const [broken] = await brokenRuns(1);
  const [first, second] = [
    await shrink(broken!, 'captured-once', runStandIn),
    await shrink(broken!, 'captured-once', runStandIn),
  ];
  expect(second).toEqual(first);
});

test('faults of one kind are left out by their keys', async () => {
  // Five messages are delayed, and the third delay alone breaks it.
  const [broken] = await brokenRuns(1);
  const keys = ['a', 'b', 'c', 'd', 'e'];
  const run: RunPlan = async (plan) => {
    const struck = keys.filter((key) => !plan.without.includes(key) && plan.rates.delayed);
    const history = struck.map((key, n) => ({
      ...({ type: 'fault', key, what: 'delayed' } as const),
      n,
      at: n,
    }));
    const violation = { promise: 'p', words: 'w', entries: [], level: 'layer' } as const;
    const isBroken = struck.includes('c');
    return { ...broken!, plan, history, violations: isBroken ? [violation] : [] };
  };
  const first = await run({ ...broken!.plan, rates: { delayed: 0.5 }, troubles: [] });
  const { plan } = await shrink(first, 'p', run);
  expect(plan.without).toEqual(['a', 'b', 'd', 'e']);
});

test('its runs are bounded, and what it has by then is answered', async () => {
  const [broken] = await brokenRuns(1);
  let runs = 0;
  const counted = async (plan: Plan): Promise<Outcome> => {
    runs += 1;
    return runStandIn(plan);
  };
  const small = await shrink(broken!, 'captured-once', counted, { mostRuns: 7 });
  expect(small).toMatchObject({ runs: 7, isCutShort: true });
  expect(runs).toBe(7);
  expect(small.outcome.violations).toHaveLength(1);
});

test('a run that throws shrinks by that', async () => {
  const plan = drawStandIn(88, 'memory');
  const isPress = ({ type }: Plan['acts'][number]): boolean => type === 'press';
  const throwing: RunPlan = async (tried) => {
    if (tried.acts.some(isPress)) throw new Error('no such page');
    return runStandIn(tried);
  };
  const outcome = await runToTheEnd(plan, throwing);
  expect(worstOf(outcome.violations)?.promise).toBe(RUN_ENDS);
  const small = await shrink(outcome, RUN_ENDS, throwing);
  expect(small.plan.acts.map(({ type }) => type)).toEqual(['press']);
  expect(small.plan.servers).toBe(1);
});

test('a promise to people is worse than one of a layer', () => {
  const layer = { promise: 'a', words: '', entries: [], level: 'layer' } as const;
  const people = { promise: 'b', words: '', entries: [], level: 'end-to-end' } as const;
  expect(worstOf([layer, people])).toBe(people);
  expect(worstOf([layer])).toBe(layer);
  expect(worstOf([])).toBe(null);
});
