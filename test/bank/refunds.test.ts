// Refunds: at most once per key for ever, and never more than was captured and is still there.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Refund } from '../../src/bank/ledger.ts';
import {
  aBank,
  aDebitToken,
  aToken,
  chargeOf,
  codeOf,
  get,
  labelled,
  ledgerOf,
  memoryLedger,
  post,
  RETURNED_IBAN,
  type TestBank,
} from './a-bank.ts';

async function captured(bank: TestBank, key = 'key-1'): Promise<string> {
  const answer = await post(bank, '/charges', labelled(await aToken(bank), key));
  return ((await answer.json()) as { id: string }).id;
}

function refund(bank: TestBank, charge: string, value: number, key = 'refund-1') {
  return post(bank, '/refunds', { key, charge, amount: { value, currency: 'EUR' } });
}

async function refundedValue(bank: TestBank): Promise<number> {
  const { refunds } = (await ledgerOf(bank)) as { refunds: Refund[] };
  return refunds.reduce((sum, { amount }) => sum + amount.value, 0);
}

test('a refund is made once, however often it is asked for', async () => {
  const bank = aBank();
  const charge = await captured(bank);
  const order = { key: 'refund-1', charge, amount: { value: 1000, currency: 'EUR' }, reason: 'r' };
  const first = await post(bank, '/refunds', order);
  const again = await post(bank, '/refunds', order);
  const text = await first.text();
  expect([first.status, again.status, await again.text()]).toEqual([201, 201, text]);
  expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  expect(JSON.parse(text)).toEqual({
    id: expect.stringMatching(/^re_[0-9a-f]{24}$/) as unknown,
    key: 'refund-1',
    charge,
    reference: 'chk_1',
    amount: { value: 1000, currency: 'EUR' },
    status: 'succeeded',
    reason: 'r',
    createdAt: bank.clock.now(),
  });
});

test('the ledger lists the refund beside its charge, which stays captured', async () => {
  const bank = aBank();
  const charge = await captured(bank);
  const { id } = (await (await refund(bank, charge, 1000)).json()) as Refund;
  const ledger = await ledgerOf(bank);
  expect(ledger.charges).toMatchObject([{ id: charge, status: 'captured' }]);
  expect(ledger.refunds).toEqual([{ id, charge, amount: { value: 1000, currency: 'EUR' } }]);
  expect((await ledgerOf(bank, 'chk_2')).refunds).toEqual([]);
});

test('the same key with another amount or charge is refused with what it names, also after days', async () => {
  const bank = aBank();
  const [one, other] = [await captured(bank), await captured(bank, 'key-2')];
  await refund(bank, one, 1000);
  await bank.clock.advance(30 * 24 * 60 * 60 * 1000);
  const answers = [await refund(bank, one, 999), await refund(bank, other, 1000)];
  expect(answers.map(({ status }) => status)).toEqual([422, 422]);
  const told = await Promise.all(answers.map((answer) => answer.json()));
  const refused = { code: 'key-reused', refund: { charge: one, amount: { value: 1000 } } };
  expect(told).toMatchObject([refused, refused]);
  expect((await refund(bank, one, 1000)).status).toBe(201);
  expect(await refundedValue(bank)).toBe(1000);
});

test('a key that is used twice at once refunds once', async () => {
  const bank = aBank();
  const charge = await captured(bank);
  const answers = await Promise.all([1, 2, 3].map(() => refund(bank, charge, 1000)));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect(await refundedValue(bank)).toBe(1000);
});

test('64 partial refunds at once never come to more than was captured', async () => {
  const bank = aBank();
  const charge = await captured(bank);
  const answers = await Promise.all(
    Array.from({ length: 64 }, (_, index) => refund(bank, charge, 100, `refund-${index}`)),
  );
  const made = answers.filter(({ status }) => status === 201);
  const codes = await Promise.all(answers.filter(({ status }) => status === 409).map(codeOf));
  expect([made.length, await refundedValue(bank)]).toEqual([42, 4200]);
  expect(codes).toEqual(Array.from({ length: 22 }, () => 'refund-exceeds-captured'));
});

test('whatever is refunded in whatever order, the sum stays within the capture', async () => {
  const value = fc.integer({ min: 1, max: 3000 });
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 12 }), async (values) => {
      const bank = aBank();
      const charge = await captured(bank);
      await Promise.all(values.map((each, index) => refund(bank, charge, each, `refund-${index}`)));
      expect(await refundedValue(bank)).toBeLessThanOrEqual(4200);
    }),
    { numRuns: 40 },
  );
});

test('another currency is refused', async () => {
  const bank = aBank();
  const body = { key: 'r', charge: await captured(bank), amount: { value: 1, currency: 'USD' } };
  expect(await codeOf(await post(bank, '/refunds', body))).toBe('refund-exceeds-captured');
});

test('a charge that nobody captured cannot be refunded, and the refusal tells of it', async () => {
  const bank = aBank();
  const body = labelled(await aToken(bank, '4000000000000002'));
  const { id } = (await (await post(bank, '/charges', body)).json()) as { id: string };
  const answer = await refund(bank, id, 1);
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({
    code: 'not-captured',
    charge: { id, status: 'declined' },
  });
});

test('a debit is refundable once it settled, and no more once it was returned', async () => {
  const bank = aBank();
  await post(bank, '/charges', labelled(await aDebitToken(bank, RETURNED_IBAN)));
  const id = (await chargeOf(bank))?.id ?? '';
  expect(await codeOf(await refund(bank, id, 1, 'r1'))).toBe('not-captured');
  await bank.clock.advance(4000);
  expect((await refund(bank, id, 1, 'r1')).status).toBe(201);
  await bank.clock.advance(4000);
  expect(await codeOf(await refund(bank, id, 1, 'r2'))).toBe('refund-exceeds-captured');
});

test('an unknown charge is refused', async () => {
  const answer = await refund(aBank(), 'ch_none', 1);
  expect([answer.status, await codeOf(answer)]).toEqual([404, 'charge-unknown']);
});

test.each([
  ['key', { key: '' }],
  ['charge', { charge: 'with space' }],
  ['amount.value', { amount: { value: 0, currency: 'EUR' } }],
  ['reason', { reason: 'x'.repeat(501) }],
])('a refund with a wrong %s is refused', async (path, change) => {
  const body = { key: 'r', charge: 'ch_1', amount: { value: 1, currency: 'EUR' }, ...change };
  const answer = await post(aBank(), '/refunds', body);
  const { errors } = (await answer.json()) as { errors: { path: string }[] };
  expect([answer.status, errors[0]?.path]).toEqual([400, path]);
});

test('a refund is found by its key', async () => {
  const bank = aBank();
  const made: unknown = await (await refund(bank, await captured(bank), 1000)).json();
  const found = async (key: string): Promise<unknown> =>
    (await get(bank, `/refunds?key=${key}`)).json();
  expect(await found('refund-1')).toEqual({ refund: made });
  expect(await found('refund-2')).toEqual({ refund: null });
  expect((await get(bank, '/refunds')).status).toBe(400);
});

test('a bank made anew from the ledger knows what was refunded', async () => {
  const before = aBank();
  const charge = await captured(before);
  await refund(before, charge, 4000);
  const after = aBank(memoryLedger(before.ledger.events));
  expect((await refund(after, charge, 4000)).status).toBe(201);
  expect((await refund(after, charge, 201, 'refund-2')).status).toBe(409);
  expect(await refundedValue(after)).toBe(4000);
});
