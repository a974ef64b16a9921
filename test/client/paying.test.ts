// The main stories of a payment from the press to the screen, judged by what the shop charged.

import { expect, test } from 'vitest';
import type { TokenizeResult } from '../../src/client/ports.ts';
import { json, problem } from './answers.ts';
import { readyWorld, tokens } from './world.ts';

test('a press of Pay charges once and shows it paid', async () => {
  const { checkout, shop, rest } = await readyWorld();
  expect(checkout.getSnapshot()).toMatchObject({ status: 'ready', canSubmit: true });

  const result = checkout.submit();
  expect(checkout.getSnapshot()).toMatchObject({ status: 'paying', canSubmit: false });
  await rest();

  expect(await result).toMatchObject({ type: 'paid', payment: { status: 'succeeded' } });
  expect(checkout.getSnapshot()).toMatchObject({ status: 'paid', canSubmit: false });
  expect(shop.charges).toEqual([{ key: 'key-1', amount: { value: 4200, currency: 'EUR' } }]);
});

test('a second submit returns the first promise', async () => {
  const { checkout, shop, rest } = await readyWorld();
  const first = checkout.submit();
  expect(checkout.submit()).toBe(first);
  await rest();
  expect(checkout.submit()).toBe(first);
  await rest();
  expect(shop.payments()).toHaveLength(1);
});

test('two checkouts for one cart that are submitted in one tick send one POST and show the same', async () => {
  const world = await readyWorld();
  const other = world.open();
  await world.rest();
  const first = world.checkout.submit();
  expect(other.submit()).toBe(first);
  expect(other.getSnapshot().status).toBe('paying');
  await world.rest();
  expect(world.shop.payments()).toHaveLength(1);
  expect(other.getSnapshot().status).toBe('paid');
  expect(world.checkout.getSnapshot().status).toBe('paid');
});

test('an answer lost three times is asked for again with the same key and the same bytes', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = ['answer-lost', 'answer-lost', 'answer-lost'];
  shop.readFault = () => new Response(null, { status: 503 });
  const result = checkout.submit();
  await clock.advance(30_000);
  shop.readFault = null;
  await clock.advance(5_000);

  expect(await result).toMatchObject({ type: 'paid' });
  const sent = shop.payments();
  expect(sent).toHaveLength(4);
  expect(new Set(sent.map(({ key }) => key))).toEqual(new Set(['key-1']));
  expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
  expect(shop.charges).toHaveLength(1);
  expect(checkout.getSnapshot().status).toBe('paid');
});

test('a decline is shown from the server, with a new key, and another card then pays', async () => {
  const { checkout, shop, rest } = await readyWorld(tokens('tok_declined', 'tok_ok'));
  const declined = checkout.submit();
  await rest();
  expect(await declined).toMatchObject({ type: 'declined', payment: { id: 'pay_1' } });
  expect(checkout.getSnapshot()).toMatchObject({ status: 'declined', canSubmit: true });

  const paid = checkout.submit();
  await rest();
  expect(await paid).toMatchObject({ type: 'paid' });
  expect(shop.payments().map(({ key }) => key)).toEqual(['key-1', 'key-2']);
  expect(shop.charges).toHaveLength(1);
});

test('a changed cart is shown and asks for a new press, and nothing is charged before it', async () => {
  const { checkout, shop, clock, rest } = await readyWorld();
  shop.changeCart(6300);
  const first = checkout.submit();
  await rest();
  expect(await first).toMatchObject({ type: 'quote-changed' });
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'ready',
    // It was sent and refused, which is no proof: the network may hold a copy.
    notice: { type: 'quote-changed', certain: false },
    checkout: { amount: { value: 6300 } },
    canSubmit: false,
  });
  expect(shop.charges).toHaveLength(0);

  await clock.advance(500);
  expect(checkout.getSnapshot().canSubmit).toBe(true);
  const second = checkout.submit();
  await rest();
  expect(await second).toMatchObject({ type: 'paid' });
  expect(shop.charges).toEqual([{ key: 'key-2', amount: { value: 6300, currency: 'EUR' } }]);
});

/** A press that has been told by each send that the bank cannot be reached, until it gave up. */
async function refusedWorld() {
  const world = await readyWorld();
  world.shop.faults = Array.from({ length: 40 }, () => () => problem('bank-unavailable', {}, '2'));
  return world;
}

test('"nothing was charged" is said once the key is retired, and the next press pays with another', async () => {
  const { checkout, shop, clock, rest } = await refusedWorld();
  const result = checkout.submit();
  await clock.advance(20_000);
  expect(await result).toMatchObject({ type: 'unavailable', certain: true });
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'error',
    notice: { type: 'shop-down', certain: true },
    canSubmit: true,
  });
  expect(shop.cancels().map(({ key }) => key)).toEqual(['key-1']);
  expect(new Set(shop.payments().map(({ key }) => key))).toEqual(new Set(['key-1']));
  shop.faults = [];
  const again = checkout.submit();
  await rest();
  expect(await again).toMatchObject({ type: 'paid' });
  expect(shop.charges.map(({ key }) => key)).toEqual(['key-2']);
});

test.each([
  ['is refused', () => problem('temporarily-unavailable')],
  ['meets a copy that is being charged', () => problem('payment-in-flight')],
  ['finds no such call', () => new Response(null, { status: 404 })],
])('a cancel that %s proves nothing, and the same key may be tried again', async (_how, fault) => {
  const { checkout, shop, clock, rest } = await refusedWorld();
  shop.cancelFault = fault;
  const result = checkout.submit();
  await clock.advance(20_000);
  expect(await result).toMatchObject({ type: 'unavailable', certain: false });
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'error',
    notice: { type: 'shop-down', certain: false },
    canSubmit: true,
  });
  shop.faults = [];
  const again = checkout.submit();
  await rest();
  expect(await again).toMatchObject({ type: 'paid' });
  expect(shop.charges.map(({ key }) => key)).toEqual(['key-1']);
});

test('a copy that the network delivers before the cancel is shown as paid', async () => {
  const { checkout, shop, clock } = await refusedWorld();
  shop.cancelFault = () => {
    shop.payElsewhere('tok_ok');
    return problem('already-paid');
  };
  const result = checkout.submit();
  await clock.advance(20_000);
  expect(await result).toMatchObject({ type: 'paid' });
  expect(checkout.getSnapshot()).toMatchObject({ status: 'paid', notice: null });
});

test('while the retired key has no successor Pay stays shut, and the words come with it', async () => {
  const { checkout, shop, clock } = await refusedWorld();
  shop.cancelFault = () => {
    shop.cancelFault = null;
    shop.readFault = () => new Response(null, { status: 500 });
    shop.expireKey();
    return json(200, shop.checkout());
  };
  checkout.submit().catch(() => undefined);
  await clock.advance(20_000);
  expect(checkout.getSnapshot()).toMatchObject({ canSubmit: false, notice: null });
  shop.readFault = null;
  await clock.advance(60_000);
  expect(checkout.getSnapshot()).toMatchObject({
    notice: { type: 'shop-down', certain: true },
    canSubmit: true,
    checkout: { idempotencyKey: 'key-2' },
  });
});

test('a cart that changes while the card is read is never charged at a price nobody saw', async () => {
  let give: (result: TokenizeResult) => void = () => undefined;
  const source = { tokenize: () => new Promise<TokenizeResult>((resolve) => (give = resolve)) };
  const { checkout, shop, rest } = await readyWorld(source);
  const result = checkout.submit();
  shop.changeCart(6300);
  await checkout.refresh();
  give({ type: 'token', token: 'tok_ok', method: { type: 'card' } });
  await rest();
  expect(await result).toMatchObject({ type: 'quote-changed' });
  expect(shop.payments()).toHaveLength(0);
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'ready',
    notice: { type: 'quote-changed', certain: true },
    canSubmit: false,
  });
});

test('a press aimed at the total that has just been replaced charges nothing', async () => {
  const { checkout, shop, clock, rest } = await readyWorld();
  shop.changeCart(6300);
  await checkout.refresh();
  await clock.advance(499);
  expect(await checkout.submit()).toMatchObject({ type: 'not-sent', reason: 'not-ready' });
  await clock.advance(1);
  const read = checkout.submit();
  await rest();
  expect(await read).toMatchObject({ type: 'paid' });
  expect(shop.charges).toEqual([{ key: 'key-2', amount: { value: 6300, currency: 'EUR' } }]);
});

test('a key that is renewed while the card is read is the one that is sent', async () => {
  let give: (result: TokenizeResult) => void = () => undefined;
  const source = { tokenize: () => new Promise<TokenizeResult>((resolve) => (give = resolve)) };
  const { checkout, shop, rest } = await readyWorld(source);
  const result = checkout.submit();
  shop.expireKey();
  await checkout.refresh();
  give({ type: 'token', token: 'tok_ok', method: { type: 'card' } });
  await rest();
  expect(await result).toMatchObject({ type: 'paid' });
  expect(shop.payments().map(({ key }) => key)).toEqual(['key-2']);
});
