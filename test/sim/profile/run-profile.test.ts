// The profiler at work on a few real seeds: every part that a seed is made of is seen and named.

import { expect, test } from 'vitest';
import { drawPlan } from '../../../src/sim/draw.ts';
import type { HistoryEntry } from '../../../src/sim/history.ts';
import { runProfile } from '../../../src/sim/profile/run-profile.ts';
import { runPlan } from '../../../src/sim/world.ts';

test('a few seeds show all that a run is made of', async () => {
  const { shares, ...sums } = await runProfile({ first: 100_000, count: 20, warmUp: 0 });
  expect(sums.seeds).toBe(20);
  expect(sums.exchanges).toBeGreaterThan(sums.gatewayCalls);
  expect(sums.gatewayCalls).toBeGreaterThan(20);
  expect(sums.statements).toBeGreaterThan(sums.exchanges);
  const parts = shares.map(({ part }) => part).join('\n');
  for (const word of ['client', 'servers', 'adapter', 'bank', 'database', 'auditor', 'history']) {
    expect(parts).toContain(word);
  }
  expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});

test('a round trip is to the shop or to the bank, and counted once', async () => {
  const { totals, history } = await runPlan(drawPlan(7, 'memory'));
  const count = (type: HistoryEntry['type']): number =>
    history.filter((entry) => entry.type === type).length;
  expect(count('gateway-called')).toBeGreaterThan(5);
  expect(count('requested') + count('gateway-called')).toBe(totals.exchanges);
});
