// What a server answers: any checkout, payment and problem goes over the wire and comes back as it
// was, and one that is not whole is refused.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checkoutSchema,
  parseMessage,
  paymentSchema,
  problemSchema,
  type Checkout,
  type Payment,
  type Refund,
} from '../../src/protocol/messages.ts';
import { PROBLEMS, problemMembers, type ProblemCode } from '../../src/protocol/problems.ts';

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter(
  // Names of lines go through the same parser as what a shop sends: no control characters.
  (text) => text.isWellFormed() && !/[\u0000-\u001f\u007f]/u.test(text),
);
const money = fc.record({
  value: fc.integer({ min: 1, max: 999_999_999_999 }),
  currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
});
const refund: fc.Arbitrary<Refund> = fc.record({
  id: word,
  amount: money,
  reason: word,
  status: fc.constantFrom('pending', 'succeeded', 'failed'),
  createdAt: word,
});
const payment = fc.record(
  {
    id: word,
    status: fc.constantFrom('processing', 'unknown', 'action_required', 'succeeded', 'declined'),
    amount: money,
    method: fc.record({ type: word, brand: word, last4: word }, { requiredKeys: ['type'] }),
    declineCode: word,
    message: word,
    nextAction: fc.record({ type: fc.constant('redirect' as const), url: fc.webUrl() }),
    refunds: fc.array(refund, { maxLength: 3 }),
    createdAt: word,
  },
  { requiredKeys: ['id', 'status', 'amount', 'method', 'refunds', 'createdAt'] },
) satisfies fc.Arbitrary<Payment>;
const line = fc.record({
  name: word,
  quantity: fc.integer({ min: 1, max: 1_000_000 }),
  amount: fc.record({ value: fc.integer(), currency: fc.constant('EUR') }),
});
const checkout: fc.Arbitrary<Checkout> = fc.record({
  id: word,
  revision: fc.maxSafeNat(),
  gateway: fc.record({ type: word, clientUrl: fc.webUrl() }, { requiredKeys: ['type'] }),
  cartId: word,
  cartVersion: word,
  status: fc.constantFrom('open', 'processing', 'paid', 'partially_refunded', 'expired'),
  amount: money,
  lines: fc.array(line, { maxLength: 5 }),
  idempotencyKey: fc.option(fc.uuid()),
  keyExpiresInMs: fc.option(fc.nat()),
  payment: fc.option(payment),
});

test('every checkout comes back from the wire as it was', () => {
  fc.assert(
    fc.property(checkout, (sent) => {
      const received = JSON.parse(JSON.stringify(sent)) as unknown;
      expect(parseMessage(checkoutSchema, received)).toEqual({ ok: true, value: sent });
    }),
  );
});

test('every problem comes back from the wire as it was, whatever rides on it', () => {
  const codes = Object.keys(PROBLEMS) as ProblemCode[];
  const extras = fc.record({ detail: word, payment, checkout }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.constantFrom(...codes), extras, (code, members) => {
      const sent = { ...problemMembers(code), ...members };
      const received = JSON.parse(JSON.stringify(sent)) as unknown;
      expect(parseMessage(problemSchema, received)).toEqual({ ok: true, value: sent });
    }),
  );
});

test('a checkout or payment that lacks a member is refused at its path', () => {
  const [whole] = fc.sample(checkout, { numRuns: 1, seed: 1 });
  const [paid] = fc.sample(payment, { numRuns: 1, seed: 1 });
  for (const member of Object.keys(whole ?? {})) {
    const parsed = parseMessage(checkoutSchema, { ...whole, [member]: undefined });
    expect(parsed.ok ? [] : parsed.errors[0]?.path).toBe(member);
  }
  for (const member of ['id', 'status', 'amount', 'method', 'refunds', 'createdAt']) {
    const parsed = parseMessage(paymentSchema, { ...paid, [member]: undefined });
    expect(parsed.ok ? [] : parsed.errors[0]?.path).toBe(member);
  }
});

test('a problem of a newer server keeps its code, and must say what is next', () => {
  const newer = { ...problemMembers('declined'), code: 'moon-in-the-way', extra: 1 };
  const parsed = parseMessage(problemSchema, newer);
  expect(parsed).toMatchObject({ ok: true, value: { code: 'moon-in-the-way' } });
  expect(parseMessage(problemSchema, { ...newer, next: 'whatever' }).ok).toBe(false);
});
