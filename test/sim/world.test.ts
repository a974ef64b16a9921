// Whole runs: real shoppers' pages, real servers, a real bank and a database in one process. A seed
// gives the same run again, whatever it runs on, and what a run promises it keeps.

import { connect, Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { replayCommand } from '../../src/sim/command/summary.ts';
import { drawPlan } from '../../src/sim/draw.ts';
import type { HistoryEntry } from '../../src/sim/history.ts';
import type { Outcome } from '../../src/sim/outcome.ts';
import { FAULTS, type Plan } from '../../src/sim/plan.ts';
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

test('leaving one fault out of a run leaves all that struck before it', async () => {
  const plan: Plan = { ...drawPlan(11, 'memory'), rates: { 'answer-lost': 0.3, delayed: 0.3 } };
  const keys = faultsIn(await runPlan(plan));
  expect(keys.length).toBeGreaterThan(4);
  for (const [place, key] of keys.entries()) {
    if (plan.troubles.some(({ id }) => id === key)) continue;
    const rest = faultsIn(await runPlan({ ...plan, without: [key] }));
    expect(rest).not.toContain(key);
    expect(rest.slice(0, place)).toEqual(keys.slice(0, place));
  }
});

function faultsIn({ history }: Outcome): string[] {
  return history.flatMap((entry) => (entry.type === 'fault' ? [entry.key] : []));
}

test('faults, acts and their effects of every kind take place in a few hundred seeds', async () => {
  const seen = new Set<string>();
  for (const seed of seeds(5_000, 300)) {
    const plan = drawPlan(seed, 'memory');
    const outcome = await runPlan(plan);
    expect(brokenIn(outcome)).toEqual([]);
    for (const act of plan.acts) seen.add(act.type === 'press' ? act.card : act.type);
    for (const entry of outcome.history) for (const word of effectsOf(entry)) seen.add(word);
  }
  expect([...FAULTS, ...EXPECTED].filter((word) => !seen.has(word))).toEqual([]);
});

function effectsOf(entry: HistoryEntry): readonly string[] {
  switch (entry.type) {
    case 'fault':
      return [entry.what];
    case 'page-opened':
      return [entry.kind];
    case 'page-state':
    case 'server':
      return [entry.what];
    case 'gateway-called':
      return [`bank: ${entry.kind}`];
    case 'ledger':
      return [`books: ${entry.fact.type}`];
    case 'cart-changed':
      return ['cart-changed', entry.amount.currency];
    case 'requested':
      return [entry.from.split(' ')[0] ?? ''];
    default:
      return [entry.type];
  }
}

const EXPECTED = [
  // What people do.
  ...['open', 'open-confirmation', 'reload', 'close', 'freeze', 'cancel', 'offline', 'focus'],
  ...['look-away', 'authenticate', 'change-cart', 'sign-in', 'refund', 'steal'],
  ...['good', 'declined', 'insufficient', 'stolen', 'technical', 'authentication'],
  ...['authentication-declined', 'debit', 'debit-fails', 'debit-returns'],
  // What befalls machines.
  ...['crash', 'rolling-restart', 'partition', 'bank-down', 'skew', 'lose-commits'],
  // What comes of it.
  ...['pressed', 'cart-changed', 'USD', 'principal-changed', 'authenticated', 'refund-asked'],
  ...['rolled-back', 'webhook-sent', 'error-told', 'told', 'thief', 'merchant'],
  ...['checkout', 'confirmation', 'frozen', 'thawed', 'offline', 'online', 'hidden', 'visible'],
  ...['started', 'crashed', 'paused', 'resumed', 'drained'],
  ...['charge', 'lookup', 'cancel', 'refund', 'list'].map((kind) => `bank: ${kind}`),
  ...['charged', 'settled', 'key-canceled', 'refunded', 'reversed'].map((fact) => `books: ${fact}`),
];

test('real timers, randomness and network throw inside a run, and time is the run’s own', async () => {
  const said = new Map<string, string>();
  await runPlan(
    withProbe(drawPlan(1, 'memory'), () => {
      for (const [name, use] of Object.entries(FORBIDDEN)) said.set(name, wordsOf(use));
      said.set('Date.now', new Date(Date.now()).toISOString().slice(0, 4));
    }),
  );
  const used = (name: string): [string, string] => [
    name,
    `${name} was used inside a run: everything goes through the ports`,
  ];
  expect(Object.fromEntries(said)).toEqual({
    ...Object.fromEntries(Object.keys(FORBIDDEN).map(used)),
    'Date.now': '2027',
  });
});

const FORBIDDEN: Readonly<Record<string, () => unknown>> = {
  setTimeout: () => globalThis.setTimeout(() => undefined, 1),
  setInterval: () => globalThis.setInterval(() => undefined, 1),
  setImmediate: () => globalThis.setImmediate(() => undefined),
  fetch: () => fetch('http://127.0.0.1:9/'),
  'Math.random': () => Math.random(),
  WebSocket: () => new WebSocket('ws://127.0.0.1:9/'),
  BroadcastChannel: () => new BroadcastChannel('payonce'),
  'AbortSignal.timeout': () => AbortSignal.timeout(1),
  'crypto.randomUUID': () => crypto.randomUUID(),
  'crypto.getRandomValues': () => crypto.getRandomValues(new Uint8Array(1)),
  'a socket': () => connect(9, '127.0.0.1'),
};

function wordsOf(use: () => unknown): string {
  try {
    use();
    return 'it did not throw';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The same plan, which calls `probe` when a server reads it between two of its sweeps. */
function withProbe(plan: Plan, probe: () => void): Plan {
  const { sweepMs } = plan;
  let isProbed = false;
  return {
    ...plan,
    get sweepMs() {
      if (!isProbed) probe();
      isProbed = true;
      return sweepMs;
    },
  };
}

test('what throws inside a run is back after it', async () => {
  const names = ['setTimeout', 'setImmediate', 'fetch', 'WebSocket', 'Request', 'AbortController'];
  const all = (): unknown[] => [
    Date.now,
    Math.random,
    crypto.randomUUID,
    Socket.prototype.connect,
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
  const parts: WeakRef<object>[] = [];
  for (const seed of seeds(20, 10)) parts.push(...(await runOnce(seed)));
  // What was used last is let go of only by what is used next.
  await runOnce(30);
  collect();
  expect(parts.filter((part) => part.deref() !== undefined)).toEqual([]);
});

async function runOnce(seed: number): Promise<readonly WeakRef<object>[]> {
  const plan = drawPlan(seed, 'memory');
  const { history } = await runPlan(plan);
  return [new WeakRef(plan), new WeakRef(history)];
}
