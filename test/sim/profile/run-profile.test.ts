// The profiler at work on a few real seeds: every part that a seed is made of is seen and named.

import { expect, test } from 'vitest';
import { runProfile } from '../../../src/sim/profile/run-profile.ts';

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
