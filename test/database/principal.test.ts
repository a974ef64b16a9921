// A guest who signs in: the storefront hands the checkout over, the new principal goes on where the
// old one was, and to the old one there is no such checkout any more.

import { expect, test } from 'vitest';
import { deferred } from '../../src/client/deferred.ts';
import type { Database } from '../../src/server/database.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { debited, eventsOf } from './at-the-bank.ts';
import { createWorld, EUROS_42, type World } from './world.ts';

const LONG_MS = 60 * 60_000;

function handOver(world: World, database: Database, from: string, to: string): Promise<boolean> {
  return database.transaction((tx) => world.payonce.changePrincipal(tx, 'cart-1', from, to));
}

async function openingAs(world: World, principal: string): Promise<number> {
  const asked = { principal, body: { cartId: 'cart-1' } };
  return (await world.call('POST', '/checkouts', asked)).status;
}

describeDatabases('a change of principal', (openDatabase) => {
  test('a guest who paid and signs in reads it paid, and repeats the payment as it was', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const checkout = await world.open('cart-1');
    const token = await world.token();
    const answer = await world.pay(checkout, { token });
    const before = await world.read(checkout.id);
    expect(await handOver(world, database, 'ann', 'bob')).toBe(true);
    const after = await world.read(checkout.id, 'bob');
    expect(after).toEqual({ ...before, revision: before.revision + 1 });
    expect(await world.open('cart-1', 'bob')).toEqual(after);
    const repeat = await world.pay(checkout, { token, principal: 'bob' });
    expect([repeat.status, repeat.text]).toEqual([201, answer.text]);
    expect(repeat.headers.get('Idempotent-Replayed')).toBe('true');
    const another = await world.pay(checkout, { principal: 'bob' });
    expect(another.body['code']).toBe('idempotency-key-reused');
    expect(await world.charges()).toHaveLength(1);
  });

  test('a guest who signs in while the payment is live sees its end', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { checkout } = await debited(world);
    expect(await handOver(world, database, 'ann', 'bob')).toBe(true);
    expect((await world.read(checkout.id, 'bob')).status).toBe('processing');
    await world.clock.advance(LONG_MS);
    await world.tell();
    expect((await world.read(checkout.id, 'bob')).status).toBe('paid');
    expect(await eventsOf(database, checkout.id)).toEqual(['paid']);
    const [row] = await database.query('SELECT event FROM payonce_outbox');
    expect(JSON.parse(String(row?.['event']))).toMatchObject({ principal: 'bob' });
  });

  test('an open checkout is paid by the new principal with the key that the old one saw', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const checkout = await world.open('cart-1');
    await handOver(world, database, 'ann', 'bob');
    expect(await world.open('cart-1', 'bob')).toMatchObject({
      idempotencyKey: checkout.idempotencyKey,
    });
    expect((await world.pay(checkout, { principal: 'bob' })).status).toBe(201);
  });

  test('to the old principal it is byte for byte as if there were none', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const checkout = await world.open('cart-1');
    const token = await world.token();
    await world.pay(checkout, { token });
    await handOver(world, database, 'ann', 'bob');
    const none = `chk_${'0'.repeat(32)}`;
    const headers = { 'Idempotency-Key': checkout.idempotencyKey ?? '' };
    const asked = async (id: string) => {
      const path = `/checkouts/${id}`;
      const answers = [
        await world.call('GET', path),
        await world.pay({ ...checkout, id }, { token }),
        await world.call('POST', `${path}/payments`, { headers, body: { amount: 'no' } }),
        await world.call('POST', `${path}/cancel`, { headers }),
      ];
      return answers.map(({ status, text }) => [status, text]);
    };
    const answers = await asked(checkout.id);
    expect(answers.map(([status]) => status)).toEqual([404, 404, 404, 404]);
    expect(answers).toEqual(await asked(none));
    expect(await openingAs(world, 'ann')).toBe(404);
    expect(await world.charges()).toHaveLength(1);
  });

  test('who never owned the checkout cannot hand it over', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const checkout = await world.open('cart-1');
    expect(await handOver(world, database, 'eve', 'bob')).toBe(false);
    expect(await world.read(checkout.id)).toEqual(checkout);
    expect(
      (await world.call('GET', `/checkouts/${checkout.id}`, { principal: 'bob' })).status,
    ).toBe(404);
  });

  test('a change that is rolled back changes nothing', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const checkout = await world.open('cart-1');
    const failing = database.transaction(async (tx) => {
      await world.payonce.changePrincipal(tx, 'cart-1', 'ann', 'bob');
      throw new Error('The storefront changed its mind.');
    });
    await expect(failing).rejects.toThrow('changed its mind');
    expect(await world.read(checkout.id)).toEqual(checkout);
  });

  /** Of `owner.is`; it goes over to Bob, once, just after the storefront was asked for it. */
  async function aCartThatGoesOver() {
    const database = await openDatabase();
    const owner = { is: 'ann', isGoing: true };
    const world: World = await createWorld({
      database,
      async loadCart(_cartId, principal) {
        const quote = principal === owner.is ? EUROS_42 : null;
        if (!owner.isGoing) return quote;
        Object.assign(owner, { is: 'bob', isGoing: false });
        expect(await handOver(world, database, 'ann', 'bob')).toBe(false);
        return quote;
      },
    });
    return { world, owner };
  }

  test('a cart that goes over just before its first row is its new principal’s, who alone can pay it', async () => {
    const { world } = await aCartThatGoesOver();
    const early = await world.open('cart-1', 'ann');
    const checkout = await world.open('cart-1', 'bob');
    expect(checkout).toMatchObject({ id: early.id, status: 'open' });
    expect((await world.pay(early, { principal: 'ann' })).status).toBe(404);
    expect((await world.pay(checkout, { principal: 'bob' })).status).toBe(201);
    expect(await world.charges()).toHaveLength(1);
  });

  test('two openings at once of a cart that went over are both let in', async () => {
    const both = deferred<null>();
    const shop = { owner: 'ann', asked: 0 };
    const world: World = await createWorld({
      database: await openDatabase(),
      async loadCart(_cartId, principal) {
        if (principal === shop.owner) return EUROS_42;
        shop.asked += 1;
        if (shop.asked === 2) both.resolve(null);
        return both.promise;
      },
    });
    await world.open('cart-1', 'ann');
    shop.owner = 'bob';
    const opened = await Promise.all([openingAs(world, 'bob'), openingAs(world, 'bob')]);
    expect(opened).toEqual([200, 200]);
  });

  test('a checkout goes over with all that was paid for it, where the storefront says whose it is', async () => {
    const { world, owner } = await aCartThatGoesOver();
    const early = await world.open('cart-1', 'ann');
    owner.is = 'ann';
    expect((await world.pay(early)).status).toBe(201);
    owner.is = 'bob';
    const paid = await world.open('cart-1', 'bob');
    expect(paid).toMatchObject({ id: early.id, status: 'paid' });
    const read = await world.call('GET', `/checkouts/${early.id}`, { principal: 'ann' });
    expect(read.status).toBe(404);
    expect(await world.charges()).toHaveLength(1);
  });

  test('a cart that two may read, and that is gone, is not handed to the other one', async () => {
    const database = await openDatabase();
    const shelf = { asked: 0, isEmpty: false };
    const world: World = await createWorld({
      database,
      async loadCart(_cartId, principal) {
        // It is let go of between the question for the one and the question for the other.
        if (principal === 'bob') shelf.asked += 1;
        const quote = shelf.isEmpty ? null : EUROS_42;
        if (shelf.asked === 1) shelf.isEmpty = true;
        return quote;
      },
    });
    const checkout = await world.open('cart-1', 'ann');
    await world.pay(checkout, { principal: 'ann' });
    expect(await openingAs(world, 'bob')).toBe(404);
    expect(shelf.asked).toBe(2);
    expect((await world.open('cart-1', 'ann')).status).toBe('paid');
  });

  test('nobody is given a checkout where the storefront cannot say whose it was', async () => {
    const broken = new Error('The session store is down.');
    let isSilentOfAnn = false;
    const world: World = await createWorld({
      database: await openDatabase(),
      loadCart(_cartId, principal) {
        const isDown = isSilentOfAnn && principal === 'ann';
        return isDown ? Promise.reject(broken) : Promise.resolve(EUROS_42);
      },
    });
    const { id } = await world.open('cart-1', 'ann');
    isSilentOfAnn = true;
    expect(await openingAs(world, 'bob')).toBe(503);
    isSilentOfAnn = false;
    expect(world.errors).toEqual([broken]);
    expect((await world.read(id, 'ann')).status).toBe('open');
  });

  test('a cart that may be read by both stays with whoever opened it', async () => {
    const world = await createWorld({ database: await openDatabase() });
    const { id } = await world.open('cart-1', 'ann');
    expect(await openingAs(world, 'bob')).toBe(404);
    expect((await world.read(id, 'ann')).status).toBe('open');
  });
});
