// Limits against card testing and floods: what counts, whom it stops, and when it is over.

import { expect, test } from 'vitest';
import { describeDatabases } from '../support/database-suite.ts';
import { createWorld, DECLINED_CARD, type World } from './world.ts';

const HOUR_MS = 3_600_000;

/** Declines of one checkout; answers it as it then is. */
async function declined(world: World, cartId: string, times: number, principal = 'ann') {
  for (let index = 0; index < times; index += 1) {
    const checkout = await world.open(cartId, principal);
    const answer = await world.pay(checkout, { card: DECLINED_CARD, principal });
    expect(answer.status).toBe(402);
  }
  return world.open(cartId, principal);
}

describeDatabases('limits', (openDatabase) => {
  test('after ten declines of a cart in an hour it is refused, and nothing is charged', async () => {
    const world = await createWorld({ database: await openDatabase() });
    const checkout = await declined(world, 'cart-1', 10);
    const token = await world.token();
    const answer = await world.pay(checkout, { token });
    expect([answer.status, answer.body['code'], answer.body['next']]).toEqual([
      429,
      'too-many-attempts',
      'same-key',
    ]);
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    const captured = (await world.charges()).filter(({ status }) => status === 'captured');
    expect(captured).toEqual([]);
    expect((await world.read(checkout.id)).idempotencyKey).toBe(checkout.idempotencyKey);
    await world.clock.advance(Number(answer.headers.get('Retry-After')) * 1000);
    const renewed = await world.open('cart-1');
    expect((await world.pay(renewed, { token })).status).toBe(201);
  });

  test('replays and reads do not count', async () => {
    const world = await createWorld({ database: await openDatabase() });
    const first = await world.open('cart-1');
    const token = await world.token(DECLINED_CARD);
    for (let index = 0; index < 15; index += 1) {
      expect((await world.pay(first, { token })).status).toBe(402);
      await world.read(first.id);
    }
    expect((await world.pay(await declined(world, 'cart-1', 8))).status).toBe(201);
  });

  test('a replay is answered even by who may not try again', async () => {
    const world = await createWorld({ database: await openDatabase() });
    const first = await world.open('cart-1');
    const token = await world.token(DECLINED_CARD);
    await world.pay(first, { token });
    await declined(world, 'cart-1', 9);
    expect((await world.pay(first, { token })).status).toBe(402);
  });

  test('a shopper who was declined too often is stopped in every cart, another is not', async () => {
    const world = await createWorld({ database: await openDatabase() });
    await declined(world, 'cart-1', 10);
    await declined(world, 'cart-2', 10);
    const third = await world.open('cart-3');
    expect((await world.pay(third)).body['code']).toBe('too-many-attempts');
    const others = await world.open('cart-4', 'bob');
    expect((await world.pay(others, { principal: 'bob' })).status).toBe(201);
  });

  test('an address that was declined too often is stopped, whoever pays from it', async () => {
    const world = await createWorld({
      database: await openDatabase(),
      addressOf: () => '192.0.2.1',
      limits: { declinesPerAddress: 3 },
    });
    await declined(world, 'cart-1', 2, 'ann');
    await declined(world, 'cart-2', 1, 'bob');
    const checkout = await world.open('cart-3', 'cyd');
    const answer = await world.pay(checkout, { principal: 'cyd' });
    expect(answer.body['code']).toBe('too-many-attempts');
  });

  test('requests of which nobody knows whence they come share no limit', async () => {
    const world = await createWorld({
      database: await openDatabase(),
      addressOf: () => null,
      limits: { declinesPerAddress: 1, checkoutsPerAddress: 1 },
    });
    await declined(world, 'cart-1', 2, 'ann');
    await declined(world, 'cart-2', 2, 'bob');
    const checkout = await world.open('cart-3', 'cyd');
    expect((await world.pay(checkout, { principal: 'cyd' })).status).toBe(201);
  });

  test('who begins too many checkouts must wait, and those that are there still open', async () => {
    const world = await createWorld({
      database: await openDatabase(),
      limits: { checkoutsPerPrincipal: 3 },
    });
    const carts = ['cart-1', 'cart-2', 'cart-3'];
    const opened = [];
    for (const cartId of carts) opened.push(await world.open(cartId));
    const refused = await world.call('POST', '/checkouts', { body: { cartId: 'cart-4' } });
    expect([refused.status, refused.body['code']]).toEqual([429, 'too-many-checkouts']);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    for (const [index, cartId] of carts.entries()) {
      expect((await world.open(cartId)).id).toBe(opened[index]?.id);
    }
    expect((await world.open('cart-5', 'bob')).status).toBe('open');
    await world.clock.advance(HOUR_MS);
    expect((await world.open('cart-4')).status).toBe('open');
  });
});
