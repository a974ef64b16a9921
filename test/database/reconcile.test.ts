// The gateway's list held against the rows: what is adopted, what is left alone, and when a person
// must decide first.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { asked, decide, eventsOf, sweepFor } from './at-the-bank.ts';
import { another, forget } from './forgetting.ts';
import { untilClaimed } from './until-claimed.ts';
import { createWorld } from './world.ts';

// Longer than a charge counts as too young to tell.
const OLD_MS = 25_000;

describeDatabases('reconciliation', (openDatabase) => {
  test('a payment that the database lost pays its checkout again', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { id } = await world.paid('cart-1');
    await forget(database);
    await world.clock.advance(OLD_MS);
    expect(await world.payonce.reconcile()).toMatchObject({ adopted: 1, givenBack: 0 });
    expect(await world.open('cart-1')).toMatchObject({
      id,
      status: 'paid',
      payment: { status: 'succeeded', amount: { value: 4200 } },
    });
    expect(await eventsOf(database, id)).toEqual(['paid']);
    expect(await world.payonce.reconcile()).toMatchObject({ adopted: 0, givenBack: 0 });
    expect(await world.refunds()).toEqual([]);
  });

  test('a lost authentication is called off, a lost debit goes on', async () => {
    const database = await openDatabase();
    const returnUrl = () => 'http://shop.test/';
    const world = await createWorld({ database, returnUrl });
    const first = await world.open('cart-1');
    await world.pay(first, { card: '4000 0027 6000 3184' });
    const second = await world.open('cart-2');
    await world.pay(second, { token: await world.token('DE89 3704 0044 0532 0130 00') });
    await forget(database);
    await world.clock.advance(OLD_MS);
    await world.payonce.reconcile();
    expect((await world.charges(first.id))[0]?.status).toBe('canceled');
    await sweepFor(world, 5000);
    expect((await world.open('cart-2')).status).toBe('paid');
    expect(await world.refunds()).toEqual([]);
  });

  test('a lost authentication that its shopper passes as it is called off is paid and told', async () => {
    const database = await openDatabase();
    const shopper = { approves: async (): Promise<void> => undefined };
    const between = (bank: Fetch): Fetch => {
      return async (request) => {
        if (request.url.endsWith('/charges/cancel')) await shopper.approves();
        return bank(request);
      };
    };
    const returnUrl = () => 'http://shop.test/';
    const world = await createWorld({ database, between, returnUrl });
    const { checkout, url } = await asked(world);
    shopper.approves = async () => {
      await decide(world, url, 'approve');
    };
    await forget(database);
    await world.clock.advance(OLD_MS);
    expect(await world.payonce.reconcile()).toMatchObject({ adopted: 1, givenBack: 0 });
    expect(await world.open('cart-1')).toMatchObject({ id: checkout.id, status: 'paid' });
    expect(await eventsOf(database, checkout.id)).toEqual(['paid']);
  });

  test('a server that starts while others are paying refunds and adopts nothing', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    await world.fault('slow', 1, 3000);
    const checkout = await world.open('cart-1');
    const paying = world.pay(checkout);
    await untilClaimed(world, checkout.id);
    while ((await world.charges()).length === 0);
    const starting = await another(world, database);
    const nothing = { adopted: 0, givenBack: 0 };
    expect(await starting.payonce.reconcile()).toMatchObject({ ...nothing, leftAlone: 1 });
    expect((await world.passing(paying)).status).toBe(201);
    expect(await starting.payonce.reconcile()).toMatchObject(nothing);
    await world.clock.advance(OLD_MS);
    expect(await starting.payonce.reconcile()).toMatchObject({ ...nothing, looked: 1 });
    expect(await world.refunds()).toEqual([]);
  });

  test('a server on the bank account of another installation leaves all alone', async () => {
    const world = await createWorld({ database: await openDatabase() });
    for (let index = 0; index < 5; index += 1) await world.paid(`cart-${index}`);
    const otherDatabase = await openDatabase();
    const other = await another(world, otherDatabase);
    await world.clock.advance(OLD_MS);
    expect(await other.payonce.reconcile()).toEqual({
      looked: 0,
      adopted: 0,
      givenBack: 0,
      postponed: 0,
      leftAlone: 5,
    });
    expect(await otherDatabase.query('SELECT id FROM payonce_checkouts')).toEqual([]);
    expect(await world.refunds()).toEqual([]);
  });

  test('more strangers than a handful stop it with words, every time, and none is touched', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    for (let index = 0; index < 26; index += 1) await world.paid(`cart-${index}`);
    await forget(database);
    await world.clock.advance(OLD_MS);
    for (let round = 0; round < 3; round += 1) {
      await expect(world.payonce.reconcile()).rejects.toThrow('Is it the right database?');
      await sweepFor(world, 16_000);
    }
    expect(await database.query('SELECT id FROM payonce_checkouts')).toEqual([]);
    expect(await world.refunds()).toEqual([]);
    expect(world.payonce.isReconciled()).toBe(false);
  });

  test('until the first reconciliation no payment is claimed, if the storefront asks for that', async () => {
    const line = { cut: true };
    const between = (bank: Fetch): Fetch => {
      return (request) => {
        const isList = request.url.includes('since=');
        return line.cut && isList ? Promise.reject(new Error('no list')) : bank(request);
      };
    };
    const world = await createWorld({
      database: await openDatabase(),
      between,
      reconcileFirst: true,
    });
    const checkout = await world.open('cart-1');
    await expect(world.payonce.reconcile()).rejects.toThrow('did not list');
    const refused = await world.pay(checkout);
    expect([refused.status, refused.body['next']]).toEqual([503, 'same-key']);
    line.cut = false;
    await world.payonce.reconcile();
    expect((await world.pay(checkout)).status).toBe(201);
  });

  test('two tenants of one database each find their own lost payments', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database, tenant: 'blue' });
    await world.paid('cart-1');
    await forget(database);
    await world.clock.advance(OLD_MS);
    const red = await another(world, database, { tenant: 'red' });
    expect(await red.payonce.reconcile()).toMatchObject({ adopted: 0 });
    await world.clock.advance(60 * 60_000);
    await red.payonce.reconcile();
    expect(await world.payonce.reconcile()).toMatchObject({ adopted: 1 });
  });
});
