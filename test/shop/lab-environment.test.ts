// Faults that a process is armed with before it serves anybody.

import { expect, test } from 'vitest';
import { readEnvironment } from '../../src/shop/environment.ts';

test('faults are armed from the start as told', () => {
  const PAYONCE_FAULTS = '[{"point":"crash-after-charge","times":2}]';
  expect(readEnvironment({ PAYONCE_FAULTS }).faults).toEqual([
    { point: 'crash-after-charge', times: 2, ms: 1000 },
  ]);
  expect(readEnvironment({}).faults).toEqual([]);
});

test.each(['crash', '{}', '[{"point":"explode"}]', '[{"point":"answer-lost","times":0}]'])(
  'faults such as %s are refused in words',
  (PAYONCE_FAULTS) => {
    expect(() => readEnvironment({ PAYONCE_FAULTS })).toThrow(/^PAYONCE_FAULTS: .+\.$/);
  },
);

test('a shop without a lab refuses to be armed', () => {
  const PAYONCE_FAULTS = '[{"point":"answer-lost"}]';
  expect(() => readEnvironment({ PAYONCE_FAULTS, PAYONCE_LAB: '0' })).toThrow(/PAYONCE_LAB=1/);
});
