// What the bank keeps and tells of its ledger, and that it can be made anew from it.

import { expect, test } from 'vitest';
import { aBank, aToken, get, ledgerOf, memoryLedger, order, post, GOOD_CARD } from './a-bank.ts';

test('the ledger lists the charges of a reference, with the contract’s members', async () => {
  const bank = aBank();
  await post(bank, '/charges', order(await aToken(bank, '4000000000000002')));
  await post(bank, '/charges', order(await aToken(bank), 'key-2'));
  await post(bank, '/charges', { ...order(await aToken(bank), 'key-3'), reference: 'chk_2' });
  const line = { reference: 'chk_1', amount: { value: 4200, currency: 'EUR' } };
  const id = expect.stringMatching(/^ch_[0-9a-f]{24}$/) as unknown;
  expect(await ledgerOf(bank)).toEqual({
    charges: [
      { id, ...line, key: 'key-1', status: 'declined' },
      { id, ...line, key: 'key-2', status: 'captured' },
    ],
    refunds: [],
  });
});

test('without a reference the ledger lists every charge', async () => {
  const bank = aBank();
  await post(bank, '/charges', order(await aToken(bank)));
  await post(bank, '/charges', { ...order(await aToken(bank), 'key-2'), reference: 'chk_2' });
  const all = (await (await get(bank, '/ledger')).json()) as { charges: unknown[] };
  expect(all.charges).toHaveLength(2);
});

test('a bank made anew from the ledger knows replays, tombstones and used tokens', async () => {
  const before = aBank();
  const body = order(await aToken(before, '4000000000009995'));
  const spare = await aToken(before);
  const first = await post(before, '/charges', body);
  await post(before, '/charges/cancel', { key: 'key-2' });

  const after = aBank(memoryLedger(before.ledger.events));
  const again = await post(after, '/charges', body);
  expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  expect(await again.text()).toBe(await first.text());
  expect(await ledgerOf(after)).toEqual(await ledgerOf(before));
  expect((await post(after, '/charges', order(spare, 'key-2'))).status).toBe(410);
  expect((await post(after, '/charges', order(body.token, 'key-3'))).status).toBe(400);
  expect((await post(after, '/charges', order(spare, 'key-3'))).status).toBe(201);
});

test('the ledger never holds a card number, an expiry or a security code', async () => {
  const bank = aBank();
  const card = { ...GOOD_CARD, number: '5555555555554444', cvc: '719' };
  await post(bank, '/tokens', card);
  const kept = JSON.stringify(bank.ledger.events);
  expect(kept).toContain('4444');
  expect(kept).not.toContain('555555');
  expect(kept).not.toContain('719');
  expect(kept).not.toContain('12/34');
});

test('a ledger that cannot be written is a 500, and the charge is nowhere', async () => {
  const bank = aBank();
  const body = order(await aToken(bank));
  bank.ledger.append = () => Promise.reject(new Error('disk full'));
  const answer = await post(bank, '/charges', body);
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('disk full');
  expect((await ledgerOf(bank)).charges).toEqual([]);
});

test('a ledger that cannot be read is a rejection of ready, and is read again', async () => {
  const bank = aBank();
  const read = bank.ledger.read.bind(bank.ledger);
  bank.ledger.read = () => Promise.reject(new Error('no such folder'));
  await expect(bank.bank.ready()).rejects.toThrow('no such folder');
  bank.ledger.read = read;
  await expect(bank.bank.ready()).resolves.toBeUndefined();
});
