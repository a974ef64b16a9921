// Draws depend on seed, concern and point alone, and are spread well enough to mean what a rate
// says.

import { expect, test } from 'vitest';
import { chanceOf } from '../../src/sim/chance.ts';

test('a draw is the same for the same seed, concern and point, whatever was drawn before', () => {
  const one = chanceOf(7);
  const other = chanceOf(7);
  other.fraction('network', 'p1#1');
  expect(other.fraction('network', 'p1#2')).toBe(one.fraction('network', 'p1#2'));
});

test('another seed, concern or point is another draw', () => {
  const draws = [
    chanceOf(7).fraction('network', 'p1#1'),
    chanceOf(8).fraction('network', 'p1#1'),
    chanceOf(7 + 2 ** 32).fraction('network', 'p1#1'),
    chanceOf(7).fraction('bank', 'p1#1'),
    chanceOf(7).fraction('network', 'p1#11'),
    chanceOf(7).fraction('networ', 'kp1#1'),
  ];
  expect(new Set(draws).size).toBe(draws.length);
});

test('of 20,000 draws at a rate of one in ten about 2,000 strike, over seeds as over points', () => {
  const count = 20_000;
  const numbers = Array.from({ length: count }, (_, index) => index);
  const overPoints = numbers.filter((n) => chanceOf(1).fraction('x', `p${n}`) < 0.1).length;
  const overSeeds = numbers.filter((n) => chanceOf(n).fraction('x', 'p1') < 0.1).length;
  // Four standard deviations are 170.
  for (const struck of [overPoints, overSeeds]) {
    expect(struck).toBeGreaterThan(1_830);
    expect(struck).toBeLessThan(2_170);
  }
});

test('delays lie within their bounds, and half of them below the geometric middle', () => {
  const chance = chanceOf(3);
  const delays = Array.from({ length: 4_000 }, (_, n) => chance.delay('way', `p${n}`, 5, 500));
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(5);
  expect(Math.max(...delays)).toBeLessThan(500);
  const below = delays.filter((delayMs) => delayMs < 50).length;
  expect(Math.abs(below - 2_000)).toBeLessThan(200);
});

test('bytes of one concern are the same for the same seed and differ otherwise', () => {
  const bytes = (seed: number, concern: string) => chanceOf(seed).random(concern)(16).join();
  expect(bytes(1, 'bank')).toBe(bytes(1, 'bank'));
  expect(bytes(1, 'bank')).not.toBe(bytes(1, 's0'));
  expect(bytes(1, 'bank')).not.toBe(bytes(2, 'bank'));
});

test('bytes are spread over all values', () => {
  const counts = new Map<number, number>();
  for (const byte of chanceOf(5).random('x')(25_600)) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  expect(counts.size).toBe(256);
  expect(Math.max(...counts.values())).toBeLessThan(160);
});
