// The operator's command as it is typed, against a running shop, a dead one, and none.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test, vi } from 'vitest';
import { guard, unguard } from '../support/orphan-guard.ts';
import { cleanEnvironment, NODE_FLAGS, type ShopProcess } from '../support/shop-process.ts';
import { newDatabaseUrl } from '../support/postgres-url.ts';
import { aFolder, aShop, onPostgres } from './a-process.ts';
import { aPayment, call, captured, pay } from './a-shopper.ts';

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const ROOT = join(import.meta.dirname, '..', '..');

async function operator(env: Readonly<Record<string, string>>, typed: string): Promise<Said> {
  const args = [...NODE_FLAGS, 'src/shop/operator.ts', ...typed.split(' ')];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...env },
  });
  guard(child.pid ?? 0);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  const [code] = (await once(child, 'close')) as [number | null];
  unguard(child.pid ?? 0);
  return { code, ...said };
}

function environmentOf({ port, bankPort, dataFolder }: ShopProcess): Record<string, string> {
  return { PORT: String(port), BANK_PORT: String(bankPort), PAYONCE_DATA: dataFolder };
}

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

/** A shop that died in the middle of a payment; its bank is still there. */
async function aDeadShop(point: string, env: Record<string, string>) {
  const shop = await aShop({ env });
  const body = { point, times: 1 };
  expect((await call('POST', `${shop.url}/payonce/lab/faults`, { body })).status).toBe(201);
  const payment = await aPayment(shop);
  await pay(shop.url, payment).catch(() => 'cut');
  await shop.exited;
  expect(await readFile(join(shop.dataFolder, 'crashed'), 'utf8')).toBe(point);
  const { id } = payment.shopper.checkout;
  return { shop, id, env: { ...environmentOf(shop), ...env } };
}

test('a payment of a dead embedded shop is brought to its end by hand', async () => {
  const { shop, id, env } = await aDeadShop('crash-after-charge', {});
  expect((await operator(env, `show ${id}`)).out).toContain('being paid: processing');
  // Not before the dead worker's lease has run out; and each look starts a program.
  await vi.waitFor(
    async () => {
      expect((await operator(env, 'sweep')).out).toContain('Payments looked at: 1, ended: 1.');
    },
    { timeout: 60_000, interval: 2_000 },
  );
  expect((await operator(env, `show ${id}`)).out).toContain('  €28.00  paid\n');
  expect(await captured(shop.bankUrl, id)).toHaveLength(1);
});

test("an operator's word is taken while the bank knows nothing, and the bank's before it", async () => {
  const charging = await aDeadShop('crash-after-charge', await onPostgres());
  const wrong = await operator(charging.env, `settle ${charging.id} --not-charged`);
  expect(wrong).toMatchObject({ code: 0, err: '' });
  expect(wrong.out).toMatch(/^Settled, as the bank said when it was asked once more/);
  expect((await operator(charging.env, `show ${charging.id}`)).out).toContain('  €28.00  paid\n');

  const lost = await aDeadShop('crash-before-charge', await onPostgres());
  // Its bank lives on after it: now nobody knows.
  process.kill(Number(await readFile(join(lost.shop.dataFolder, 'bank.pid'), 'utf8')), 'SIGKILL');
  expect(await operator(lost.env, `settle ${lost.id} --not-charged`)).toMatchObject({
    code: 0,
    out: 'Settled, as you said.\n',
  });
  expect((await operator(lost.env, `show ${lost.id}`)).out).toContain('declined (not_completed)');
});

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
