// The hash over many runs has no order, and tells every run apart.

import { expect, test } from 'vitest';
import {
  digestIn,
  digestOfRun,
  digestWords,
  EMPTY_DIGEST,
  sumOfDigests,
} from '../../src/sim/digest.ts';

const sum = (...runs: readonly (readonly [seed: number, hash: string])[]): string =>
  digestWords(
    runs.map((run) => digestOfRun(...run)).reduce((a, b) => sumOfDigests(a, b), EMPTY_DIGEST),
  );

test('the order of the runs does not matter', () => {
  expect(sum([1, 'a'], [2, 'b'], [3, 'c'])).toBe(sum([3, 'c'], [1, 'a'], [2, 'b']));
});

test('another trace, another seed, and a seed twice are other sums', () => {
  const sums = [sum([1, 'a']), sum([1, 'b']), sum([2, 'a']), sum([1, 'a'], [1, 'a']), sum()];
  expect(new Set(sums).size).toBe(sums.length);
});

test('two traces that changed places are found', () => {
  expect(sum([1, 'a'], [2, 'b'])).not.toBe(sum([1, 'b'], [2, 'a']));
});

test('a digest is 32 hexadecimal digits, however small', () => {
  expect(digestWords(10n)).toBe('0000000000000000000000000000000a');
  expect(digestIn('0000000000000000000000000000000a')).toBe(10n);
  expect(sum([1, 'a'], [2, 'b'])).toMatch(/^[0-9a-f]{32}$/);
});
