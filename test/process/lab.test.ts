// Faults of a shop's own server, in real processes: each point is reached, each kill is a SIGKILL,
// and what is found afterwards is the truth.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ShopFaultPoint } from '../../src/shop/lab/faults.ts';
import { aFolder, aShop, onPostgres, until } from './a-process.ts';
import { aPayment, call, captured, pay, read, type Payment } from './a-shopper.ts';
import { CRASH_POINTS } from './crash-points.ts';

/** Kills one shop at `point` in mid-payment and tells what its successor made of the payment. */
async function endAfter(point: ShopFaultPoint): Promise<string> {
  const [dataFolder, env] = [await aFolder(), await onPostgres()];
  const PAYONCE_FAULTS = JSON.stringify([{ point, times: 1 }]);
  const shop = await aShop({ dataFolder, env: { ...env, PAYONCE_FAULTS } });
  const { port, bankPort, bankUrl } = shop;
  const payment = await aPayment(shop);
  expect(await pay(shop.url, payment).catch(() => 'no answer')).toBe('no answer');
  expect(await shop.exited).toEqual({ code: null, signal: 'SIGKILL' });
  expect(await readFile(join(dataFolder, 'crashed'), 'utf8')).toBe(point);
  const charged = (await captured(bankUrl)).length;

  const next = await aShop({ dataFolder, port, bankPort, env });
  await until(async () => expect(await stateOf(next.url, payment)).toMatch(/paid|declined/));
  const state = await stateOf(next.url, payment);
  const charges = await captured(bankUrl);
  expect(charges).toHaveLength(state === 'paid' ? 1 : 0);
  const replay = await pay(next.url, payment);
  expect(replay.status).toBe(state === 'paid' ? 201 : 402);
  expect(replay.headers.get('Idempotent-Replayed')).toBe('true');
  expect(await captured(bankUrl)).toEqual(charges);
  return `${point}: ${charged} charged when it died, ${state} with ${charges.length} in the end`;
}

async function stateOf(url: string, { shopper }: Payment): Promise<string> {
  const { status, payment } = await read(url, shopper);
  return status === 'open' ? (payment?.status ?? 'open') : status;
}

test('a server killed at any point of a payment leaves one charge or an honest decline', async () => {
  const ends = await Promise.all(CRASH_POINTS.map(endAfter));
  console.log(ends.join('\n'));
});

test('a paused server has its charge still to send, and sends it once when woken', async () => {
  const PAYONCE_FAULTS = JSON.stringify([{ point: 'pause-before-charge' }]);
  const shop = await aShop({ env: { ...(await onPostgres()), PAYONCE_FAULTS } });
  const payment = await aPayment(shop);
  const paying = pay(shop.url, payment);
  await until(() => expect(existsSync(join(shop.dataFolder, 'paused'))).toBe(true));
  expect(await captured(shop.bankUrl)).toEqual([]);
  process.kill(shop.pid, 'SIGCONT');
  expect((await paying).status).toBe(201);
  expect(await captured(shop.bankUrl)).toHaveLength(1);
});

test('an answer that is armed to be lost is cut after the charge, and the same key finds it', async () => {
  const shop = await aShop({ env: await onPostgres() });
  const faults = `${shop.url}/payonce/lab/faults`;
  const body = { point: 'answer-lost', times: 2 };
  expect((await call('POST', faults, { body })).status).toBe(201);
  const payment = await aPayment(shop);
  for (let count = 0; count < 2; count += 1) {
    expect(await pay(shop.url, payment).catch(() => 'cut')).toBe('cut');
    expect(await captured(shop.bankUrl)).toHaveLength(1);
  }
  const found = await pay(shop.url, payment);
  expect([found.status, found.headers.get('Idempotent-Replayed')]).toEqual([201, 'true']);
  expect(await captured(shop.bankUrl)).toHaveLength(1);
  expect(shop.output().match(/^lab: answer-lost$/gm)).toHaveLength(2);
  expect((await call('GET', faults)).body).toEqual({ armed: [] });
});

test('without the lab there is nothing to arm, and nothing of the bank', async () => {
  const shop = await aShop({ env: { ...(await onPostgres()), PAYONCE_LAB: '0' } });
  const body = { point: 'answer-lost', times: 1 };
  for (const path of ['faults', 'bank/faults', 'bank/ledger']) {
    const url = `${shop.url}/payonce/lab/${path}`;
    const answers = [await call('GET', url), await call('POST', url, { body })];
    answers.push(await call('DELETE', url));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  }
  expect((await call('GET', `${shop.url}/lab`)).status).toBe(404);
  expect((await pay(shop.url, await aPayment(shop))).status).toBe(201);
});
