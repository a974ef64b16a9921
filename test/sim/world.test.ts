// Whole runs: real shoppers' pages, real servers, a real bank and a database in one process. A seed
// gives the same run again, whatever it runs on, and what a run promises it keeps.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { replayCommand } from '../../src/sim/command/summary.ts';
import { drawPlan } from '../../src/sim/draw.ts';
import type { Outcome } from '../../src/sim/outcome.ts';
import type { Plan } from '../../src/sim/plan.ts';
import { runPlan } from '../../src/sim/world.ts';

const seeds = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

/** What broke, in words, with the command that shows it. */
const brokenIn = ({ plan, violations }: Outcome): string[] =>
  violations.map(
    ({ promise, words }) => `${replayCommand(plan.seed, plan.store)} --story: ${promise}: ${words}`,
  );

test('a seed is the same run again, also with the platform’s own messages', async () => {
  const hashes = new Set<string>();
  for (const seed of seeds(1, 12)) {
    const plan = drawPlan(seed, 'memory');
    const outcome = await runPlan(plan);
    expect((await runPlan(plan)).hash).toBe(outcome.hash);
    expect(momentsOf(await runPlan(plan, { heavy: true }))).toEqual(momentsOf(outcome));
    hashes.add(outcome.hash);
  }
  expect(hashes.size).toBe(12);
});

/**
 * Everything with its time. The platform's bodies take other turns to be read, so that of two
 * things at one moment the other may come first.
 */
function momentsOf({ history }: Outcome): string[] {
  return history.map(({ n: _n, ...entry }) => JSON.stringify(entry)).sort();
}

test('on PGlite a seed is the same run again, whatever ran before it, and keeps its promises', async () => {
  const [first, second, again] = [
    await runPlan(drawPlan(3, 'pglite')),
    await runPlan(drawPlan(4, 'pglite')),
    await runPlan(drawPlan(3, 'pglite')),
  ];
  expect([...brokenIn(first), ...brokenIn(second)]).toEqual([]);
  expect(again.hash).toBe(first.hash);
  expect(second.hash).not.toBe(first.hash);
});

test('leaving one fault out leaves all others as they were drawn', async () => {
  const plan: Plan = { ...drawPlan(11, 'memory'), rates: { 'answer-lost': 0.3, delayed: 0.3 } };
  const keys = faultsIn(await runPlan(plan));
  expect(keys.length).toBeGreaterThan(1);
  const [first] = keys;
  const rest = faultsIn(await runPlan({ ...plan, without: [first ?? ''] }));
  expect(rest).not.toContain(first);
});

function faultsIn({ history }: Outcome): string[] {
  return history.flatMap((entry) => (entry.type === 'fault' ? [entry.key] : []));
}

test('faults and acts of every kind take place in a few hundred seeds', async () => {
  const kinds = new Set<string>();
  for (const seed of seeds(5_000, 200)) {
    const outcome = await runPlan(drawPlan(seed, 'memory'));
    expect(brokenIn(outcome)).toEqual([]);
    for (const entry of outcome.history)
      kinds.add(entry.type === 'fault' ? entry.what : entry.type);
  }
  const missing = EXPECTED.filter((kind) => !kinds.has(kind));
  expect(missing).toEqual([]);
});

// What is rare within so few seeds is not listed.
const EXPECTED = [
  'pressed',
  'cart-changed',
  'principal-changed',
  'authenticated',
  'refund-asked',
  'rolled-back',
  'webhook-sent',
  'page-state',
  'request-lost',
  'answer-lost',
  'answer-cut',
  'delayed',
  'doubled',
  'proxy-502',
  'proxy-503',
  'proxy-429',
  'bank-request-lost',
  'bank-answer-lost',
  'bank-delayed',
  'bank-doubled',
  'bank-refused',
  'crash-before-call',
  'crash-after-call',
  'pause',
  'stall-over-charge',
  'statement-lost',
  'commit-unknown',
  'serialization-failure',
  'stale-snapshot',
  'slow-statement',
  'crash',
  'rolling-restart',
  'partition',
  'bank-down',
  'skew',
  'lose-commits',
];

test('real time, randomness and network throw inside a run, and are back after it', async () => {
  const names = ['setTimeout', 'setImmediate', 'fetch', 'WebSocket', 'Request', 'AbortController'];
  const all = (): unknown[] => [
    Date.now,
    Math.random,
    ...names.map((name): unknown => Reflect.get(globalThis, name)),
  ];
  const before = all();
  await runPlan(drawPlan(1, 'memory'));
  expect(all()).toEqual(before);
});

// A little kept of each makes a million of them end for want of memory.
test('a run that is over is kept by nothing', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const plans: WeakRef<Plan>[] = [];
  for (const seed of seeds(20, 10)) plans.push(await runOnce(seed));
  // What was used last is let go of only by what is used next.
  await runOnce(30);
  collect();
  expect(plans.flatMap((plan) => plan.deref()?.seed ?? [])).toEqual([]);
});

async function runOnce(seed: number): Promise<WeakRef<Plan>> {
  const plan = drawPlan(seed, 'memory');
  await runPlan(plan);
  return new WeakRef(plan);
}
