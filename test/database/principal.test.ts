// A guest who signs in: the storefront hands the checkout over, the new principal goes on where the
// old one was, and to the old one there is no such checkout any more.

import { expect, test } from 'vitest';
import type { Database } from '../../src/server/database.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { debited, eventsOf } from './at-the-bank.ts';
import { createWorld, type World } from './world.ts';

const LONG_MS = 60 * 60_000;

function handOver(world: World, database: Database, from: string, to: string): Promise<boolean> {
  return database.transaction((tx) => world.payonce.changePrincipal(tx, 'cart-1', from, to));
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
    expect((await world.call('POST', '/checkouts', { body: { cartId: 'cart-1' } })).status).toBe(
      404,
    );
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
});
