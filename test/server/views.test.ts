// What rows look like from outside: the messages of the contract, with a key only while it can pay.

import { expect, test } from 'vitest';
import { checkoutSchema, parseMessage, paymentSchema } from '../../src/protocol/messages.ts';
import { isHeld, payableKeyOf, type AttemptRow, type CheckoutRow } from '../../src/server/rows.ts';
import { checkoutView, paymentView, type CheckoutState } from '../../src/server/views.ts';
import { ID, KEPT, KEY, NOW, OPEN, PROCESSING, REFUND } from './rows.ts';

const GATEWAY = { type: 'sandbox', clientUrl: 'http://bank.test/card' };

function stateOf(checkout: CheckoutRow, attempt: AttemptRow | null): CheckoutState {
  return { checkout, attempt, charge: null, refunds: [] };
}

function view(change: Partial<typeof OPEN>, now = NOW) {
  return checkoutView(stateOf({ ...OPEN, ...change }, null), GATEWAY, now);
}

test('an open checkout is shown whole, and as the protocol has it', () => {
  const shown = checkoutView(stateOf(OPEN, PROCESSING), GATEWAY, NOW);
  expect(parseMessage(checkoutSchema, shown)).toEqual({ ok: true, value: shown });
  expect(shown).toEqual({
    id: ID,
    revision: 4,
    gateway: GATEWAY,
    cartId: 'cart-1',
    cartVersion: 'v1',
    status: 'open',
    amount: { value: 4200, currency: 'EUR' },
    lines: [{ name: 'Mug', quantity: 2, amount: { value: 4200, currency: 'EUR' } }],
    idempotencyKey: KEY,
    keyExpiresInMs: 60_000,
    payment: paymentView(PROCESSING),
  });
});

test.each([
  ['open', {}, KEY],
  ['processing', { live: 1 }, null],
  ['processing', { live: 1, lease_until: NOW + 1 }, null],
  ['processing', { live: 1, key_expires_at: NOW - 1 }, null],
  ['paid', { paid: 1 }, null],
  ['paid', { paid: 1, key: null, key_expires_at: null }, null],
  ['expired', { key: null, key_expires_at: null }, null],
  ['expired', { key_expires_at: NOW }, null],
  ['expired', { key_expires_at: null }, null],
])('the status is %s for %j', (status, change, key) => {
  const shown = view(change);
  expect([shown.status, shown.idempotencyKey]).toEqual([status, key]);
  expect(shown.keyExpiresInMs).toBe(key === null ? null : 60_000);
});

test('a key is good until the last millisecond before its end, never in it', () => {
  expect(payableKeyOf(OPEN, NOW + 59_999)).toBe(KEY);
  expect(view({}, NOW + 59_999).keyExpiresInMs).toBe(1);
  expect(payableKeyOf(OPEN, NOW + 60_000)).toBeNull();
});

test('a live attempt is held until its lease ends', () => {
  const live = { ...OPEN, live: 1 };
  expect(isHeld({ ...live, lease_until: NOW + 1 }, NOW)).toBe(true);
  expect(isHeld({ ...live, lease_until: NOW }, NOW)).toBe(false);
  expect(isHeld({ ...live, lease_until: null }, NOW)).toBe(false);
  expect(isHeld({ ...OPEN, lease_until: NOW + 1 }, NOW)).toBe(false);
});

test('a payment in the making has neither brand nor reason', () => {
  expect(paymentView(PROCESSING)).toEqual({
    id: 'pay_0123456789abcdef0123456789abcdef_1',
    status: 'processing',
    amount: { value: 4200, currency: 'EUR' },
    method: { type: 'card' },
    refunds: [],
    createdAt: '2026-01-01T12:00:00.000Z',
  });
});

test('a declined payment tells card, code and message, as the protocol has it', () => {
  const declined = { status: 'declined', decline_code: 'x', message: 'No.' } as const;
  const shown = paymentView({ ...PROCESSING, ...declined, brand: 'visa', last4: '0002' });
  expect(parseMessage(paymentSchema, shown)).toEqual({ ok: true, value: shown });
  expect(shown).toMatchObject({
    method: { type: 'card', brand: 'visa', last4: '0002' },
    declineCode: 'x',
    message: 'No.',
  });
});

test('a payment that was never sent is none to be shown', () => {
  expect(() => paymentView({ ...PROCESSING, status: 'not_sent' })).toThrow('never sent');
});

const PAID = { ...OPEN, paid: 1, key: null, key_expires_at: null };
const SUCCEEDED = { ...PROCESSING, status: 'succeeded' } as const;

test.each([
  ['paid', 'pending', 4200, 'ch_1'],
  ['paid', 'failed', 4200, 'ch_1'],
  ['partially_refunded', 'succeeded', 4199, 'ch_1'],
  ['refunded', 'succeeded', 4200, 'ch_1'],
  ['paid', 'succeeded', 4200, 'ch_2'],
] as const)(
  'a paid checkout is %s with a %s refund of %d of %s',
  (status, refundStatus, value, chargeId) => {
    const change = { status: refundStatus, amount_value: value, charge_id: chargeId };
    const refunds = [{ ...REFUND, ...change }];
    const shown = checkoutView(
      { checkout: PAID, attempt: SUCCEEDED, charge: KEPT, refunds },
      GATEWAY,
      NOW,
    );
    expect(parseMessage(checkoutSchema, shown)).toEqual({ ok: true, value: shown });
    expect([shown.status, shown.payment?.refunds]).toEqual([
      status,
      [
        {
          id: REFUND.id,
          amount: { value, currency: 'EUR' },
          reason: 'The mug was chipped.',
          status: refundStatus,
          createdAt: '2026-01-01T12:00:00.000Z',
        },
      ],
    ]);
  },
);
