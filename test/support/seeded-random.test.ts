// Randomness that the other tests trust to come back.

import { expect, test } from 'vitest';
import { seededRandom } from './seeded-random.ts';

test('the same seed gives the same bytes', () => {
  expect(seededRandom(7)(64)).toEqual(seededRandom(7)(64));
});

test('seeds beside each other give other bytes', () => {
  expect(seededRandom(7)(16)).not.toEqual(seededRandom(8)(16));
});

test('every byte value comes up about as often', () => {
  const counts = new Array<number>(256).fill(0);
  for (const byte of seededRandom(1)(256_000)) counts[byte] = (counts[byte] ?? 0) + 1;
  expect(Math.min(...counts)).toBeGreaterThan(850);
  expect(Math.max(...counts)).toBeLessThan(1_150);
});
