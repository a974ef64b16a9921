// One checkout per cart, and which key is current: opening, renewing, cancelling, and a cart that
// changes.

import { expect, test } from 'vitest';
import type { Checkout } from '../../src/protocol/messages.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { createWorld, EUROS_42, type World } from './world.ts';

const CHANGED = {
  ...EUROS_42,
  version: 'v2',
  amount: { value: 6300, currency: 'EUR' },
};
const HOUR_MS = 3_600_000;

describeDatabases('opening', (openDatabase) => {
  const newWorld = async () => createWorld({ database: await openDatabase() });

  test('the same cart is the same checkout with the same key', async () => {
    const world = await newWorld();
    const first = await world.open('cart-1');
    const second = await world.open('cart-1');
    expect(second.id).toBe(first.id);
    expect(second.idempotencyKey).toBe(first.idempotencyKey);
    expect(first).toMatchObject({
      status: 'open',
      cartId: 'cart-1',
      cartVersion: 'v1',
      amount: EUROS_42.amount,
      lines: EUROS_42.lines,
      payment: null,
    });
  });

  test('the key is a UUIDv7 and its lifetime is told in milliseconds from now', async () => {
    const world = await newWorld();
    const checkout = await world.open('cart-1');
    expect(checkout.idempotencyKey).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/);
    expect(checkout.keyExpiresInMs).toBe(HOUR_MS);
    await world.clock.advance(1000);
    expect((await world.read(checkout.id)).keyExpiresInMs).toBe(HOUR_MS - 1000);
  });

  test('two openings at once agree on one key', async () => {
    const world = await newWorld();
    const openings = await Promise.all(Array.from({ length: 16 }, () => world.open('cart-1')));
    expect(new Set(openings.map((checkout) => checkout.idempotencyKey)).size).toBe(1);
  });

  test('a new quote is replaced by one new key, and the old key is over', async () => {
    const world = await newWorld();
    const first = await world.open('cart-1');
    world.carts.set('cart-1', CHANGED);
    const second = await world.open('cart-1');
    expect(second.id).toBe(first.id);
    expect(second.amount.value).toBe(6300);
    expect(second.idempotencyKey).not.toBe(first.idempotencyKey);
    expect((await world.open('cart-1')).idempotencyKey).toBe(second.idempotencyKey);
  });

  test('an expired key shows as expired, is refused, and opening again renews it', async () => {
    const world = await newWorld();
    const first = await world.open('cart-1');
    await world.clock.advance(HOUR_MS);
    const expired = await world.read(first.id);
    expect(expired).toMatchObject({
      status: 'expired',
      idempotencyKey: null,
      keyExpiresInMs: null,
    });
    const late = await world.pay(first);
    expect([late.status, late.body['code']]).toEqual([410, 'idempotency-key-expired']);
    const renewed = await world.open('cart-1');
    expect(renewed.status).toBe('open');
    expect((await world.pay(renewed)).status).toBe(201);
    expect(await world.charges()).toHaveLength(1);
  });

  test('opening a paid cart shows it paid and issues no key', async () => {
    const world = await newWorld();
    await world.pay(await world.open('cart-1'));
    expect(await world.open('cart-1')).toMatchObject({ status: 'paid', idempotencyKey: null });
  });

  test('a paid cart that the shop let go of still shows its checkout', async () => {
    const world = await newWorld();
    const checkout = await world.open('cart-1');
    await world.pay(checkout);
    world.carts.set('cart-1', { ...EUROS_42, principal: 'nobody' });
    expect((await world.open('cart-1')).id).toBe(checkout.id);
  });

  test('a cart that changed after its key was issued is quoted anew and asked for again', async () => {
    const world = await newWorld();
    const checkout = await world.open('cart-1');
    world.carts.set('cart-1', CHANGED);
    const refused = await world.pay(checkout);
    expect([refused.status, refused.body['code']]).toEqual([409, 'quote-changed']);
    const quoted = refused.body['checkout'] as typeof checkout;
    expect(quoted.amount.value).toBe(6300);
    expect(await world.charges()).toHaveLength(0);
    const paid = await world.pay(quoted);
    expect(paid.status).toBe(201);
    expect(await world.charges()).toMatchObject([{ amount: { value: 6300 }, status: 'captured' }]);
  });

  /** The cart changes, and is opened anew, once, before the storefront's answer is used. */
  async function aSlowAnswer() {
    const cart = { quote: EUROS_42, isChanging: false };
    const newer: Checkout[] = [];
    const world: World = await createWorld({
      database: await openDatabase(),
      async loadCart() {
        const { quote, isChanging } = cart;
        if (!isChanging) return quote;
        Object.assign(cart, { quote: CHANGED, isChanging: false });
        newer.push(await world.open('cart-1'));
        return quote;
      },
    });
    const seen = await world.open('cart-1');
    cart.isChanging = true;
    return { world, seen, newer };
  }

  test('an opening that came late does not put the old total back over the newer one', async () => {
    const { world, newer } = await aSlowAnswer();
    expect(await world.open('cart-1')).toEqual(newer[0]);
    expect(newer).toMatchObject([{ cartVersion: 'v2', amount: CHANGED.amount }]);
    expect(await world.open('cart-1')).toEqual(newer[0]);
  });

  test('a payment that is refused does not put the old total back over the newer one', async () => {
    const { world, seen, newer } = await aSlowAnswer();
    const refused = await world.pay(seen);
    expect([refused.status, refused.body['code']]).toEqual([409, 'quote-changed']);
    expect(refused.body['checkout']).toEqual(newer[0]);
    expect(await world.open('cart-1')).toEqual(newer[0]);
    expect(newer).toMatchObject([{ cartVersion: 'v2', amount: CHANGED.amount }]);
    expect(await world.charges()).toEqual([]);
  });

  test('a cart that changes each time it is looked at is to be tried again later', async () => {
    const database = await openDatabase();
    const cart = { version: 1, isBusy: false };
    const world: World = await createWorld({
      database,
      async loadCart(cartId) {
        const quote = { ...EUROS_42, version: `v${cart.version}` };
        if (cart.isBusy) {
          cart.version += 1;
          await database.transaction((tx) => world.payonce.releaseCart(tx, cartId));
        }
        return quote;
      },
    });
    await world.open('cart-1');
    Object.assign(cart, { version: 2, isBusy: true });
    const asked = await world.call('POST', '/checkouts', { body: { cartId: 'cart-1' } });
    expect([asked.status, asked.body['code']]).toEqual([503, 'temporarily-unavailable']);
    cart.isBusy = false;
    expect(await world.open('cart-1')).toMatchObject({
      status: 'open',
      cartVersion: `v${cart.version}`,
    });
  });

  test('a cancelled key can never charge, and cancelling again says the same', async () => {
    const world = await newWorld();
    const checkout = await world.open('cart-1');
    const canceled = await world.cancel(checkout);
    expect(canceled.status).toBe(200);
    expect(canceled.body).toMatchObject({ idempotencyKey: null, payment: null });
    expect((await world.cancel(checkout)).status).toBe(200);
    const late = await world.pay(checkout);
    expect([late.status, late.body['next']]).toEqual([410, 'new-key']);
    expect(await world.charges()).toHaveLength(0);
    expect((await world.open('cart-1')).idempotencyKey).not.toBe(checkout.idempotencyKey);
  });

  test('cancelling after payment says already paid', async () => {
    const world = await newWorld();
    const checkout = await world.open('cart-1');
    await world.pay(checkout);
    const answer = await world.cancel(checkout);
    expect([answer.status, answer.body['code']]).toEqual([409, 'already-paid']);
  });

  test('a released cart cannot be paid with the key from before', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const checkout = await world.open('cart-1');
    const released = await database.transaction((tx) => world.payonce.releaseCart(tx, 'cart-1'));
    expect(released).toBe(true);
    expect((await world.pay(checkout)).status).toBe(410);
  });

  test('a paid cart is not released, one without a checkout is', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    await world.pay(await world.open('cart-1'));
    const release = (cartId: string) =>
      database.transaction((tx) => world.payonce.releaseCart(tx, cartId));
    expect(await release('cart-1')).toBe(false);
    expect(await release('cart-2')).toBe(true);
  });
});
