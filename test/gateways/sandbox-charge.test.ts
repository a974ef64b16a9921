// What one charge call proves, for every answer that a bank, a proxy or a broken line can give.
// Only the bank's own word, about this very key, is a verdict.

import { expect, test } from 'vitest';
import {
  answering,
  ASKING,
  CAPTURED,
  DECLINED,
  failing,
  KEY,
  never,
  ORDER,
  PENDING,
  scriptedBank,
  systemError,
} from './scripted-bank.ts';

test('a charge is one POST that names key, reference, amount, token and label, and nothing else', async () => {
  const { gateway, clock, seen } = scriptedBank(answering(201, CAPTURED));
  await gateway.charge(ORDER);
  expect(seen).toMatchObject([
    {
      method: 'POST',
      url: 'http://bank.test/charges',
      type: 'application/json',
      redirect: 'manual',
    },
  ]);
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
    key: KEY,
    reference: ORDER.reference,
    amount: ORDER.amount,
    token: 'tok_1',
    label: ORDER.label,
  });
  expect(clock.sleeping()).toBe(0);
});

test('a captured charge succeeded, with the amount that the bank says', async () => {
  const amount = { value: 4100, currency: 'EUR' };
  const { gateway } = scriptedBank(answering(201, { ...CAPTURED, amount }));
  expect(await gateway.charge(ORDER)).toEqual({
    type: 'succeeded',
    chargeId: 'ch_1',
    amount,
    method: CAPTURED.method,
  });
});

test('a declined charge is declined, with code and kind', async () => {
  const { gateway } = scriptedBank(answering(402, DECLINED));
  expect(await gateway.charge(ORDER)).toEqual({
    type: 'declined',
    chargeId: 'ch_1',
    kind: 'hard',
    declineCode: 'stolen_card',
    method: CAPTURED.method,
  });
});

test('a charge names the way back when there is one', async () => {
  const { gateway, seen } = scriptedBank(answering(201, CAPTURED));
  await gateway.charge({ ...ORDER, returnUrl: 'http://shop.test/checkout' });
  expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ returnUrl: 'http://shop.test/checkout' });
});

test('a pending charge that leads somewhere asks for the shopper', async () => {
  const { gateway } = scriptedBank(answering(202, ASKING));
  expect(await gateway.charge(ORDER)).toEqual({
    type: 'action',
    chargeId: 'ch_1',
    url: 'http://bank.test/authenticate/ch_1?secret=s',
    method: CAPTURED.method,
  });
});

test('a pending charge that leads nowhere is pending', async () => {
  const { gateway } = scriptedBank(answering(202, PENDING));
  expect(await gateway.charge(ORDER)).toEqual({
    type: 'pending',
    chargeId: 'ch_1',
    method: CAPTURED.method,
  });
});

test.each(['javascript:alert(1)', '/authenticate', 'data:text/html,x'])(
  'a charge that would lead the shopper to %s proves nothing',
  async (url) => {
    const nextAction = { type: 'redirect', url };
    const { gateway } = scriptedBank(answering(202, { ...PENDING, nextAction }));
    expect((await gateway.charge(ORDER)).type).toBe('unknown');
  },
);

test('a decline without code and kind is a soft one without a reason', async () => {
  const { declineCode: _code, declineKind: _kind, ...bare } = DECLINED;
  const { gateway } = scriptedBank(answering(402, bare));
  const outcome = await gateway.charge(ORDER);
  expect(outcome).toMatchObject({ kind: 'soft', declineCode: 'generic_decline' });
});

test.each(['token-unknown', 'token-used'])('%s is a technical decline', async (code) => {
  const { gateway } = scriptedBank(answering(400, { code }));
  expect(await gateway.charge(ORDER)).toEqual({
    type: 'declined',
    chargeId: null,
    kind: 'technical',
    declineCode: 'token_invalid',
    method: { type: 'card' },
  });
});

test('a key that the bank knows from another order was not charged for this one', async () => {
  const { gateway } = scriptedBank(answering(422, { code: 'key-reused' }));
  expect(await gateway.charge(ORDER)).toEqual({
    type: 'key-reused',
    reason: 'the bank knows the key from another order',
  });
});

test('no reason that is told repeats the token', async () => {
  const token = 'tok_secret';
  for (const script of [answering(500, { token }), failing(systemError('ECONNRESET', 'read'))]) {
    const outcome = await scriptedBank(script).gateway.charge({ ...ORDER, token });
    expect(JSON.stringify(outcome)).not.toContain(token);
  }
});

test('clients are told of the card page in the bank’s own origin', () => {
  const { gateway } = scriptedBank(never);
  expect(gateway.public).toEqual({ type: 'sandbox', clientUrl: 'http://bank.test/card' });
});
