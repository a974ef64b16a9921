// Two servers on one PostgreSQL and one bank are one shop.

import { expect, test } from 'vitest';
import { freePorts } from '../support/free-port.ts';
import type { ShopProcess } from '../support/shop-process.ts';
import { aFolder, aShop, onPostgres, until } from './a-process.ts';
import { answers, aPayment, call, captured, open, pay, read, slowBank } from './a-shopper.ts';

/** Two servers of one folder that know of each other only what is in the database. */
async function twoServers(): Promise<[ShopProcess, ShopProcess]> {
  const [dataFolder, [bankPort = 0]] = [await aFolder(), await freePorts(1)];
  const options = { dataFolder, bankPort, env: await onPostgres() };
  return Promise.all([aShop(options), aShop(options)]);
}

const PAYMENTS = 40;

test('two servers begun at once share carts and payments, and charge once for both', async () => {
  const [one, other] = await twoServers();
  const payment = await aPayment(one);
  const { cookie, cartId, checkout } = payment.shopper;
  expect(await open(other.url, cookie, cartId)).toMatchObject({
    id: checkout.id,
    idempotencyKey: checkout.idempotencyKey,
  });
  const cart = await call('GET', `${other.url}/shop/carts/${cartId}`, { cookie });
  expect(cart.body).toMatchObject({ id: cartId, version: 'v1' });
  expect((await pay(other.url, payment)).status).toBe(201);
  expect((await read(one.url, payment.shopper)).status).toBe('paid');

  const statuses = new Map<number, number>();
  for (let done = 0; done < PAYMENTS; done += 1) {
    const next = await aPayment(one);
    const both = await Promise.all([pay(one.url, next), pay(other.url, next)]);
    for (const { status } of both) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const ended = await Promise.all([pay(one.url, next), pay(other.url, next)]);
    expect(ended.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(ended.map(({ text }) => text)).size).toBe(1);
    expect(await captured(one.bankUrl, next.shopper.checkout.id)).toHaveLength(1);
  }
  console.log(`one key at two servers at once, ${PAYMENTS} times: ${told(statuses)}`);
  expect([...statuses.keys()].filter((status) => status !== 201 && status !== 409)).toEqual([]);
  expect(await captured(one.bankUrl)).toHaveLength(PAYMENTS + 1);

  const ends = await Promise.all([one.kill('SIGTERM'), other.kill('SIGTERM')]);
  expect(ends.map(({ code }) => code)).toEqual([0, 0]);
  expect(await answers(one.bankUrl)).toBe(false);
});

function told(statuses: ReadonlyMap<number, number>): string {
  return [...statuses].map(([status, count]) => `${count} x ${status}`).join(', ');
}

test('a payment whose server was killed is brought to its end by the other one', async () => {
  const [one, other] = await twoServers();
  const payment = await aPayment(one);
  const { id } = payment.shopper.checkout;
  await slowBank(one.bankUrl);
  const lost = pay(one.url, payment).catch(() => 'lost');
  await until(async () => expect(await captured(one.bankUrl, id)).toHaveLength(1));
  await one.kill('SIGKILL');
  expect(await lost).toBe('lost');
  await until(async () => expect((await read(other.url, payment.shopper)).status).toBe('paid'));
  expect((await pay(other.url, payment)).status).toBe(201);
  expect(await captured(other.bankUrl)).toHaveLength(1);
});

test('a server that ends leaves the bank to the one that began it', async () => {
  const options = { dataFolder: await aFolder(), env: await onPostgres() };
  const first = await aShop(options);
  const second = await aShop({ ...options, bankPort: first.bankPort });
  expect(await second.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  expect((await call('GET', `${first.url}/readyz`)).status).toBe(200);
  expect((await pay(first.url, await aPayment(first))).status).toBe(201);
  expect(await first.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(await answers(first.bankUrl)).toBe(false);
});
