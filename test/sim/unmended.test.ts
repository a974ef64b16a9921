// Every kept story guards what it was kept for: with its mending taken away it breaks its promise
// again. A story that does not is found out, whatever the reason.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { KeptStory } from '../../src/sim/corpus/corpus.ts';
import { KEPT_STORIES } from '../../src/sim/corpus/kept.ts';
import { drawPlan } from '../../src/sim/draw.ts';
import type { Patch } from '../../src/sim/mutants/patching.ts';
import { drawStandIn } from './stand-in-draw.ts';
import { runStandIn } from './stand-in-run.ts';
import { toothless } from './unmending.ts';

const root = join(import.meta.dirname, '..', '..');
const workers = availableParallelism();

test('every kept story breaks its promise again without its mending', async () => {
  const real = { root, entry: 'test/sim/unmended-worker.ts', drawPlan, workers };
  expect(await toothless(KEPT_STORIES, real)).toEqual([]);
});

test('a mending is taken away from product code, by patches that change something', () => {
  const patches = KEPT_STORIES.flatMap(({ unmended }) => unmended);
  expect(patches.filter(({ file }) => !/^src\/(client|server|bank|gateways)\//.test(file))).toEqual(
    [],
  );
  expect(patches.filter(({ find, replace }) => find === replace)).toEqual([]);
});

// A server forgets what it promised once another has crashed: here none does.
const PLAN = { ...drawStandIn(88, 'memory'), troubles: [] };

const CARDBOARD = {
  root,
  entry: 'test/sim/stand-in-unmended-worker.ts',
  drawPlan: drawStandIn,
  workers,
};

const CHARGED: Patch = {
  file: 'test/sim/stand-in-world.ts',
  find: `const forgets = hasCrashed && `,
  replace: `const forgets = `,
};

function story(name: string, unmended: readonly Patch[], promise = 'captured-once'): KeptStory {
  const found = { words: 'It charged again.', found: 'seed 88 in memory', mended: '0123abc' };
  return { name, run: PLAN, promise, ...found, unmended };
}

test('a story that breaks its promise without its mending has nothing to be told of', async () => {
  expect((await runStandIn(PLAN)).violations).toEqual([]);
  expect(await toothless([story('bites', [CHARGED])], CARDBOARD)).toEqual([]);
});

test('a story whose patches do nothing is found out, and one that breaks something else', async () => {
  const idle = { ...CHARGED, replace: `const forgets = true && hasCrashed && ` };
  const stories = [
    story('does-nothing', [idle]),
    story('bites', [CHARGED]),
    story('no-patches', []),
    story('breaks-another', [CHARGED], 'money-conserved'),
  ];
  expect(await toothless(stories, CARDBOARD)).toEqual([
    '"does-nothing" does not break captured-once without its mending; it breaks nothing.',
    '"no-patches" does not break captured-once without its mending; it breaks nothing.',
    '"breaks-another" does not break money-conserved without its mending; it breaks captured-once.',
  ]);
});

test('a patch that has rotted is told with its story, and so is a run without an end', async () => {
  const rotted = { ...CHARGED, find: 'const forgets = never && ' };
  const endless = { ...CHARGED, replace: `for (;;);\n    const forgets = ` };
  const stories = [story('rotted', [rotted]), story('endless', [endless])];
  const told = await toothless(stories, { ...CARDBOARD, limitMs: 1_000 });
  expect(told).toHaveLength(2);
  expect(told[0]).toMatch(/^"rotted" cannot be run .*stand-in-world\.ts no longer has this piece/s);
  expect(told[1]).toBe('"endless" cannot be run without its mending: Error: no end after 1 s');
});
