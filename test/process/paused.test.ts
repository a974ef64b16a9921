// A worker that sleeps past its lease and wakes up: another has ended its payment meanwhile, and
// nothing that it still does counts.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bankBooks, type Watcher } from '../chaos/books.ts';
import { freePort } from '../support/free-port.ts';
import type { ShopProcess } from '../support/shop-process.ts';
import { aBank, aFolder, aShop, onPostgres, until } from './a-process.ts';
import { aPayment, call, captured, pay, read, slowBank, type Payment } from './a-shopper.ts';
import { aWatcher } from './a-watcher.ts';

const TABLES = ['checkouts', 'attempts', 'legs', 'charges', 'outbox'];

/** Every row of one checkout, as text. */
async function rowsOf(watcher: Watcher, checkoutId: string): Promise<string[]> {
  const rows: string[] = [];
  for (const table of TABLES) {
    const column = table === 'checkouts' ? 'id' : 'checkout_id';
    const sql = `SELECT row_to_json(t)::text AS row FROM payonce_${table} t WHERE ${column} = $1`;
    const found = await watcher.ask(`${sql} ORDER BY 1`, [checkoutId]);
    rows.push(...found.map(({ row }) => `${table} ${String(row)}`));
  }
  return rows;
}

interface Sleeper {
  readonly name: string;
  readonly shop: ShopProcess;
  readonly payment: Payment;
  readonly answering: ReturnType<typeof pay>;
}

/** The other ends the payment while its worker sleeps; then that one wakes up and is too late. */
async function outlive(sleeper: Sleeper, other: ShopProcess, watcher: Watcher): Promise<string> {
  const { name, shop, payment, answering } = sleeper;
  const { id } = payment.shopper.checkout;
  await until(async () => expect((await pay(other.url, payment)).status).toBe(201));
  // What follows from it, its event among others, is done as well.
  await until(async () => {
    const [event] = await watcher.ask('SELECT status FROM payonce_outbox WHERE checkout_id = $1', [
      id,
    ]);
    expect(event).toEqual({ status: 'delivered' });
  });
  const before = await rowsOf(watcher, id);
  process.kill(shop.pid, 'SIGCONT');
  const { status, body } = await answering;
  expect([status, body['status']]).toEqual([201, 'succeeded']);
  expect(await rowsOf(watcher, id)).toEqual(before);
  expect((await read(shop.url, payment.shopper)).status).toBe('paid');
  const [leg] = await watcher.ask(
    'SELECT max(leg) AS leg FROM payonce_legs WHERE checkout_id = $1',
    [id],
  );
  return `${name}: paid by leg ${String(leg?.['leg'])}, woken and refused`;
}

test('a worker that is stopped past its lease charges nothing and writes nothing when it wakes', async () => {
  const bankPort = await freePort();
  await aBank(await aFolder(), bankPort);
  const bankUrl = `http://localhost:${bankPort}`;
  const env = { ...(await onPostgres()), NO_BANK: '1', BANK_URL: bankUrl };
  const watcher = aWatcher(env.DATABASE_URL);
  const [other, one, two] = await Promise.all([aShop({ env }), aShop({ env }), aShop({ env })]);

  // Stopped while the bank has charged and not answered.
  const sent = await aPayment({ url: one.url, bankUrl });
  await slowBank(bankUrl);
  const first = pay(one.url, sent);
  await until(async () => {
    expect(await captured(bankUrl, sent.shopper.checkout.id)).toHaveLength(1);
  });
  process.kill(one.pid, 'SIGSTOP');

  // Stopped with the charge still to send.
  const unsent = await aPayment({ url: two.url, bankUrl });
  const body = { point: 'pause-before-charge', times: 1 };
  expect((await call('POST', `${two.url}/payonce/lab/faults`, { body })).status).toBe(201);
  const second = pay(two.url, unsent);
  await until(() => expect(existsSync(join(two.dataFolder, 'paused'))).toBe(true));

  const said = await Promise.all([
    outlive({ name: 'sent', shop: one, payment: sent, answering: first }, other, watcher),
    outlive({ name: 'unsent', shop: two, payment: unsent, answering: second }, other, watcher),
  ]);
  console.log(said.join('\n'));
  const { charges } = await bankBooks(bankUrl);
  const keys = charges.map(({ key, status }) => `${key} ${status}`).sort();
  const [a, b] = [sent, unsent].map(({ shopper }) => shopper.checkout.id);
  expect(keys).toEqual([`${a}.1.1 captured`, `${b}.1.2 captured`].sort());
});
