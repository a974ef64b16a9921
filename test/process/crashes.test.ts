// kill -9, of the server in mid-payment and of the bank: the money moves once, and the truth comes
// out.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aBank, aFolder, aShop, onPostgres, until } from './a-process.ts';
import { answers, aPayment, call, captured, open, pay, read, slowBank } from './a-shopper.ts';

test('a payment that its killed server left is found paid by the next one, and charged once', async () => {
  const dataFolder = await aFolder();
  const first = await aShop({ dataFolder });
  const { port, bankPort, bankUrl } = first;
  const payment = await aPayment(first);
  const { cookie, cartId, checkout } = payment.shopper;
  await slowBank(bankUrl);
  const lost = pay(first.url, payment).catch(() => 'lost');
  await until(async () => expect(await captured(bankUrl, checkout.id)).toHaveLength(1));
  expect(await first.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
  expect(await lost).toBe('lost');
  expect(await answers(bankUrl)).toBe(true);

  const next = await aShop({ dataFolder, port, bankPort });
  const found = await open(next.url, cookie, cartId);
  // Paid already if the bank's webhook was first.
  expect(found).toMatchObject({ id: checkout.id, idempotencyKey: null });
  expect(['processing', 'paid']).toContain(found.status);
  const early = await pay(next.url, payment);
  expect([201, 202, 409]).toContain(early.status);
  await until(async () => expect((await read(next.url, payment.shopper)).status).toBe('paid'));
  const replay = await pay(next.url, payment);
  expect([replay.status, replay.body['status']]).toEqual([201, 'succeeded']);
  expect(replay.headers.get('Idempotent-Replayed')).toBe('true');
  expect(await captured(bankUrl)).toMatchObject([{ reference: checkout.id }]);

  expect(await next.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(await answers(bankUrl)).toBe(false);
});

test('without its bank the shop takes no payment and says why; with it, the same key pays', async () => {
  const dataFolder = await aFolder();
  const shop = await aShop({ dataFolder, env: await onPostgres() });
  const { url, bankUrl, bankPort } = shop;
  const earlier = await aPayment(shop);
  expect((await pay(url, earlier)).status).toBe(201);
  const payment = await aPayment(shop);
  process.kill(Number(await readFile(join(dataFolder, 'bank.pid'), 'utf8')), 'SIGKILL');

  await until(async () => expect((await call('GET', `${url}/readyz`)).status).toBe(503));
  const unready = await call('GET', `${url}/readyz`);
  expect(unready.body).toEqual({ status: 'the bank does not answer' });
  expect((await call('GET', `${url}/healthz`)).status).toBe(200);
  const refused = await pay(url, payment);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('Content-Type')).toBe('application/problem+json');
  expect(refused.headers.get('Retry-After')).toMatch(/^\d+$/);
  expect(refused.body).toMatchObject({ code: 'bank-unavailable', next: 'same-key' });
  expect(await read(url, payment.shopper)).toMatchObject({
    status: 'open',
    idempotencyKey: payment.shopper.checkout.idempotencyKey,
    payment: null,
  });

  const bank = await aBank(dataFolder, bankPort);
  expect((await call('GET', `${url}/readyz`)).status).toBe(200);
  expect((await pay(url, payment)).status).toBe(201);
  const references = (await captured(bankUrl)).map(({ reference }) => reference);
  expect(references).toEqual([earlier.shopper.checkout.id, payment.shopper.checkout.id]);

  expect(await shop.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(await answers(bankUrl)).toBe(true);
  expect(await bank.kill('SIGTERM')).toEqual({ code: 0, signal: null });
});
