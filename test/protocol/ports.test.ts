// A fraction made of random bytes lies in [0, 1) and uses all 32 bits.

import { expect, test } from 'vitest';
import { CLIENT_CONSENT_MS, CONSENT_MS, SERVER_CONSENT_MS } from '../../src/protocol/consent.ts';
import { randomFraction } from '../../src/protocol/ports.ts';

const of = (...bytes: number[]) => randomFraction(() => Uint8Array.from(bytes));

test('a fraction goes from zero to just below one', () => {
  expect(of(0, 0, 0, 0)).toBe(0);
  expect(of(128, 0, 0, 0)).toBe(0.5);
  expect(of(0, 0, 0, 1)).toBe(2 ** -32);
  expect(of(255, 255, 255, 255)).toBeLessThan(1);
});

test('a fraction reads the bytes it was given, wherever they lie in their buffer', () => {
  const pool = Uint8Array.from([9, 9, 128, 0, 0, 0]);
  expect(randomFraction(() => pool.subarray(2))).toBe(0.5);
});

test('client and server share the two minutes that a click is good for', () => {
  expect(CONSENT_MS).toBe(120_000);
  expect(CLIENT_CONSENT_MS + SERVER_CONSENT_MS).toBe(CONSENT_MS);
});
