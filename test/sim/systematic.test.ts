// Every point at which a server can die or stand still in the small stories, one at a time.

import { expect, test } from 'vitest';
import { STORIES } from '../../src/sim/stories.ts';
import { walk } from '../../src/sim/systematic.ts';

test.each(STORIES)(
  '$name: whatever dies at any one point, every promise is kept',
  async (story) => {
    const { points, runs, broken } = await walk([story], 'one');
    const told = broken.map(
      ({ promise, words, plan }) => `${Object.keys(plan.forced).join()}: ${promise}: ${words}`,
    );
    expect(told).toEqual([]);
    expect(points).toBeGreaterThan(20);
    expect(runs).toBe(1 + 3 * points);
  },
);
