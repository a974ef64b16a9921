// A payment from its key to its stored answer, on both databases: who pays, what is replayed, what
// a decline leaves.

import { expect, test } from 'vitest';
import { describeDatabases } from '../support/database-suite.ts';
import { createWorld, DECLINED_CARD, EUROS_42 } from './world.ts';

describeDatabases('paying', (openDatabase) => {
  const newWorld = async () => createWorld({ database: await openDatabase() });

  test('a payment charges once and pays the checkout', async () => {
    const world = await newWorld();
    const checkout = await world.open('cart-1');
    const answer = await world.pay(checkout);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ status: 'succeeded', amount: EUROS_42.amount });
    expect(await world.read(checkout.id)).toMatchObject({
      status: 'paid',
      idempotencyKey: null,
      keyExpiresInMs: null,
      payment: { status: 'succeeded', method: { type: 'card', brand: 'visa', last4: '4242' } },
    });
    expect(await world.charges(checkout.id)).toMatchObject([
      { status: 'captured', amount: EUROS_42.amount },
    ]);
  });

  test('a repeat of a paid request gets the same bytes and says so', async () => {
    const world = await newWorld();
    const checkout = await world.open('cart-1');
    const token = await world.token();
    const first = await world.pay(checkout, { token });
    const again = await world.pay(checkout, { token, key: `"${checkout.idempotencyKey ?? ''}"` });
    expect(again.status).toBe(first.status);
    expect(again.text).toBe(first.text);
    expect(first.headers.get('Idempotent-Replayed')).toBeNull();
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(await world.charges()).toHaveLength(1);
  });

  test('a replay outlives the cart, the quote and the key', async () => {
    const world = await newWorld();
    const checkout = await world.open('cart-1');
    const token = await world.token();
    const first = await world.pay(checkout, { token });
    world.carts.set('cart-1', { ...EUROS_42, version: 'v9', principal: 'nobody' });
    await world.clock.advance(48 * 3_600_000);
    const again = await world.pay(checkout, { token });
    expect(again.text).toBe(first.text);
    expect(again.status).toBe(201);
  });

  test('a decline gives a new key and is replayed byte for byte', async () => {
    const world = await newWorld();
    const checkout = await world.open('cart-1');
    const token = await world.token(DECLINED_CARD);
    const declined = await world.pay(checkout, { token });
    expect(declined.status).toBe(402);
    expect(declined.headers.get('Content-Type')).toBe('application/problem+json');
    expect(declined.body).toMatchObject({ code: 'declined', declineCode: 'generic_decline' });
    const next = await world.read(checkout.id);
    expect(next.status).toBe('open');
    expect(next.payment?.status).toBe('declined');
    expect(next.idempotencyKey).not.toBeNull();
    expect(next.idempotencyKey).not.toBe(checkout.idempotencyKey);
    const replay = await world.pay(checkout, { token });
    expect(replay.status).toBe(402);
    expect(replay.text).toBe(declined.text);
    expect(replay.headers.get('Idempotent-Replayed')).toBe('true');
    expect((await world.pay(next)).status).toBe(201);
    const statuses = (await world.charges(checkout.id)).map((charge) => charge.status);
    expect(statuses).toEqual(['declined', 'captured']);
  });

  test('a replay of the first decline stays what it was after the checkout is paid', async () => {
    const world = await newWorld();
    const checkout = await world.open('cart-1');
    const token = await world.token(DECLINED_CARD);
    const declined = await world.pay(checkout, { token });
    await world.pay(await world.read(checkout.id));
    const replay = await world.pay(checkout, { token });
    expect([replay.status, replay.text]).toEqual([402, declined.text]);
  });

  test('the revision grows with every change and with no read', async () => {
    const world = await newWorld();
    const opened = await world.open('cart-1');
    const same = await world.open('cart-1');
    expect(same.revision).toBe(opened.revision);
    await world.pay(opened, { card: DECLINED_CARD });
    const declined = await world.read(opened.id);
    expect(declined.revision).toBeGreaterThan(opened.revision);
    await world.pay(declined);
    expect((await world.read(opened.id)).revision).toBeGreaterThan(declined.revision);
  });

  test('a payment without a cart version pays when the amount is what was quoted', async () => {
    const world = await newWorld();
    const checkout = await world.open('cart-1');
    const paymentMethod = { type: 'card', token: await world.token() };
    const answer = await world.call('POST', `/checkouts/${checkout.id}/payments`, {
      headers: { 'Idempotency-Key': checkout.idempotencyKey ?? '' },
      body: { amount: checkout.amount, paymentMethod },
    });
    expect(answer.status).toBe(201);
  });

  test('a server that was restarted pays a checkout that another opened', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const checkout = await world.open('cart-1');
    const restarted = await createWorld({ database, between: () => world.bank });
    const token = await world.token();
    expect((await restarted.pay(checkout, { token })).status).toBe(201);
    expect((await world.pay(checkout, { token })).headers.get('Idempotent-Replayed')).toBe('true');
    expect(await world.charges()).toHaveLength(1);
  });
});
