// What each answer to a payment is read as, for every code of the contract's table.

import { expect, test } from 'vitest';
import { readPayAnswer } from '../../src/client/answer.ts';
import { PROBLEMS, problemMembers, type ProblemCode } from '../../src/protocol/problems.ts';

const PAYMENT = {
  id: 'pay_1',
  status: 'succeeded',
  amount: { value: 4200, currency: 'EUR' },
  method: { type: 'card' },
  refunds: [],
  createdAt: '2026-01-01T00:00:00.000Z',
};

function answerTo(status: number, body: unknown): string {
  return readPayAnswer({ status, body, retryAfter: null }).type;
}

// What each code of the contract means to who has sent a payment; those of other calls are here for
// completeness.
const MEANING: Record<ProblemCode, string> = {
  'idempotency-key-missing': 'refused',
  'idempotency-key-malformed': 'refused',
  'request-invalid': 'refused',
  'not-signed-in': 'refused',
  'merchant-not-authorised': 'refused',
  declined: 'declined',
  'checkout-not-found': 'refused',
  'route-not-found': 'refused',
  'method-not-allowed': 'halted',
  'payment-in-flight': 'in-flight',
  'already-paid': 'already-paid',
  'quote-changed': 'quote-changed',
  'refund-exceeds-captured': 'halted',
  'not-captured-yet': 'halted',
  'idempotency-key-expired': 'key-over',
  'body-too-large': 'refused',
  'media-type-unsupported': 'refused',
  'idempotency-key-reused': 'reused',
  'too-many-attempts': 'too-many',
  'too-many-checkouts': 'too-many',
  'bank-unavailable': 'not-charged',
  'temporarily-unavailable': 'unknown',
};

test.each(Object.entries(MEANING))('%s is read as %s', (code, meaning) => {
  const members = problemMembers(code as ProblemCode);
  expect(answerTo(members.status, members)).toBe(meaning);
});

test('every code of the table has its meaning here', () => {
  expect(Object.keys(MEANING).sort()).toEqual(Object.keys(PROBLEMS).sort());
});

test('only a 201 with a payment that succeeded is a success', () => {
  expect(answerTo(201, PAYMENT)).toBe('succeeded');
  expect(answerTo(201, { ...PAYMENT, status: 'processing' })).toBe('unknown');
  expect(answerTo(201, { ...PAYMENT, amount: { value: -1, currency: 'EUR' } })).toBe('unknown');
  expect(answerTo(201, undefined)).toBe('unknown');
  expect(answerTo(200, PAYMENT)).toBe('unknown');
  expect(answerTo(204, undefined)).toBe('unknown');
});

test('202 is pending, unless it says what it cannot', () => {
  for (const status of ['processing', 'unknown', 'action_required']) {
    expect(answerTo(202, { ...PAYMENT, status })).toBe('pending');
  }
  expect(answerTo(202, PAYMENT)).toBe('unknown');
  expect(answerTo(202, { ...PAYMENT, status: 'declined' })).toBe('unknown');
});

test('a 5xx without problem+json is unknown', () => {
  for (const status of [500, 502, 503, 504, 599])
    expect(answerTo(status, undefined)).toBe('unknown');
});

test('422 alone says that the key is used, but not with a code that is not known', () => {
  expect(answerTo(422, undefined)).toBe('reused');
  expect(answerTo(422, { ...problemMembers('idempotency-key-reused'), code: 'new' })).toBe(
    'halted',
  );
});

test('a problem that names another status than its answer is not believed', () => {
  expect(answerTo(503, { ...problemMembers('already-paid') })).toBe('unknown');
  expect(answerTo(500, { ...problemMembers('bank-unavailable') })).toBe('unknown');
});

test('a code of a newer server is sent again only if it says so', () => {
  const members = { type: '/problems/new', title: 'New', code: 'brand-new' };
  expect(answerTo(409, { ...members, status: 409, next: 'same-key' })).toBe('unknown');
  expect(answerTo(409, { ...members, status: 409, next: 'stop' })).toBe('halted');
  expect(answerTo(503, { ...members, status: 503, next: 'stop' })).toBe('halted');
});
