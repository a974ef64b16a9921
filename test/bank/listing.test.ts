// The list of charges: every one once, in the order they were made, page by page.

import { expect, test } from 'vitest';
import type { Charge } from '../../src/bank/ledger.ts';
import {
  aBank,
  aDebitToken,
  aToken,
  arm,
  get,
  LABEL,
  labelled,
  memoryLedger,
  post,
  type TestBank,
} from './a-bank.ts';

interface Page {
  readonly charges: Charge[];
  readonly next: string | null;
}

async function page(bank: TestBank, query: string): Promise<Page> {
  return (await (await get(bank, `/charges?${query}`)).json()) as Page;
}

async function charges(bank: TestBank, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await post(bank, '/charges', labelled(await aToken(bank), `key-${index}`));
    await bank.clock.advance(1000);
  }
}

async function keysOf(bank: TestBank, query: string): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const found: Page = await page(bank, cursor === '' ? query : `${query}&cursor=${cursor}`);
    keys.push(...found.charges.map(({ key }) => key));
    cursor = found.next;
  }
  return keys;
}

test('pages together hold every charge once, in the order they were made', async () => {
  const bank = aBank();
  await charges(bank, 7);
  const all = Array.from({ length: 7 }, (_, index) => `key-${index}`);
  for (const limit of [1, 3, 7, 100]) {
    expect(await keysOf(bank, `since=0&limit=${limit}`)).toEqual(all);
  }
});

test('a charge is listed as it stands, with when, whose and what for', async () => {
  const bank = aBank();
  await post(bank, '/charges', labelled(await aDebitToken(bank)));
  const made = bank.clock.now();
  await bank.clock.advance(4000);
  expect((await page(bank, 'since=0')).charges).toEqual([
    {
      id: expect.any(String) as unknown,
      reference: 'chk_1',
      key: 'key-1',
      amount: { value: 4200, currency: 'EUR' },
      status: 'captured',
      method: { type: 'bank_debit', brand: 'sepa_debit', last4: '3000' },
      label: LABEL,
      createdAt: made,
      refundedValue: 0,
      reversed: false,
    },
  ]);
});

test('the charges of one reference are listed by themselves, with what went back', async () => {
  const bank = aBank();
  await charges(bank, 2);
  const other = { ...labelled(await aToken(bank), 'key-other'), reference: 'chk_2' };
  const made = (await (await post(bank, '/charges', other)).json()) as Charge;
  const amount = { value: 1200, currency: 'EUR' };
  const order = { key: 'ref-1', charge: made.id, amount, reason: 'chipped' };
  expect((await post(bank, '/refunds', order)).status).toBe(201);
  expect((await page(bank, 'reference=chk_2')).charges).toMatchObject([
    { key: 'key-other', refundedValue: 1200, reversed: false },
  ]);
  expect(await keysOf(bank, 'reference=chk_3')).toEqual([]);
});

test('charges from before are left out', async () => {
  const bank = aBank();
  const start = bank.clock.now();
  await charges(bank, 4);
  expect(await keysOf(bank, `since=${start + 2000}`)).toEqual(['key-2', 'key-3']);
});

test('a charge made while somebody turns the pages comes at the end', async () => {
  const bank = aBank();
  await charges(bank, 3);
  const first = await page(bank, 'since=0&limit=2');
  await post(bank, '/charges', labelled(await aToken(bank), 'key-late'));
  const second = await page(bank, `since=0&limit=2&cursor=${first.next ?? ''}`);
  expect(second.charges.map(({ key }) => key)).toEqual(['key-2', 'key-late']);
});

test('a page’s end is good after a restart', async () => {
  const before = aBank();
  await charges(before, 3);
  const { next } = await page(before, 'since=0&limit=2');
  const after = aBank(memoryLedger(before.ledger.events));
  const rest = await page(after, `since=0&cursor=${next ?? ''}`);
  expect(rest.charges.map(({ key }) => key)).toEqual(['key-2']);
});

test('search-lag hides a charge here too', async () => {
  const bank = aBank();
  await arm(bank, 'search-lag', 1, 5000);
  await post(bank, '/charges', labelled(await aToken(bank)));
  expect(await keysOf(bank, 'since=0')).toEqual([]);
  await bank.clock.advance(5000);
  expect(await keysOf(bank, 'since=0')).toEqual(['key-1']);
});

test.each([
  'since=yesterday',
  'since=-1',
  'since=0&cursor=x',
  'since=0&limit=0',
  'since=0&limit=101',
])('a list asked for with %s is refused', async (query) => {
  expect((await get(aBank(), `/charges?${query}`)).status).toBe(400);
});
