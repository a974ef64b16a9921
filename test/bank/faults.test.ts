// What each armed fault does to a charge call, and what it leaves alone.

import { expect, test } from 'vitest';
import { ConnectionLost } from '../../src/bank/charge-faults.ts';
import { aBank, aToken, arm, codeOf, get, ledgerOf, order, post } from './a-bank.ts';

test.each(['unreachable', 'request-lost'])(
  '%s cuts the connection and does nothing',
  async (point) => {
    const bank = aBank();
    const body = order(await aToken(bank));
    await arm(bank, point);
    await expect(post(bank, '/charges', body)).rejects.toBeInstanceOf(ConnectionLost);
    expect((await ledgerOf(bank)).charges).toEqual([]);
    expect((await post(bank, '/charges', body)).status).toBe(201);
  },
);

test('answer-lost charges, cuts the connection, and the next same call is a replay', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  await arm(bank, 'answer-lost');
  await expect(post(bank, '/charges', body)).rejects.toBeInstanceOf(ConnectionLost);
  expect((await ledgerOf(bank)).charges).toHaveLength(1);
  const again = await post(bank, '/charges', body);
  expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([201, 'true']);
  expect((await ledgerOf(bank)).charges).toHaveLength(1);
});

test('error-before is a 500 that charged nothing', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  await arm(bank, 'error-before');
  expect((await post(bank, '/charges', body)).status).toBe(500);
  expect((await ledgerOf(bank)).charges).toEqual([]);
});

test('error-after is a 500 that charged', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  await arm(bank, 'error-after');
  expect((await post(bank, '/charges', body)).status).toBe(500);
  expect((await ledgerOf(bank)).charges).toHaveLength(1);
});

test('slow charges at once and answers a second later by default', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  await arm(bank, 'slow');
  let status = 0;
  const charging = post(bank, '/charges', body).then((answer) => (status = answer.status));
  await bank.clock.advance(999);
  expect([status, (await ledgerOf(bank)).charges.length]).toEqual([0, 1]);
  await bank.clock.advance(1);
  await charging;
  expect(status).toBe(201);
});

test('slow takes its own delay', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  await arm(bank, 'slow', 1, 7000);
  let isAnswered = false;
  const charging = post(bank, '/charges', body).then(() => (isAnswered = true));
  await bank.clock.advance(6999);
  expect(isAnswered).toBe(false);
  await bank.clock.advance(1);
  await charging;
});

test('ignore-idempotency charges a second time for the same call', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  await post(bank, '/charges', body);
  await arm(bank, 'ignore-idempotency');
  const again = await post(bank, '/charges', body);
  expect([again.status, again.headers.has('Idempotent-Replayed')]).toEqual([201, false]);
  expect((await ledgerOf(bank)).charges).toHaveLength(2);
});

test('ignore-idempotency respects a tombstone', async () => {
  const bank = aBank();
  await post(bank, '/charges/cancel', { key: 'key-1' });
  const body = order(await aToken(bank));
  await arm(bank, 'ignore-idempotency');
  expect(await codeOf(await post(bank, '/charges', body))).toBe('key-canceled');
});

test('search-lag hides a charge from lookups for a while, but not from a cancel', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  await arm(bank, 'search-lag', 1, 5000);
  expect((await post(bank, '/charges', body)).status).toBe(201);
  const lookup = async (): Promise<unknown> => (await get(bank, '/charges?key=key-1')).json();
  await bank.clock.advance(4999);
  expect(await lookup()).toMatchObject({ charge: null });
  expect((await post(bank, '/charges/cancel', { key: 'key-1' })).status).toBe(409);
  expect((await ledgerOf(bank)).charges).toHaveLength(1);
  await bank.clock.advance(1);
  expect(await lookup()).toMatchObject({ charge: { key: 'key-1' } });
});

test('armed faults hit charge calls in order of arrival, as often as asked', async () => {
  const bank = aBank();
  await arm(bank, 'error-before', 2);
  await arm(bank, 'unreachable');
  const token = await aToken(bank);
  const calls = await Promise.allSettled(
    ['key-1', 'key-2', 'key-3', 'key-4'].map((key) => post(bank, '/charges', order(token, key))),
  );
  const seen = calls.map((call) => (call.status === 'fulfilled' ? call.value.status : 'cut'));
  expect(seen).toEqual([500, 500, 'cut', 201]);
});

test('faults leave tokens, lookups, cancels and the ledger alone', async () => {
  const bank = aBank();
  await arm(bank, 'unreachable', 3);
  await aToken(bank);
  await get(bank, '/charges?key=key-1');
  await post(bank, '/charges/cancel', { key: 'key-1' });
  await ledgerOf(bank);
  expect(await (await get(bank, '/faults')).json()).toEqual({
    armed: [{ point: 'unreachable', times: 3, ms: 1000 }],
  });
});

test('deleting the faults makes the bank well again', async () => {
  const bank = aBank();
  await arm(bank, 'unreachable', 100);
  const deleted = await bank.bank.fetch(
    new Request('http://bank.test/faults', { method: 'DELETE' }),
  );
  expect([deleted.status, await deleted.json()]).toEqual([200, { armed: [] }]);
  expect((await post(bank, '/charges', order(await aToken(bank)))).status).toBe(201);
});

test('an unknown point is refused with the names of those there are', async () => {
  const answer = await post(aBank(), '/faults', { point: 'meteor', times: 1 });
  expect(answer.status).toBe(400);
  const { errors } = (await answer.json()) as { errors: { path: string; message: string }[] };
  expect(errors[0]?.path).toBe('point');
  expect(errors[0]?.message).toContain('request-lost, answer-lost, slow');
});

test.each([{ times: 0 }, { times: 1.5 }, { ms: -1 }, { ms: '1000' }])(
  'a fault with %o is refused',
  async (change) => {
    const answer = await post(aBank(), '/faults', { point: 'slow', ...change });
    expect(answer.status).toBe(400);
  },
);
