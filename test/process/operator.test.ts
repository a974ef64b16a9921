// The operator's command as it is typed, against a running shop and none.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { newDatabaseUrl } from '../support/postgres-url.ts';
import { aFolder, aShop } from './a-process.ts';
import { aPayment, call, pay } from './a-shopper.ts';
import { environmentOf, operator } from './an-operator.ts';

test('while a shop has the embedded database open, the shop answers for it', async () => {
  const shop = await aShop();
  const env = environmentOf(shop);
  expect(await operator(env, 'list')).toEqual({
    code: 0,
    out: 'Nothing waits for you.\n',
    err: '',
  });
  const payment = await aPayment(shop);
  const { id } = payment.shopper.checkout;
  expect((await pay(shop.url, payment)).status).toBe(201);
  const { out, code } = await operator(env, `show ${id}`);
  expect(code).toBe(0);
  expect(out).toContain(`${id}  €28.00  paid\n`);
  const [charge] = await charged(shop.bankUrl, id);
  expect(out).toContain(`charge ${charge?.id ?? ''}: €28.00 taken, pays the checkout`);
  expect(await operator(env, `settle ${id} --not-charged`)).toMatchObject({ code: 1, out: '' });
  expect((await operator(env, 'sweep')).out).toContain('Payments looked at: 0');
  expect((await operator(env, 'reconcile')).out).toContain("The bank's charges looked at: ");

  const elsewhere = await operator({ ...env, PORT: String(shop.bankPort) }, 'list');
  expect(elsewhere.code).toBe(1);
  const nowhere = await operator({ ...env, PORT: '1' }, 'list');
  expect(nowhere.err).toMatch(/^Process \d+ has the embedded database .* open and does not answer/);
  const stranger = await operator({ ...env, MERCHANT_SECRET: 'another' }, 'list');
  expect([stranger.code, stranger.err]).toEqual([
    1,
    'The shop has another MERCHANT_SECRET: set its own.\n',
  ]);
});

interface Charge {
  readonly id: string;
}

async function charged(bankUrl: string, reference: string): Promise<readonly Charge[]> {
  const ledger = await call('GET', `${bankUrl}/ledger?reference=${reference}`);
  return ledger.body['charges'] as Charge[];
}

test('no database, an empty one and a mistyped command are told in words', async () => {
  const dataFolder = await aFolder();
  const none = await operator({ PAYONCE_DATA: dataFolder }, 'list');
  expect([none.code, none.err]).toEqual([
    1,
    `There is no database in ${dataFolder}: set PAYONCE_DATA or DATABASE_URL as for npm start.\n`,
  ]);
  expect(existsSync(join(dataFolder, 'database'))).toBe(false);
  const DATABASE_URL = await newDatabaseUrl(inject('postgresUrl'));
  const empty = await operator({ DATABASE_URL }, 'list');
  expect([empty.code, empty.err]).toEqual([
    1,
    'There are no payonce tables in this database: is it the right one?\n',
  ]);
  expect((await operator({}, 'setle')).code).toBe(2);
});
