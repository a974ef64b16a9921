// Webhooks that go wrong on purpose: lost, doubled, early, or held back by a slow answer.

import { expect, test } from 'vitest';
import {
  aDebitToken,
  aToken,
  arm,
  chargeOf,
  labelled,
  ledgerOf,
  post,
  RETURNED_IBAN,
} from './a-bank.ts';
import { aBankWithShop, tickFor } from './a-shop.ts';

test('webhook-lost tells nobody of the charge, and counts as told', async () => {
  const bank = await aBankWithShop();
  await arm(bank, 'webhook-lost');
  await post(bank, '/charges', labelled(await aToken(bank)));
  await tickFor(bank, 5000);
  expect(bank.shop.heard).toEqual([]);
  expect(bank.ledger.events.at(-1)).toMatchObject({ type: 'event-delivered', how: 'lost' });
  expect((await chargeOf(bank))?.status).toBe('captured');
});

test('webhook-lost hits one charge; the next is told', async () => {
  const bank = await aBankWithShop();
  await arm(bank, 'webhook-lost');
  await post(bank, '/charges', labelled(await aToken(bank)));
  await post(bank, '/charges', labelled(await aToken(bank), 'key-2'));
  await tickFor(bank, 1000);
  expect(bank.shop.heard.map(({ body }) => body.data['charge'])).toMatchObject([{ key: 'key-2' }]);
});

test('webhook-lost hides a debit up to its verdict, and no further', async () => {
  const bank = await aBankWithShop();
  await arm(bank, 'webhook-lost');
  await post(bank, '/charges', labelled(await aDebitToken(bank, RETURNED_IBAN)));
  await tickFor(bank, 9000);
  expect(bank.shop.statuses()).toEqual(['reversed']);
});

test('webhook-duplicate tells three times, under one id', async () => {
  const bank = await aBankWithShop();
  await arm(bank, 'webhook-duplicate');
  await post(bank, '/charges', labelled(await aToken(bank)));
  await tickFor(bank, 5000);
  expect(bank.shop.statuses()).toEqual(['captured', 'captured', 'captured']);
  expect(new Set(bank.shop.heard.map(({ id }) => id)).size).toBe(1);
});

test('webhook-early tells before the charge is answered, and only once', async () => {
  const bank = await aBankWithShop();
  await arm(bank, 'webhook-early');
  let answered = false;
  const answeredWhenTold: boolean[] = [];
  bank.shop.answer(() => {
    answeredWhenTold.push(answered);
    return new Response(null);
  });
  const body = labelled(await aToken(bank));
  await post(bank, '/charges', body).then(() => (answered = true));
  await tickFor(bank, 5000);
  expect(answeredWhenTold).toEqual([false]);
});

test('webhook-early to a shop that does not take it answers all the same', async () => {
  const bank = await aBankWithShop();
  await arm(bank, 'webhook-early');
  bank.shop.answer(() => new Response(null, { status: 500 }));
  expect((await post(bank, '/charges', labelled(await aToken(bank)))).status).toBe(201);
  bank.shop.answer(() => new Response(null));
  await tickFor(bank, 1000);
  expect(bank.shop.heard.length).toBeGreaterThan(1);
});

test('a fault that meets a repeated charge does nothing', async () => {
  const bank = await aBankWithShop();
  const body = labelled(await aToken(bank));
  await post(bank, '/charges', body);
  await arm(bank, 'webhook-lost');
  await post(bank, '/charges', body);
  await tickFor(bank, 1000);
  expect(bank.shop.statuses()).toEqual(['captured']);
});

test('slow books at once and tells of the charge only after its answer is out', async () => {
  const bank = await aBankWithShop();
  await arm(bank, 'slow', 1, 4000);
  let answered = false;
  const toldWhenAnswered: boolean[] = [];
  bank.shop.answer(() => {
    toldWhenAnswered.push(answered);
    return new Response(null);
  });
  const body = labelled(await aToken(bank));
  const charging = post(bank, '/charges', body).then(() => (answered = true));
  await tickFor(bank, 3900);
  expect([(await ledgerOf(bank)).charges.length, toldWhenAnswered]).toEqual([1, []]);
  await tickFor(bank, 1000);
  await charging;
  expect(toldWhenAnswered).toEqual([true]);
});

test('slow holds back what it struck alone', async () => {
  const bank = await aBankWithShop();
  await arm(bank, 'slow', 1, 4000);
  const charging = post(bank, '/charges', labelled(await aToken(bank)));
  await post(bank, '/charges', labelled(await aToken(bank), 'key-2'));
  await tickFor(bank, 1000);
  const keys = () =>
    bank.shop.heard.map(({ body }) => (body.data['charge'] as { key: string }).key);
  expect(keys()).toEqual(['key-2']);
  await tickFor(bank, 4000);
  await charging;
  expect(keys()).toEqual(['key-2', 'key-1']);
});

test('a bank that starts anew tells of a charge whose answer was slow', async () => {
  const before = await aBankWithShop();
  await arm(before, 'slow', 1, 60_000);
  void post(before, '/charges', labelled(await aToken(before)));
  await tickFor(before, 1000);
  expect(before.shop.heard).toEqual([]);
  const after = await aBankWithShop(before.ledger);
  await tickFor(after, 1000);
  expect(after.shop.statuses()).toEqual(['captured']);
});
