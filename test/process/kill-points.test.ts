// kill -9 at each point between two effects of a payment, with one server and with two on one real
// PostgreSQL: one charge or an honest decline, without a person, and nothing sent past the consent.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SERVER_CONSENT_MS } from '../../src/protocol/consent.ts';
import type { ShopFaultPoint } from '../../src/shop/lab/faults.ts';
import { bankBooks } from '../chaos/books.ts';
import { freePort } from '../support/free-port.ts';
import type { ShopProcess } from '../support/shop-process.ts';
import { aBank, aFolder, aShop, onPostgres, until } from './a-process.ts';
import { aPayment, call, pay, read, type Payment } from './a-shopper.ts';
import { aWatcher } from './a-watcher.ts';
import { CRASH_POINTS } from './crash-points.ts';

interface Place {
  readonly env: Readonly<Record<string, string>> & { readonly DATABASE_URL: string };
  readonly bankUrl: string;
}

/** A database and a bank that any number of servers share. */
async function aPlace(): Promise<Place> {
  const bankPort = await freePort();
  await aBank(await aFolder(), bankPort);
  const bankUrl = `http://localhost:${bankPort}`;
  return { env: { ...(await onPostgres()), NO_BANK: '1', BANK_URL: bankUrl }, bankUrl };
}

interface Death {
  readonly point: ShopFaultPoint;
  readonly payment: Payment;
  /** How much the bank had of it when the server died. */
  readonly charged: number;
}

/** Pays at a server that dies of it, and makes sure that it died where it should. */
async function killAt(point: ShopFaultPoint, shop: ShopProcess, bankUrl: string): Promise<Death> {
  const payment = await aPayment({ url: shop.url, bankUrl });
  const body = { point, times: 1 };
  expect((await call('POST', `${shop.url}/payonce/lab/faults`, { body })).status).toBe(201);
  expect(await pay(shop.url, payment).catch(() => 'no answer')).toBe('no answer');
  expect(await shop.exited).toEqual({ code: null, signal: 'SIGKILL' });
  expect(await readFile(join(shop.dataFolder, 'crashed'), 'utf8')).toBe(point);
  const { charges } = await bankBooks(bankUrl);
  const { id } = payment.shopper.checkout;
  return { point, payment, charged: charges.filter(({ reference }) => reference === id).length };
}

/** The same key, sent until it is decided, and what the books say then. */
async function endOf({ env, bankUrl }: Place, url: string, death: Death): Promise<string> {
  const { point, payment, charged } = death;
  const { id } = payment.shopper.checkout;
  const seen = new Set<number>();
  const final = await until(async () => {
    const answer = await pay(url, payment);
    seen.add(answer.status);
    expect([201, 402]).toContain(answer.status);
    return answer;
  });
  expect([...seen].filter((status) => ![201, 202, 402, 409].includes(status))).toEqual([]);
  const isPaid = final.status === 201;
  expect((await read(url, payment.shopper)).status).toBe(isPaid ? 'paid' : 'open');
  const { charges } = await bankBooks(bankUrl);
  const mine = charges.filter(({ reference }) => reference === id);
  expect(mine.map(({ status }) => status)).toEqual(isPaid ? ['captured'] : []);
  const rows = await aWatcher(env.DATABASE_URL).ask(
    'SELECT created_at FROM payonce_attempts WHERE checkout_id = $1',
    [id],
  );
  expect(rows).toHaveLength(1);
  const claimedAt = Number(rows[0]?.['created_at']);
  const latest = Math.max(0, ...mine.map(({ createdAt }) => createdAt - claimedAt));
  expect(latest).toBeLessThanOrEqual(SERVER_CONSENT_MS);
  return `${point}: ${charged} charged when it died, ${mine.length} in the end, sent ${latest} ms after the claim`;
}

test('one server, killed at each point and started again, ends each payment by itself', async () => {
  const place = await aPlace();
  const dataFolder = await aFolder();
  const deaths: Death[] = [];
  const first = await aShop({ dataFolder, env: place.env });
  let shop = first;
  for (const point of CRASH_POINTS) {
    deaths.push(await killAt(point, shop, place.bankUrl));
    shop = await aShop({ dataFolder, port: first.port, env: place.env });
  }
  const ends = await Promise.all(deaths.map((death) => endOf(place, shop.url, death)));
  console.log(`one server\n${ends.join('\n')}`);
});

test('a payment whose server is killed at any point is ended by another that was running', async () => {
  const place = await aPlace();
  const other = await aShop({ env: place.env });
  const endWithTwo = async (point: ShopFaultPoint): Promise<string> => {
    const one = await aShop({ env: place.env });
    return endOf(place, other.url, await killAt(point, one, place.bankUrl));
  };
  const ends = await Promise.all(CRASH_POINTS.map(endWithTwo));
  console.log(`two servers\n${ends.join('\n')}`);
});
