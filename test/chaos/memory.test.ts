// What counts as flat memory.

import { expect, test } from 'vitest';
import { isFlat, memoryIn } from './memory.ts';

const settled = (level: number): number[] => Array.from({ length: 10 }, () => level);

test('memory that stays where it is after a third is flat, whatever it did before', () => {
  const memory = memoryIn([...settled(90), ...settled(135), ...settled(136)]);
  expect(memory).toEqual({ first: 90, last: 136, levels: [135, 136] });
  expect(isFlat(memory)).toBe(true);
});

test('a collection that gives pages back for a minute is no level', () => {
  const dip = [135, 136, 136, 137, 112, 124, 132, 132, 134, 135];
  expect(isFlat(memoryIn([...settled(135), ...dip, ...settled(136)]))).toBe(true);
});

test('memory that grows by a megabyte a sample is not flat', () => {
  const growing = Array.from({ length: 40 }, (_none, index) => 100 + index);
  expect(isFlat(memoryIn(growing))).toBe(false);
});

test('too few samples prove nothing', () => {
  expect(isFlat(memoryIn([]))).toBe(false);
  expect(isFlat(memoryIn([100, 100]))).toBe(false);
});
