// How `npm start` begins and ends: what it says, what it leaves, and what it takes along.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePorts } from '../support/free-port.ts';
import { aFolder, aShop, onPostgres, run, until } from './a-process.ts';
import { answers, aPayment, call, captured, pay, slowBank } from './a-shopper.ts';

test('a shop that is ready says so in one line, left its pid, and has its bank', async () => {
  const shop = await aShop({ isFirstStart: true });
  const { url, bankUrl, pid, dataFolder } = shop;
  expect(shop.output()).toBe(`payonce ready ${url}\n`);
  expect(await readFile(join(dataFolder, 'server.pid'), 'utf8')).toBe(String(pid));
  expect((await call('GET', `${url}/healthz`)).status).toBe(200);
  expect((await call('GET', `${url}/readyz`)).status).toBe(200);
  expect((await call('GET', `${bankUrl}/healthz`)).body).toEqual({ name: 'payonce-bank' });
});

test('SIGTERM lets a payment in flight end, and takes along the bank and the pid file', async () => {
  const shop = await aShop({ env: await onPostgres() });
  const payment = await aPayment(shop);
  const { id } = payment.shopper.checkout;
  await slowBank(shop.bankUrl);
  const answer = pay(shop.url, payment);
  await until(async () => expect(await captured(shop.bankUrl, id)).toHaveLength(1));
  process.kill(Number(await readFile(join(shop.dataFolder, 'server.pid'), 'utf8')), 'SIGTERM');
  const { status, headers } = await answer;
  expect(status).toBe(201);
  // A client that kept the connection would keep the server.
  expect(headers.get('Connection')).toBe('close');
  expect(await shop.exited).toEqual({ code: 0, signal: null });
  expect(await Promise.all([answers(shop.url), answers(shop.bankUrl)])).toEqual([false, false]);
  expect(existsSync(join(shop.dataFolder, 'server.pid'))).toBe(false);
  expect(existsSync(join(shop.dataFolder, 'bank.pid'))).toBe(false);
});

test('a payment is known after an orderly stop and a new start', async () => {
  const dataFolder = await aFolder();
  const first = await aShop({ dataFolder });
  const payment = await aPayment(first);
  const paid = await pay(first.url, payment);
  expect(await first.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  const { port, bankPort } = first;
  const next = await aShop({ dataFolder, port, bankPort });
  const again = await pay(next.url, payment);
  expect([again.status, again.text]).toEqual([paid.status, paid.text]);
  expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  expect(await captured(next.bankUrl)).toHaveLength(1);
});

test('SIGTERM while it still starts leaves nobody behind', async () => {
  const [port = 0, bankPort = 0] = await freePorts(2);
  const dataFolder = await aFolder();
  const place = { PORT: String(port), BANK_PORT: String(bankPort), PAYONCE_DATA: dataFolder };
  const starting = run('start', { ...place, ...(await onPostgres()) });
  await until(() => expect(existsSync(join(dataFolder, 'bank.pid'))).toBe(true));
  expect(await starting.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  await starting.allGone();
  expect(existsSync(join(dataFolder, 'server.pid'))).toBe(false);
});
