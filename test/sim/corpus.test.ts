// Every story that once failed keeps every promise now, and the list of them is in order.

import { expect, test } from 'vitest';
import { keptCommand } from '../../src/sim/command/summary.ts';
import {
  faultsOfCorpus,
  neverStruck,
  planOf,
  runCorpus,
  type KeptStory,
} from '../../src/sim/corpus/corpus.ts';
import { KEPT_STORIES } from '../../src/sim/corpus/kept.ts';
import { drawPlan } from '../../src/sim/draw.ts';
import type { Plan } from '../../src/sim/plan.ts';
import { runPlan } from '../../src/sim/world.ts';
import { drawStandIn } from './stand-in-draw.ts';
import { runStandIn } from './stand-in-run.ts';

const runner = { drawPlan: drawStandIn, runPlan: runStandIn };

const EXAMPLE: KeptStory = {
  name: 'forgot-after-a-crash',
  run: { seed: 88, store: 'memory' },
  promise: 'captured-once',
  words: 'After a crash another server charged again.',
  found: 'seed 88 in memory',
  mended: null,
  unmended: [],
};

test('the list of kept stories is in order', () => {
  expect(faultsOfCorpus(KEPT_STORIES)).toEqual([]);
});

test('every kept story keeps every promise, with all that once went wrong in it', async () => {
  const { outcomes } = await runCorpus(KEPT_STORIES, { drawPlan, runPlan });
  expect(outcomes).toHaveLength(KEPT_STORIES.length);
  const broken = outcomes.flatMap(({ story, outcome }) =>
    outcome.violations.map(
      ({ promise, words }) => `${keptCommand(story.name)} --story: ${promise}: ${words}`,
    ),
  );
  expect(broken).toEqual([]);
  const idle = outcomes.flatMap(({ story, outcome }) =>
    neverStruck(outcome).map((key) => `${keptCommand(story.name)} --story: ${key} never strikes`),
  );
  expect(idle).toEqual([]);
});

test('a fault that a story names and nothing calls for is found out, and so is a trouble', async () => {
  const plan = drawStandIn(1, 'memory');
  const outcome = await runStandIn(plan);
  expect(neverStruck({ ...outcome, plan: { ...plan, troubles: [] } })).toEqual([]);
  const crash = { id: 'trouble 9', atMs: 1, type: 'crash', server: 0, downMs: 1 } as const;
  const named: Plan = { ...plan, forced: { 'doubled@p1#99': 'doubled' }, troubles: [crash] };
  expect(neverStruck({ ...outcome, plan: named })).toEqual(['doubled@p1#99', 'trouble 9']);
  const without = ['doubled@p1#99', 'trouble 9'];
  expect(neverStruck({ ...outcome, plan: { ...named, without } })).toEqual([]);
});

test('a story is kept as a seed, or as a whole plan that no draw can change', () => {
  const plan = drawStandIn(88, 'memory');
  expect(planOf(EXAMPLE, drawStandIn)).toEqual(plan);
  const never = (): never => expect.fail('A whole plan is not drawn.');
  expect(planOf({ ...EXAMPLE, run: plan }, never)).toBe(plan);
});

test('a story that still breaks its promise is found, and the hash is the same each time', async () => {
  const plan = drawStandIn(1, 'memory');
  const stories = [EXAMPLE, { ...EXAMPLE, name: 'all-is-well', run: plan }];
  const [first, second] = [await runCorpus(stories, runner), await runCorpus(stories, runner)];
  expect(first.outcomes.map(({ outcome }) => outcome.violations.length)).toEqual([1, 0]);
  expect(first.hash).toMatch(/^[0-9a-f]{32}$/);
  expect(second.hash).toBe(first.hash);
  const [other] = await Promise.all([runCorpus(stories.slice(1), runner)]);
  expect(other.hash).not.toBe(first.hash);
});

test('a list that is not in order is told what is wrong', () => {
  const stories = [
    EXAMPLE,
    { ...EXAMPLE, words: '' },
    { ...EXAMPLE, name: 'Two Words' },
    { ...EXAMPLE, name: 'mended', mended: '0123abc' },
  ];
  expect(faultsOfCorpus(stories)).toEqual([
    '"forgot-after-a-crash" names two stories.',
    '"Two Words" is no name in kebab-case.',
    '"forgot-after-a-crash" does not say what was wrong and what found it.',
    '"mended" does not say how its mending is taken away.',
  ]);
});
