// When two requests under one key are the same: whatever decides what is charged counts, how it was
// written does not.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  parseMessage,
  paymentRequestSchema,
  type PaymentRequest,
} from '../../src/protocol/messages.ts';
import { fingerprintOf } from '../../src/server/fingerprint.ts';

const REQUEST: PaymentRequest = {
  amount: { value: 4200, currency: 'EUR' },
  cartVersion: 'v1',
  paymentMethod: { type: 'card', token: 'tok_1' },
};

function read(text: string): string {
  const parsed = parseMessage(paymentRequestSchema, JSON.parse(text));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return fingerprintOf(parsed.value);
}

test('a fingerprint is for ever what it was: stored ones must still match', () => {
  expect(fingerprintOf(REQUEST)).toBe(
    'ddc3cc4335e50be91d8c813bd986a3d13fb21afea0f05d773facdd9c0596d5e6',
  );
});

test.each([
  '{"amount":{"value":4200,"currency":"EUR"},"cartVersion":"v1","paymentMethod":{"type":"card","token":"tok_1"}}',
  '{"paymentMethod":{"token":"tok_1","type":"card"},"cartVersion":"v1","amount":{"currency":"EUR","value":4200}}',
  '{"amount":{"value":4.2e3,"currency":"EUR"},"cartVersion":"v\\u0031","paymentMethod":{"type":"card","token":"tok_1"}}',
  '{"amount":{"value":4200.0,"currency":"EUR","x":1},"cartVersion":"v1","paymentMethod":{"type":"card","token":"tok_1"},"y":[]}',
  '{"cartVersion":"v0","amount":{"value":1,"currency":"EUR"},"amount":{"value":4200,"currency":"EUR"},"cartVersion":"v1","paymentMethod":{"type":"card","token":"tok_1"}}',
])('%s is the same request', (text) => {
  expect(read(text)).toBe(fingerprintOf(REQUEST));
});

test.each([
  ['value', { amount: { value: 4201, currency: 'EUR' } }],
  ['currency', { amount: { value: 4200, currency: 'USD' } }],
  ['cart version', { cartVersion: 'v2' }],
  ['method type', { paymentMethod: { type: 'bank_debit', token: 'tok_1' } }],
  ['token', { paymentMethod: { type: 'card', token: 'tok_2' } }],
])('another %s is another request', (_, change) => {
  expect(fingerprintOf({ ...REQUEST, ...change })).not.toBe(fingerprintOf(REQUEST));
});

test('a cart version left out differs from any that is given', () => {
  const { cartVersion: _given, ...without } = REQUEST;
  const given = ['null', 'undefined', ' '].map((cartVersion) =>
    fingerprintOf({ ...REQUEST, cartVersion }),
  );
  expect(given).not.toContain(fingerprintOf(without));
});

test('two requests share a fingerprint only when they are the same', () => {
  const word = fc.constantFrom('a', 'b', 'a","b', 'a,b');
  const request = fc.record({
    amount: fc.record({
      value: fc.integer({ min: 1, max: 3 }),
      currency: fc.constantFrom('EUR', 'USD'),
    }),
    cartVersion: word,
    paymentMethod: fc.record({ type: fc.constantFrom('card', 'debit'), token: word }),
  });
  fc.assert(
    fc.property(request, request, (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b);
      expect(fingerprintOf(a) === fingerprintOf(b)).toBe(same);
    }),
    { numRuns: 1000 },
  );
});

test('the token cannot be read from a fingerprint', () => {
  expect(fingerprintOf(REQUEST)).toMatch(/^[0-9a-f]{64}$/);
});
