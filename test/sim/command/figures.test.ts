// Numbers in words that a person reads without stumbling.

import { expect, test } from 'vitest';
import { counted, duration, virtualTime, wallTime } from '../../../src/sim/command/figures.ts';

const HOUR_MS = 3_600_000;
const YEAR_MS = 365.2425 * 24 * HOUR_MS;

test('time that nobody waited for is told in the unit that says most, one or many of it', () => {
  const times = [60_000, 90_000, 3 * HOUR_MS, 72 * HOUR_MS, 1.04 * YEAR_MS, 12.4 * YEAR_MS];
  expect(times.map(virtualTime)).toEqual([
    '1 minute',
    '1.5 minutes',
    '3 hours',
    '3 days',
    '1 year',
    '12 years',
  ]);
});

test('what was counted is told as one or as many', () => {
  expect(counted(1, 'payment')).toBe('1 payment');
  expect(counted(0, 'payment')).toBe('0 payments');
  expect(counted(1234, 'press of Pay', 'presses of Pay')).toBe('1,234 presses of Pay');
});

test('time that somebody waited for is told in two units, and in how many sittings', () => {
  expect([400, 48_000, 200_000, 2 * HOUR_MS + 300_000].map(duration)).toEqual([
    '0.4 s',
    '48 s',
    '3 min 20 s',
    '2 h 5 min',
  ]);
  expect(wallTime(3 * HOUR_MS, 1)).toBe('3 h 0 min');
  expect(wallTime(3 * HOUR_MS, 2)).toBe('3 h 0 min in 2 sittings');
});
