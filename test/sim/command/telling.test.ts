// The whole command in the stand-in world: what is told of a single run, of kept stories, planted
// bugs and crash points, and with which command any of it is told again.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tellBrokenRuns } from '../../../src/sim/command/broken-runs.ts';
import { BROKEN, KEPT, MISTYPED } from '../../../src/sim/command/simulate.ts';
import type { Simulator } from '../../../src/sim/command/simulate.ts';
import type { Plan } from '../../../src/sim/plan.ts';
import { drawStandIn } from '../stand-in-draw.ts';
import { SIMULATOR, typeIn } from './typing.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'payonce-sim-'));
});
afterAll(() => rm(folder, { recursive: true }));

const type = (typed: string, simulator?: Simulator) => typeIn(folder, typed, simulator);

/** A kept one, but for its name, its run and what found it. */
const STORY = { promise: 'captured-once', words: 'w', mended: null, unmended: [] } as const;

test('one seed is replayed in words', async () => {
  const kept = await type('--seed 87');
  expect(kept.code).toBe(KEPT);
  expect(kept.said).toContain('Every promise was kept.');
  const broken = await type('--seed 88');
  expect(broken.code).toBe(BROKEN);
  expect(broken.said).toContain('✗ captured-once\n  cart-1 was captured 2 times');
  expect(broken.said).toMatch(/\nhash [0-9a-f]{64}\n/);
});

test('a story in the terminal says once what was kept or broken, and by how many servers', async () => {
  const kept = await type('--seed 3 --story');
  expect(kept.code).toBe(KEPT);
  expect(kept.said.match(/Every promise was kept/g)).toHaveLength(1);
  const broken = await type('--seed 88 --story');
  expect(broken.said.match(/captured-once$/gm)).toHaveLength(2);
  expect(broken.said).not.toContain('\n✗ captured-once\n');
  const servers = new Set<string>();
  for (let seed = 1; seed < 9; seed += 1) {
    const { said } = await type(`--seed ${seed}`);
    servers.add(/, (\d servers?), /.exec(said)?.[1] ?? '');
  }
  expect([...servers].sort()).toEqual(['1 server', '2 servers', '3 servers']);
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
  const elsewhere = join(folder, 'elsewhere.json');
  await type(`--seed 87 --save ${elsewhere}`);
  const plan = await readFile(elsewhere, 'utf8');
  await writeFile(elsewhere, plan.replace('"store": "memory"', '"store": "mysql"'));
  const other = await type(`--plan ${elsewhere}`);
  expect(other.code).toBe(MISTYPED);
  expect(other.complained).toContain('holds no plan: --save writes one.');
  const none = await type(`--plan ${join(folder, 'none.json')}`);
  expect(none.code).toBe(MISTYPED);
  expect(none.complained).toMatch(/^There is no file .*none\.json\.\n/);
});

test('the corpus is run, and what still fails is told', async () => {
  const story = { ...STORY, found: 'seed 88' };
  const corpus = [{ ...story, name: 'twice', run: { seed: 88, store: 'memory' } as const }];
  const { code, said, complained } = await type('--corpus', { ...SIMULATOR, corpus });
  expect(code).toBe(BROKEN);
  expect(said).toMatch(/^1 kept story, hash [0-9a-f]{32}\n$/);
  expect(complained).toMatch(/^twice\n✗ captured-once\n/);
  expect(complained).toContain('\n  npm run sim -- --corpus twice --story\n');
  expect((await type('--corpus')).code).toBe(KEPT);
});

test('a kept story in which a fault that it names never strikes is no good', async () => {
  const story = { ...STORY, found: 'seed 87' };
  const plan: Plan = { ...drawStandIn(87, 'memory'), troubles: [] };
  const told = async (forced: Plan['forced']) => {
    const corpus = [{ ...story, name: 'once', run: { ...plan, forced } }];
    return type('--corpus', { ...SIMULATOR, corpus });
  };
  expect((await told({})).code).toBe(KEPT);
  const { code, complained } = await told({ 'doubled@p1#99': 'doubled' });
  expect(code).toBe(BROKEN);
  expect(complained).toBe(
    'once\n  doubled@p1#99 never strikes\n  npm run sim -- --corpus once --story\n',
  );
});

test('one kept story is told by its name, and a name that is none is told which there are', async () => {
  const story = { ...STORY, found: 'seed 88' };
  const run = drawStandIn(88, 'memory');
  const simulator: Simulator = {
    ...SIMULATOR,
    corpus: [
      { ...story, name: 'twice', run },
      { ...story, name: 'well', run: { seed: 87, store: 'memory' } },
    ],
  };
  const told = await type('--corpus twice --story', simulator);
  expect(told.code).toBe(BROKEN);
  expect(told.said).toMatch(/^seed 88, memory, \d servers?, /);
  expect(told.said).toContain('● presses Pay');
  expect(told.said).toMatch(/\nnpm run sim -- --corpus twice --story\n$/);
  expect((await type('--corpus well', simulator)).code).toBe(KEPT);
  const none = await type('--corpus twcie', simulator);
  expect(none.code).toBe(MISTYPED);
  expect(none.complained).toMatch(
    /^No story is kept as "twcie"\. Those that are:\n {2}twice\n {2}well\n/,
  );
});

test('planted bugs and crash points are told, and judged', async () => {
  const mutants = await type('--mutants');
  expect(mutants.code).toBe(KEPT);
  expect(mutants.said).toMatch(/^bug 1\n/);
  expect(mutants.said).toContain('**1 of 1** are caught.');
  const proveMutants: Simulator['proveMutants'] = async (options) => ({
    ...(await SIMULATOR.proveMutants(options)),
    silent: ['row-before-call'],
  });
  expect((await type('--mutants', { ...SIMULATOR, proveMutants })).code).toBe(BROKEN);
  const systematic = await type('--systematic');
  expect(systematic.code).toBe(BROKEN);
  expect(systematic.complained).toMatch(/^\nWith nothing going wrong a promise was broken\.\n/);
  expect(systematic.complained).toContain('  captured-once: Twice.\n  npm run sim -- --plan ');
  expect(systematic.complained).toMatch(/\n\n✗ every state ends\n {2}In "pays": never\.\n$/);
  const [, command] = /npm run sim -- (--plan .*)/.exec(systematic.complained) ?? [];
  const again = await type(command ?? '');
  expect([again.code, command]).toEqual([BROKEN, expect.stringMatching(/ --shrink --story$/)]);
  expect(again.said).toContain('● presses Pay €42.00');
});

test('what was run in one way only is not told as if it could be another', async () => {
  const words: string[] = [];
  for (const mode of ['--systematic', '--mutants']) {
    const { code, complained } = await type(`${mode} --store pglite`);
    expect(code).toBe(MISTYPED);
    words.push(complained.split('\n', 1)[0] ?? '', (await type(`${mode} --workers 3`)).said);
  }
  expect(words).toEqual([
    '--store means nothing beside --systematic.',
    expect.stringContaining('`npm run sim -- --systematic --workers 3 --report`'),
    '--store means nothing beside --mutants.',
    expect.stringMatching(/`npm run sim -- --mutants --from \d+ --workers 3 --report`/),
  ]);
});

test('of many runs that broke a promise some are told, and no folder is made for none', async () => {
  const made: string[] = [];
  const newFolder = async (): Promise<string> => {
    const fresh = await mkdtemp(join(folder, 'many-'));
    made.push(fresh);
    return fresh;
  };
  expect(await tellBrokenRuns([], newFolder)).toEqual([]);
  expect(made).toEqual([]);
  const plans = Array.from({ length: 9 }, (_, seed) => drawStandIn(seed, 'memory'));
  const broken = plans.map((plan, place) => ({
    ...{ promise: place < 8 ? 'captured-once' : 'row-before-call', words: 'w' },
    plan: { ...plan, forced: { 'pause@s0#7': 'pause' } as const },
  }));
  const told = await tellBrokenRuns(broken, newFolder);
  expect(told).toHaveLength(3 + 1 + 1);
  expect(told[0]).toMatch(/^With pause@s0#7 a promise was broken\.\n {2}captured-once: w\n/);
  expect(told[3]).toContain('row-before-call: w');
  expect(told.at(-1)).toMatch(/^5 more runs broke the same promises/);
  expect(await readdir(made[0] ?? '')).toEqual(['1.json', '2.json', '3.json', '4.json']);
});
