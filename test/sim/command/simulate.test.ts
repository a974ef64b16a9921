// The whole command in the stand-in world, with workers that are functions: what it prints, what it
// writes, and its exit code.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runBatch } from '../../../src/sim/command/batch.ts';
import { BROKEN, KEPT, MISTYPED, simulate } from '../../../src/sim/command/simulate.ts';
import type { Simulator } from '../../../src/sim/command/simulate.ts';
import type { Plan } from '../../../src/sim/plan.ts';
import { drawStandIn } from '../stand-in-draw.ts';
import { runStandIn } from '../stand-in-run.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'payonce-sim-'));
});
afterAll(() => rm(folder, { recursive: true }));

const runner = { drawPlan: drawStandIn, runPlan: runStandIn };
const SIMULATOR: Simulator = {
  runner,
  hire: (store) => ({
    run: (batch) => runBatch(batch, store, runner, () => undefined),
    stop: async () => undefined,
  }),
  code: async () => 'as it is',
  corpus: [],
  proveMutants: async ({ onProgress }) => {
    onProgress('bug 1');
    const proof = { tries: 3, caught: 3, promises: ['captured-once'], medianSeeds: 4, lost: 0 };
    const ways = { whole: proof, peeled: null, 'crash points': null };
    return { mutants: [{ number: 1, name: 'a bug', ways }], canaries: [], unheard: [] };
  },
  runProfile: async ({ count }) => ({
    ...{ seeds: count, warmUp: 0, wallMs: 20, exchanges: 40, gatewayCalls: 10, statements: 90 },
    shares: [{ part: 'the database', share: 1 }],
  }),
  runSystematic: async () => ({
    crashPoints: 2,
    crashPairs: 1,
    runs: 3,
    model: null,
    hash: 'abc',
    broken: [{ promise: 'captured-once', words: 'Twice.', plan: drawStandIn(1, 'memory') }],
  }),
};

async function type(typed: string, simulator: Simulator = SIMULATOR) {
  let [said, complained, nowMs] = ['', '', 0];
  const code = await simulate(typed.split(' '), simulator, {
    output: { isTTY: false, columns: 80, write: (text) => void (said += text) },
    complain: (text) => void (complained += text),
    paint: (line) => line,
    // Each look at the clock is a second later.
    nowMs: () => (nowMs += 1_000),
    freshSeed: 300,
    machine: { date: '2030-01-01', node: '20.20.2', commit: null, cores: 2, load: 0 },
    reportFile: join(folder, 'simulation.md'),
  });
  return { code, said, complained };
}

test('seeds that keep every promise end with their totals, a hash and 0', async () => {
  const { code, said, complained } = await type('--seeds 80 --from 1');
  expect([code, complained]).toEqual([KEPT, '']);
  expect(said).toMatch(/^80 seeds from 1, memory, 2 workers\n/);
  expect(said).toMatch(/\nseeds {11}80, from 1, memory\n/);
  expect(said).toMatch(/\nbroken seeds {4}0\n/);
  expect(said).toMatch(/\nhash {12}[0-9a-f]{32}\n/);
});

test('the fresh first seed is printed', async () => {
  const { said } = await type('--seeds 5');
  expect(said).toMatch(/^5 seeds from 300, memory/);
});

test('a seed that breaks a promise ends with the command that tells its story, and 1', async () => {
  const { code, said, complained } = await type('--seeds 100 --from 80 --stop-after 1');
  expect(code).toBe(BROKEN);
  expect(complained).toMatch(
    /^\nSeed 88 broke a promise\.\n {2}captured-once: cart-1 was captured/,
  );
  expect(complained).toContain('\n  npm run sim -- --seed 88 --shrink --story\n');
  expect(said).toContain('none: it stopped before the last seed');
});

test('one seed is replayed in words', async () => {
  const kept = await type('--seed 87');
  expect(kept.code).toBe(KEPT);
  expect(kept.said).toContain('Every promise was kept.');
  const broken = await type('--seed 88');
  expect(broken.code).toBe(BROKEN);
  expect(broken.said).toContain('✗ captured-once\n  cart-1 was captured 2 times');
  expect(broken.said).toMatch(/\nhash [0-9a-f]{64}\n/);
});

test('a seed is cut down, and its story told in the terminal', async () => {
  const { code, said } = await type('--seed 88 --shrink --story');
  expect(code).toBe(BROKEN);
  expect(said).toMatch(/Cut down in \d+ runs\. What is left:\n {2}2 servers\n {2}\+0 s +open/);
  expect(said).toMatch(/\n {2}fault +answer-lost +answer-lost:p1\.\d+\n/);
  expect(said).toContain('● presses Pay €42.00');
  expect(said).toMatch(/\nnpm run sim -- --seed 88 --shrink --story\n$/);
});

test('a story is written as a page and as a picture', async () => {
  await type(`--seed 88 --story ${join(folder, 'a.html')}`);
  await type(`--seed 88 --story ${join(folder, 'a.svg')}`);
  expect(await readFile(join(folder, 'a.html'), 'utf8')).toMatch(/^<!doctype html>/);
  expect(await readFile(join(folder, 'a.svg'), 'utf8')).toMatch(/^<svg /);
});

test('a plan that was cut down and saved tells the same again', async () => {
  const file = join(folder, 'plan.json');
  await type(`--seed 88 --shrink --save ${file}`);
  const plan = JSON.parse(await readFile(file, 'utf8')) as Plan;
  expect(plan.acts).toHaveLength(2);
  const { code, said } = await type(`--plan ${file}`);
  expect(code).toBe(BROKEN);
  expect(said).toContain('✗ captured-once');
});

test('a file that is no plan is refused', async () => {
  await type(`--seed 87 --story ${join(folder, 'b.svg')}`);
  const { code, complained } = await type(`--plan ${join(folder, 'b.svg')}`);
  expect(code).toBe(MISTYPED);
  expect(complained).toContain('holds no plan: --save writes one.');
  const none = await type(`--plan ${join(folder, 'none.json')}`);
  expect(none.code).toBe(MISTYPED);
  expect(none.complained).toMatch(/^There is no file .*none\.json\.\n/);
});

test('what was mistyped is said, and ends with 2', async () => {
  const { code, said, complained } = await type('--store disk');
  expect([code, said]).toEqual([MISTYPED, '']);
  expect(complained).toMatch(/^--store is memory or pglite, not "disk"\.\n.*--help/);
});

test('help ends with 0', async () => {
  const { code, said } = await type('--help');
  expect(code).toBe(KEPT);
  expect(said).toContain('--systematic');
});

test('the corpus is run, and what still fails is told', async () => {
  const story = { promise: 'captured-once', words: 'w', found: 'seed 88', mended: null } as const;
  const corpus = [{ ...story, name: 'twice', run: { seed: 88, store: 'memory' } as const }];
  const { code, said, complained } = await type('--corpus', { ...SIMULATOR, corpus });
  expect(code).toBe(BROKEN);
  expect(said).toMatch(/^1 kept stories, hash [0-9a-f]{32}\n$/);
  expect(complained).toMatch(/^twice\n✗ captured-once\n/);
  expect((await type('--corpus')).code).toBe(KEPT);
});

test('planted bugs and crash points are told, and judged', async () => {
  const mutants = await type('--mutants');
  expect(mutants.code).toBe(KEPT);
  expect(mutants.said).toMatch(/^bug 1\n/);
  expect(mutants.said).toContain('**1 of 1** are caught.');
  const systematic = await type('--systematic');
  expect(systematic.code).toBe(BROKEN);
  expect(systematic.complained).toBe('✗ captured-once\n  Twice.\n');
});

test('each run writes its own section of the report', async () => {
  await type('--seeds 20 --from 1 --report');
  await type('--seeds 4 --from 1 --store pglite --workers 1 --report');
  await type('--mutants --report');
  await type('--profile --seeds 3 --from 1 --report');
  const report = await readFile(join(folder, 'simulation.md'), 'utf8');
  const heads = [...report.matchAll(/^## .*$/gm)].map(([head]) => head);
  expect(heads).toEqual([
    '## In memory',
    '## On PGlite',
    '## Where the time goes',
    '## Planted bugs',
    '## Bugs that it found',
  ]);
  expect(report).toContain(
    '`npm run sim -- --seeds 4 --from 1 --store pglite --workers 1 --report`',
  );
});

test('a run that was killed goes on where it was, and comes to the same', async () => {
  const file = join(folder, 'far.json');
  const typed = '--seeds 200 --from 100 --workers 1 --stop-after 99';
  const whole = await type(typed);
  let batches = 0;
  const dying: Simulator = {
    ...SIMULATOR,
    hire: (store) => ({
      run(batch) {
        batches += 1;
        if (batches === 6) throw new Error('killed');
        return runBatch(batch, store, runner, () => undefined);
      },
      stop: async () => undefined,
    }),
  };
  await expect(type(`${typed} --resume ${file}`, dying)).rejects.toThrow('killed');
  const { code, said, complained } = await type(`${typed} --resume ${file}`);
  // What was broken before it was killed is told as well.
  expect([code, complained]).toEqual([BROKEN, whole.complained]);
  expect(said).toMatch(/\nseeds {11}200, from 100, memory\n/);
  expect(said).toMatch(/\nwall time {7}\d+(\.\d)? s in 2 sittings on 1 worker\n/);
  expect(hashIn(said)).toBe(hashIn(whole.said));
  // Nothing is left to run.
  expect(hashIn((await type(`${typed} --resume ${file}`)).said)).toBe(hashIn(whole.said));
});

test('a run that is through is taken further', async () => {
  const file = join(folder, 'further.json');
  const typed = '--from 500 --stop-after 99';
  await type(`--seeds 50 ${typed} --resume ${file}`);
  const further = await type(`--seeds 110 ${typed} --resume ${file}`);
  expect(further.said).toMatch(/\nseeds {11}110, from 500, memory\n/);
  expect(hashIn(further.said)).toBe(hashIn((await type(`--seeds 110 ${typed}`)).said));
});

test('a run goes on only as what it was', async () => {
  const file = join(folder, 'other.json');
  await type(`--seeds 40 --from 1 --resume ${file}`);
  const others = await type(`--seeds 39 --from 1 --resume ${file}`);
  expect(others.code).toBe(MISTYPED);
  expect(others.complained).toMatch(/is of another run: 40 seeds from 1 on memory\./);
  const changed = { ...SIMULATOR, code: async () => 'another' };
  const mended = await type(`--seeds 40 --from 1 --resume ${file}`, changed);
  expect(mended.code).toBe(MISTYPED);
  expect(mended.complained).toMatch(/is of other code: delete it to begin anew\./);
  await type(`--seed 87 --story ${join(folder, 'c.svg')}`);
  const story = await type(`--seeds 40 --from 1 --resume ${join(folder, 'c.svg')}`);
  expect(story.code).toBe(MISTYPED);
  expect(story.complained).toMatch(/does not say how far a run of seeds is\./);
});

function hashIn(said: string): string | undefined {
  return /\nhash {12}([0-9a-f]{32})\n/.exec(said)?.[1];
}
