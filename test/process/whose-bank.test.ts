// A bank that runs already is used, and stopped only by whoever began it.

import { expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { aBank, aFolder, aShop, onPostgres } from './a-process.ts';
import { answers, aPayment, call, captured, pay } from './a-shopper.ts';

test("a bank on the bank's port that was begun by hand is used and not stopped", async () => {
  const dataFolder = await aFolder();
  const bankPort = await freePort();
  const bank = await aBank(dataFolder, bankPort);
  const shop = await aShop({ dataFolder, bankPort, env: await onPostgres() });
  expect((await pay(shop.url, await aPayment(shop))).status).toBe(201);
  expect(await shop.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(await captured(shop.bankUrl)).toHaveLength(1);
  expect(await bank.kill('SIGTERM')).toEqual({ code: 0, signal: null });
});

test('with NO_BANK the bank at BANK_URL is used, none is started, and it is not stopped', async () => {
  const [bankPort, unusedPort] = [await freePort(), await freePort()];
  const bank = await aBank(await aFolder(), bankPort);
  const bankUrl = `http://localhost:${bankPort}`;
  const env = { NO_BANK: '1', BANK_URL: bankUrl, ...(await onPostgres()) };
  const shop = await aShop({ bankPort: unusedPort, env });
  expect((await call('GET', `${shop.url}/readyz`)).status).toBe(200);
  const payment = await aPayment({ url: shop.url, bankUrl });
  expect(payment.shopper.checkout.gateway.clientUrl).toBe(`${bankUrl}/card`);
  expect((await pay(shop.url, payment)).status).toBe(201);
  expect(await answers(`http://localhost:${unusedPort}`)).toBe(false);
  expect(await shop.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(await captured(bankUrl)).toHaveLength(1);
  expect(await bank.kill('SIGTERM')).toEqual({ code: 0, signal: null });
});

test('with NO_BANK and no bank the shop starts, is not ready, and says why', async () => {
  const bank = { NO_BANK: '1', BANK_URL: `http://localhost:${await freePort()}` };
  const shop = await aShop({ env: { ...bank, ...(await onPostgres()) } });
  const ready = await call('GET', `${shop.url}/readyz`);
  expect([ready.status, ready.body['status']]).toEqual([503, 'the bank does not answer']);
  expect((await call('GET', `${shop.url}/healthz`)).status).toBe(200);
});
