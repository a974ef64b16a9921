// What a refund call proves: "failed" only when the bank says that none was made and none can be.

import { expect, test } from 'vitest';
import type { RefundOrder } from '../../src/server/gateway.ts';
import {
  answering,
  CAPTURED,
  DECLINED,
  failing,
  never,
  PENDING,
  scriptedBank,
  systemError,
} from './scripted-bank.ts';

const REFUND: RefundOrder = {
  gatewayKey: 'refund-1',
  chargeId: 'ch_1',
  amount: { value: 1000, currency: 'EUR' },
  reason: 'broken in the post',
};

const MADE = {
  id: 're_1',
  key: 'refund-1',
  charge: 'ch_1',
  reference: CAPTURED.reference,
  amount: REFUND.amount,
  status: 'succeeded',
  createdAt: 1,
};

const SUCCEEDED = { type: 'succeeded', refundId: 're_1', amount: REFUND.amount };

test('a refund is one POST that names key, charge, amount and reason', async () => {
  const { gateway, seen, clock } = scriptedBank(answering(201, MADE));
  expect(await gateway.refund(REFUND)).toEqual(SUCCEEDED);
  expect(seen).toMatchObject([{ method: 'POST', url: 'http://bank.test/refunds' }]);
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
    key: 'refund-1',
    charge: 'ch_1',
    amount: REFUND.amount,
    reason: REFUND.reason,
  });
  expect(clock.sleeping()).toBe(0);
});

test.each([
  ['pending', { type: 'pending', refundId: 're_1' }],
  ['failed', { type: 'failed', refundId: 're_1' }],
])('a refund that is %s is told so', async (status, outcome) => {
  const { gateway } = scriptedBank(answering(201, { ...MADE, status }));
  expect(await gateway.refund(REFUND)).toMatchObject(outcome);
});

test.each([
  [409, { code: 'refund-exceeds-captured' }],
  [409, { code: 'not-captured', charge: DECLINED }],
  [404, { code: 'charge-unknown' }],
])('%i with %j failed for good', async (status, body) => {
  const { gateway } = scriptedBank(answering(status, body));
  const outcome = await gateway.refund(REFUND);
  expect(outcome).toEqual({ type: 'failed', refundId: null, reason: body.code });
});

test('what the key was sent for before, by whoever forgot it, is what was refunded', async () => {
  const amount = { value: 900, currency: 'EUR' };
  const body = { code: 'key-reused', refund: { ...MADE, amount } };
  const { gateway } = scriptedBank(answering(422, body));
  expect(await gateway.refund(REFUND)).toEqual({ ...SUCCEEDED, amount });
});

test.each([
  [200, MADE],
  [201, {}],
  [201, { ...MADE, key: 'another' }],
  [201, { ...MADE, status: 'maybe' }],
  [302, MADE],
  [400, { code: 'request-invalid' }],
  [401, {}],
  [404, { code: 'route-not-found' }],
  [404, '<html>'],
  [409, { code: 'key-in-use' }],
  [409, { code: 'not-captured', charge: PENDING }],
  [409, { code: 'not-captured' }],
  [201, { ...MADE, charge: 'ch_2' }],
  [422, { code: 'key-reused' }],
  [422, { code: 'key-reused', refund: { ...MADE, key: 'another' } }],
  [422, { code: 'key-reused', refund: { ...MADE, charge: 'ch_2' } }],
  [422, { code: 'request-invalid', refund: MADE }],
  [429, {}],
  [500, { code: 'refund-exceeds-captured' }],
  [503, MADE],
])('%i with %j proves nothing', async (status, body) => {
  const { gateway } = scriptedBank(answering(status, body));
  expect(await gateway.refund(REFUND)).toMatchObject({ type: 'unknown' });
});

test.each([
  ['a refused connection', systemError('ECONNREFUSED', 'connect'), 'not-sent'],
  ['a connection that died', systemError('ECONNRESET', 'read'), 'unknown'],
])('%s is %s', async (_, cause, type) => {
  expect((await scriptedBank(failing(cause)).gateway.refund(REFUND)).type).toBe(type);
});

test('silence is unknown after the timeout', async () => {
  const { gateway, clock } = scriptedBank(never, 300);
  const outcome = gateway.refund(REFUND);
  await clock.advance(300);
  expect(await outcome).toMatchObject({ type: 'unknown' });
  expect(clock.sleeping()).toBe(0);
});
