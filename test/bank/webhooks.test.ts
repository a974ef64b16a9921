// Webhooks: every change is told at least once, signed, to the installation that it concerns.

import { expect, test } from 'vitest';
import {
  aBank,
  aDebitToken,
  aToken,
  BAD_IBAN,
  chargeOf,
  labelled,
  memoryLedger,
  order,
  post,
  RETURNED_IBAN,
} from './a-bank.ts';
import { aBankWithShop, aShop, ENDPOINT, register, tickFor } from './a-shop.ts';
import { manualClock } from '../support/manual-clock.ts';

const HOUR_MS = 60 * 60 * 1000;

test('a capture is told once, signed, with the charge as lookups tell it', async () => {
  const bank = await aBankWithShop();
  await post(bank, '/charges', labelled(await aToken(bank)));
  await tickFor(bank, 5000);
  const charge = await chargeOf(bank);
  expect(bank.shop.heard).toEqual([
    {
      url: ENDPOINT,
      id: `evt_${charge?.id}_captured`,
      sentAtMs: bank.clock.now() - 5000,
      isSigned: true,
      body: { type: 'charge.updated', data: { charge } },
    },
  ]);
});

test('a decline is told', async () => {
  const bank = await aBankWithShop();
  await post(bank, '/charges', labelled(await aToken(bank, '4000000000000002')));
  await bank.bank.tick();
  expect(bank.shop.statuses()).toEqual(['declined']);
});

test.each([
  [BAD_IBAN, ['pending', 'declined']],
  [RETURNED_IBAN, ['pending', 'captured', 'reversed']],
])('the debit of %s is told as %j', async (iban, statuses) => {
  const bank = await aBankWithShop();
  await post(bank, '/charges', labelled(await aDebitToken(bank, iban)));
  await tickFor(bank, 9000);
  expect(bank.shop.statuses()).toEqual(statuses);
  expect(new Set(bank.shop.heard.map(({ id }) => id)).size).toBe(statuses.length);
});

test('a reversal is told with the charge and why', async () => {
  const bank = await aBankWithShop();
  await post(bank, '/charges', labelled(await aDebitToken(bank, RETURNED_IBAN)));
  await tickFor(bank, 9000);
  const charge = await chargeOf(bank);
  expect(bank.shop.heard.at(-1)?.body).toEqual({
    type: 'charge.reversed',
    data: { charge, reason: 'debit_returned' },
  });
});

test('a canceled authentication and a refund are told', async () => {
  const bank = await aBankWithShop();
  await post(bank, '/charges', labelled(await aToken(bank, '4000002760003184')));
  await post(bank, '/charges/cancel', { key: 'key-1' });
  const paid = await post(bank, '/charges', labelled(await aToken(bank), 'key-2'));
  const { id: charge } = (await paid.json()) as { id: string };
  const amount = { value: 1, currency: 'EUR' };
  const made = await post(bank, '/refunds', { key: 'refund-1', charge, amount });
  const refund: unknown = await made.json();
  await bank.bank.tick();
  expect(bank.shop.statuses()).toEqual(['pending', 'canceled', 'captured', 'succeeded']);
  expect(bank.shop.heard.at(-1)?.body).toEqual({ type: 'refund.updated', data: { refund } });
});

test('an event goes to its own installation only', async () => {
  const bank = await aBankWithShop();
  await register(bank, 'http://other.test/hook', 'shop-2');
  const body = { ...labelled(await aToken(bank)), label: { mark: 'shop-2' } };
  await post(bank, '/charges', body);
  await bank.bank.tick();
  expect(bank.shop.heard.map(({ url }) => url)).toEqual(['http://other.test/hook']);
});

test('a charge without a mark is told to nobody', async () => {
  const bank = await aBankWithShop();
  await post(bank, '/charges', order(await aToken(bank)));
  await tickFor(bank, 1000);
  expect(bank.shop.heard).toEqual([]);
});

test('what one endpoint does not take another one gets at once', async () => {
  const bank = await aBankWithShop();
  await register(bank, 'http://second.test/hook');
  bank.shop.answer((url) => {
    if (url === ENDPOINT) throw new TypeError('fetch failed');
    return new Response(null, { status: 204 });
  });
  await post(bank, '/charges', labelled(await aToken(bank)));
  await tickFor(bank, 5000);
  expect(bank.shop.heard.map(({ url }) => url)).toEqual([ENDPOINT, 'http://second.test/hook']);
});

test.each([301, 400, 404, 500, 503])(
  'what is answered with %i is told again, with growing pauses and the same id',
  async (status) => {
    const bank = await aBankWithShop();
    bank.shop.answer(() => new Response(null, { status }));
    await post(bank, '/charges', labelled(await aToken(bank)));
    const start = bank.clock.now();
    await tickFor(bank, 8000);
    const { heard } = bank.shop;
    expect(heard.map(({ sentAtMs }) => sentAtMs - start)).toEqual([0, 0, 1000, 3000, 7000]);
    expect(new Set(heard.map(({ id }) => id)).size).toBe(1);
    expect(heard.every(({ isSigned }) => isSigned)).toBe(true);
  },
);

test('pauses never grow beyond a minute, and after a day nobody is told any more', async () => {
  const bank = await aBankWithShop();
  bank.shop.answer(() => new Response(null, { status: 500 }));
  await post(bank, '/charges', labelled(await aToken(bank)));
  const tries: number[] = [];
  for (let minute = 0; minute < 26 * 60; minute += 1) {
    await register(bank);
    await bank.bank.tick();
    tries.push(bank.shop.heard.length);
    await bank.clock.advance(60_000);
  }
  expect([tries[60], tries.at(-1)]).toEqual([61, 24 * 60]);
  expect(bank.ledger.events.at(-1)).toMatchObject({ type: 'event-delivered', how: 'given-up' });
});

test('an endpoint that is silent is left after four seconds', async () => {
  const bank = await aBankWithShop();
  bank.shop.answer(() => new Promise(() => undefined));
  await post(bank, '/charges', labelled(await aToken(bank)));
  const ticked = bank.bank.tick();
  await bank.clock.advance(4000);
  await ticked;
  expect(bank.clock.sleeping()).toBe(0);
  bank.shop.answer(() => new Response(null));
  await tickFor(bank, 1000);
  expect(bank.shop.heard).toHaveLength(2);
});

test('an endpoint that failed is asked after the others from then on', async () => {
  const bank = await aBankWithShop();
  await register(bank, 'http://second.test/hook');
  bank.shop.answer((url) => new Response(null, { status: url === ENDPOINT ? 503 : 204 }));
  for (const key of ['key-1', 'key-2']) {
    await post(bank, '/charges', labelled(await aToken(bank), key));
    await bank.bank.tick();
  }
  const second = 'http://second.test/hook';
  expect(bank.shop.heard.map(({ url }) => url)).toEqual([ENDPOINT, second, second]);
});

test('while a telling is under way another tick does not repeat it', async () => {
  const bank = await aBankWithShop();
  let answer = (_: Response): void => undefined;
  bank.shop.answer(() => new Promise((resolve) => (answer = resolve)));
  await post(bank, '/charges', labelled(await aToken(bank)));
  const first = bank.bank.tick();
  await bank.clock.advance(0);
  await bank.bank.tick();
  answer(new Response(null));
  await first;
  expect(bank.shop.heard).toHaveLength(1);
});

test('an endpoint is forgotten half a minute after it last registered; its events wait', async () => {
  const bank = await aBankWithShop();
  await bank.clock.advance(30_000);
  await post(bank, '/charges', labelled(await aToken(bank)));
  await tickFor(bank, 1000);
  expect(bank.shop.heard).toEqual([]);
  await bank.clock.advance(HOUR_MS);
  await register(bank);
  await bank.bank.tick();
  expect(bank.shop.statuses()).toEqual(['captured']);
});

test.each([
  ['url', { url: 'ftp://shop.test/', mark: 'shop-1' }],
  ['url', { url: 'shop.test', mark: 'shop-1' }],
  ['mark', { url: ENDPOINT, mark: '' }],
])('an endpoint with a wrong %s is refused', async (path, body) => {
  const answer = await post(aBank(), '/webhook-endpoints', body, 'PUT');
  const { errors } = (await answer.json()) as { errors: { path: string }[] };
  expect([answer.status, errors[0]?.path]).toEqual([400, path]);
});

test('a bank made anew tells what was not taken, under the same id, and nothing twice', async () => {
  const before = await aBankWithShop();
  await post(before, '/charges', labelled(await aToken(before), 'key-told'));
  await before.bank.tick();
  before.shop.answer(() => new Response(null, { status: 500 }));
  await post(before, '/charges', labelled(await aToken(before), 'key-untold'));
  await before.bank.tick();
  const after = await aBankWithShop(memoryLedger(before.ledger.events));
  await tickFor(after, 1000);
  expect(after.shop.heard.map(({ id }) => id)).toEqual([before.shop.heard[1]?.id]);
  expect(after.shop.heard[0]?.body).toEqual(before.shop.heard[1]?.body);
});

test('a bank signs with the secret that it is given', async () => {
  const webhookSecret = `whsec_${btoa('another secret of the shop')}`;
  const shop = aShop(webhookSecret);
  const options = { fetch: shop.fetch, webhookSecret };
  const bank = aBank(memoryLedger(), manualClock(), options);
  await register(bank);
  await post(bank, '/charges', labelled(await aToken(bank)));
  await bank.bank.tick();
  expect(shop.heard.map(({ isSigned }) => isSigned)).toEqual([true]);
});

test('a thousand events are all told, in bounded steps', async () => {
  const bank = await aBankWithShop();
  for (let index = 0; index < 1000; index += 1) {
    await post(bank, '/charges', labelled(await aToken(bank), `key-${index}`));
  }
  await bank.bank.tick();
  expect(bank.shop.heard.length).toBeLessThanOrEqual(64);
  for (let tick = 0; tick < 20; tick += 1) await bank.bank.tick();
  expect(new Set(bank.shop.heard.map(({ id }) => id)).size).toBe(1000);
  expect(bank.shop.heard).toHaveLength(1000);
});
