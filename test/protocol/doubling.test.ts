// A delay doubles from its first length and stops at its last.

import { expect, test } from 'vitest';
import { doublingMs } from '../../src/protocol/doubling.ts';

test('it doubles from the first to the last', () => {
  const delays = [0, 1, 2, 3, 4].map((doublings) => doublingMs(300, 2_500, doublings));
  expect(delays).toEqual([300, 600, 1_200, 2_400, 2_500]);
});

test('it is the first before the first failure and the last after very many', () => {
  expect(doublingMs(300, 2_500, -1)).toBe(300);
  expect(doublingMs(300, 2_500, 5_000)).toBe(2_500);
});
