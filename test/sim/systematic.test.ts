// Every point at which a server can die or stand still in the small stories, one at a time; and in
// threads the same as without.

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tellBrokenRuns } from '../../src/sim/command/broken-runs.ts';
import { keyOf } from '../../src/sim/faults.ts';
import { pairs, seconds, singles, STORIES, type Story } from '../../src/sim/stories.ts';
import { walk } from '../../src/sim/systematic.ts';
import { walkInThreads } from '../../src/sim/walk-threads.ts';

test.each(STORIES)(
  '$name: whatever dies at any one point, every promise is kept',
  async (story) => {
    const { points, runs, broken } = await walk([story], 'one');
    // Each with a plan in a file and the command that tells its story.
    const told = await tellBrokenRuns(broken, () => mkdtemp(join(tmpdir(), 'payonce-broken-')));
    expect(told).toEqual([]);
    expect(points).toBeGreaterThan(20);
    expect(runs).toBe(1 + 3 * points);
  },
);

test('two things go wrong at any two points, and at those that the first has brought about', () => {
  expect(singles(['s0#1'])).toHaveLength(3);
  expect(pairs(['s0#1', 's0#2', 's0#3'])).toHaveLength(3 * 9);
  const [crash = {}] = singles(['s0#1']);
  const [key, kind] = [keyOf('crash-before-call', 's0#1'), 'crash-before-call'] as const;
  expect(crash).toEqual({ [key]: kind });
  expect(seconds(crash, ['s0#70'])).toEqual([
    { [key]: kind, [keyOf('crash-before-call', 's0#70')]: 'crash-before-call' },
    { [key]: kind, [keyOf('crash-after-call', 's0#70')]: 'crash-after-call' },
    { [key]: kind, [keyOf('pause', 's0#70')]: 'pause' },
  ]);
});

/** Nobody comes, and a server that dies is started anew: some points, and few. */
const SHORT: Story = shortened(STORIES[0]);

function shortened(story: Story | undefined): Story {
  if (story === undefined) throw new Error('There is no story to be shortened.');
  return { ...story, plan: { ...story.plan, acts: [], chaosMs: 3_000 } };
}

test('points that only recovery has are struck too', async () => {
  const { points, pairs: twos, laterPoints, runs } = await walk([SHORT], 'two');
  expect(points).toBeGreaterThan(3);
  expect(laterPoints).toBeGreaterThan(0);
  expect(runs).toBe(1 + 3 * points + 9 * twos + 3 * laterPoints);
});

test('in threads a walk comes to the same, however many there are', async () => {
  const stories = [SHORT, shortened(STORIES[1]), SHORT];
  const here = await walk(stories, 'one');
  const words: string[] = [];
  const onProgress = (said: string): void => void words.push(said);
  const there = await walkInThreads(stories, { depth: 'one', workers: 2, onProgress });
  expect(there).toEqual(here);
});
