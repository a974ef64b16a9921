// What follows a worker that died, slept, or did not hear that its COMMIT was done: another takes
// over, and the late one writes nothing.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import type { Database, Queryable } from '../../src/server/database.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { DEBIT, debited } from './at-the-bank.ts';
import { holdingFirst } from './forgetting.ts';
import { holdingPoint } from './holding-point.ts';
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

  test('a worker that wakes past its lease: its charge was called off, and it answers what is paid', async () => {
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
    expect(await world.isCalledOff(`${checkout.id}.1.1`)).toBe(true);
  });

  test('a worker that wakes while another is at its payment writes nothing, and calls nobody', async () => {
    const database = await openDatabase();
    const wire = holdingFirst();
    const asked: string[] = [];
    const world = await createWorld({
      database,
      between: (bank) => {
        const held = wire.between(bank);
        return (request) => {
          asked.push(`${request.method} ${new URL(request.url).pathname}`);
          return held(request);
        };
      },
    });
    const checkout = await world.open('cart-1');
    const paying = world.pay(checkout);
    await wire.reached;
    const held = holdingPoint();
    const successor = await createWorld({
      database,
      between: () => async (request) => {
        if (isCharge(request)) await held.pass();
        return world.bank(request);
      },
    });
    await successor.clock.advance(16_000);
    const taking = successor.payonce.sweep();
    await held.reached;
    asked.length = 0;
    wire.fail();
    await world.passing(paying);
    expect(asked).toEqual([]);
    held.letGo();
    await taking;
    expect((await successor.read(checkout.id)).status).toBe('paid');
    expect(await world.charges()).toMatchObject([
      { key: `${checkout.id}.1.2`, status: 'captured' },
    ]);
  });

  test('a claim whose COMMIT was not heard of is recognised and carried on', async () => {
    const database = await openDatabase();
    const deaf = deafAfter(database, 'INSERT INTO payonce_attempts');
    const world = await createWorld({ database: deaf.database });
    const answer = await world.pay(await world.open('cart-1'));
    expect([answer.status, deaf.state.isDue]).toEqual([201, false]);
    expect(await world.charges()).toHaveLength(1);
  });

  test('a settlement whose COMMIT was not heard of is answered as it was stored', async () => {
    const database = await openDatabase();
    const deaf = deafAfter(database, 'WITH settled AS');
    const world = await createWorld({ database: deaf.database });
    const checkout = await world.open('cart-1');
    expect((await world.passing(world.pay(checkout))).status).toBe(201);
    expect(deaf.state.isDue).toBe(false);
    expect((await world.read(checkout.id)).status).toBe('paid');
    expect(await world.charges()).toHaveLength(1);
  });
});

/** The first statement that contains `text` is done, but its answer is lost with the connection. */
function deafAfter(database: Database, text: string) {
  const state = { isDue: true };
  const query: Queryable['query'] = async (sql, parameters) => {
    const rows = await database.query(sql, parameters);
    if (!state.isDue || !sql.includes(text)) return rows;
    state.isDue = false;
    throw new Error('Connection terminated unexpectedly');
  };
  return { state, database: { ...database, query } };
}
