// The whole command in the stand-in world, with workers that are functions: runs of many seeds,
// what it writes, and its exit code.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runBatch } from '../../../src/sim/command/batch.ts';
import { BROKEN, KEPT, MISTYPED } from '../../../src/sim/command/simulate.ts';
import type { Simulator } from '../../../src/sim/command/simulate.ts';
import { runner, SIMULATOR, typeIn } from './typing.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'payonce-sim-'));
});
afterAll(() => rm(folder, { recursive: true }));

const type = (typed: string, simulator?: Simulator) => typeIn(folder, typed, simulator);

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

test('help says which options go with which mode, and no time that the report says too', async () => {
  const { said } = await type('--help');
  expect(said).toMatch(/--mutants .*: --from, --workers, --report\n/);
  expect(said).not.toContain('half an hour');
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
    '## Bugs that were found',
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

test('a run goes on from its own first seed where none is named', async () => {
  const file = join(folder, 'unnamed.json');
  const fresh = await type(`--seeds 20 --resume ${file}`);
  expect(fresh.said).toMatch(/\nseeds {11}20, from 300, memory\n/);
  const other = join(folder, 'named.json');
  const named = await type(`--seeds 20 --from 7 --resume ${other}`);
  const again = await type(`--seeds 20 --resume ${other}`);
  expect(again.said).toMatch(/\nseeds {11}20, from 7, memory\n/);
  expect([hashIn(again.said), again.code]).toEqual([hashIn(named.said), KEPT]);
});

test('a file that cannot be written is a slip of the tongue, whatever it was to hold', async () => {
  const nowhere = join(folder, 'nowhere');
  for (const typed of [
    `--seed 87 --story ${nowhere}/a.html`,
    `--seed 87 --save ${nowhere}/a.json`,
    `--seeds 20 --from 1 --resume ${nowhere}/a.json`,
  ]) {
    const { code, complained } = await type(typed);
    expect(code).toBe(MISTYPED);
    expect(complained).toMatch(/nowhere\/a\.\w+ cannot be written: there is no such folder\.\n/);
  }
  const { code, complained } = await type(`--seed 87 --save ${folder}`);
  expect([code, complained]).toEqual([MISTYPED, expect.stringContaining('cannot be written: ')]);
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
