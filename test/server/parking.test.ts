// How long is waited for the next look at what waits at a gateway.

import { expect, test } from 'vitest';
import { nextLookMs } from '../../src/server/parking.ts';
import type { LegState } from '../../src/server/rows.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const lookAfter = (state: LegState, ageMs: number): number =>
  nextLookMs({ checks: 0, created_at: 0 }, { state }, ageMs);

test('the longer something waits at the gateway, the rarer are the looks at it', () => {
  expect(lookAfter('pending', 0)).toBe(2000);
  expect(lookAfter('pending', 4 * MINUTE_MS)).toBe(MINUTE_MS);
  expect(lookAfter('action', 4 * MINUTE_MS)).toBe(MINUTE_MS);
});

test('a debit of days is looked at once an hour, an authentication every ten minutes', () => {
  expect(lookAfter('pending', 5 * DAY_MS)).toBe(60 * MINUTE_MS);
  expect(lookAfter('action', 5 * DAY_MS)).toBe(10 * MINUTE_MS);
});
