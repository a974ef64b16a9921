// What follows a worker that died, slept, or did not hear that its COMMIT was done: another takes
// over, and the late one writes nothing.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import type { Database, Queryable } from '../../src/server/database.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { DEBIT, debited } from './at-the-bank.ts';
import { isCharge } from './http.ts';
import { untilClaimed } from './until-claimed.ts';
import { createWorld, NO_LIMITS } from './world.ts';

describeDatabases('recovery', (openDatabase) => {
  test('a worker that died is followed by the sweep of another server once its lease is over', async () => {
    const database = await openDatabase();
    const dead: Fetch = () => new Promise(() => undefined);
    const world = await createWorld({ database, between: () => dead });
    const checkout = await world.open('cart-1');
    const token = await world.token();
    void world.pay(checkout, { token });
    await untilClaimed(world, checkout.id);
    const successor = await createWorld({ database, between: () => world.bank });
    await successor.clock.advance(10_000);
    expect(await successor.payonce.sweep()).toMatchObject({ taken: 0, ended: 0 });
    await successor.clock.advance(5000);
    expect(await successor.payonce.sweep()).toMatchObject({ taken: 1, ended: 1 });
    expect(await successor.read(checkout.id)).toMatchObject({ status: 'paid' });
    expect(await world.charges()).toMatchObject([{ key: `${checkout.id}.1.2` }]);
  });

  test('sixty debits that are due for a look do not delay the payment of a worker that died', async () => {
    const database = await openDatabase();
    let isDead = false;
    const dying = (bank: Fetch): Fetch => {
      return (request) => (isDead ? new Promise(() => undefined) : bank(request));
    };
    const world = await createWorld({ database, between: dying, limits: NO_LIMITS });
    for (let n = 1; n <= 60; n += 1) await debited(world, DEBIT, `debit-${n}`);
    isDead = true;
    const checkout = await world.open('cart-1');
    void world.pay(checkout);
    await untilClaimed(world, checkout.id);
    const successor = await createWorld({ database, between: () => world.bank });
    await successor.clock.advance(16_000);
    expect(await successor.payonce.sweep()).toMatchObject({ taken: 11, ended: 1 });
    expect(await successor.read(checkout.id)).toMatchObject({ status: 'paid' });
    // The debits have their turns besides.
    expect(await successor.payonce.sweep()).toMatchObject({ taken: 10, ended: 0 });
  });

  test('a worker that wakes past its lease writes nothing and its late charge is refused', async () => {
    const database = await openDatabase();
    let wake: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    const sleepy = (bank: Fetch): Fetch => {
      return async (request) => {
        if (isCharge(request)) await asleep;
        return bank(request);
      };
    };
    const world = await createWorld({ database, between: sleepy });
    const checkout = await world.open('cart-1');
    const paying = world.pay(checkout);
    await untilClaimed(world, checkout.id);
    const successor = await createWorld({ database, between: () => world.bank });
    await successor.clock.advance(16_000);
    await successor.payonce.sweep();
    wake();
    const answer = await paying;
    expect([answer.status, answer.body['status']]).toEqual([201, 'succeeded']);
    expect(await world.charges()).toMatchObject([
      { key: `${checkout.id}.1.2`, status: 'captured' },
    ]);
  });

  test('a claim whose COMMIT was not heard of is recognised and carried on', async () => {
    const database = await openDatabase();
    const world = await createWorld({
      database: deafAfter(database, 'INSERT INTO payonce_attempts'),
    });
    const answer = await world.pay(await world.open('cart-1'));
    expect(answer.status).toBe(201);
    expect(await world.charges()).toHaveLength(1);
  });

  test('a settlement whose COMMIT was not heard of is answered as it was stored', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database: deafAfter(database, 'WITH settled AS') });
    const checkout = await world.open('cart-1');
    expect((await world.passing(world.pay(checkout))).status).toBe(201);
    expect((await world.read(checkout.id)).status).toBe('paid');
    expect(await world.charges()).toHaveLength(1);
  });
});

/** The first statement that contains `text` is done, but its answer is lost with the connection. */
function deafAfter(database: Database, text: string): Database {
  let deaf = true;
  const query: Queryable['query'] = async (sql, parameters) => {
    const rows = await database.query(sql, parameters);
    if (!deaf || !sql.includes(text)) return rows;
    deaf = false;
    throw new Error('Connection terminated unexpectedly');
  };
  return { ...database, query };
}
