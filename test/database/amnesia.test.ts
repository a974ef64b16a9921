// A database that forgot what the bank remembers: nobody is charged again for it, nothing is
// shipped that nobody knows, and a charge is never denied.

import { expect, test } from 'vitest';
import type { Database } from '../../src/server/database.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { eventsOf, sweepFor } from './at-the-bank.ts';
import {
  another,
  atEase,
  breakable,
  captured,
  forget,
  forgetful,
  isChargedOnce,
  line,
  uncharging,
} from './forgetting.ts';
import { createWorld, EUROS_42, type World } from './world.ts';

// Longer than a charge counts as too young to tell.
const OLD_MS = 25_000;

/** The first payment never left the shop, the second one is paid: the bank has seen no first. */
async function paidBySecond(world: World, wire: ReturnType<typeof line>) {
  const checkout = await world.open('cart-1');
  wire.state.isCut = true;
  expect((await world.pay(checkout)).status).toBe(503);
  wire.state.isCut = false;
  expect((await world.pay(checkout)).status).toBe(201);
  expect(await world.charges()).toMatchObject([{ key: `${checkout.id}.2.1`, status: 'captured' }]);
  return checkout;
}

describeDatabases('amnesia', (openDatabase) => {
  test('a server that was just started looks a checkout up before it charges for it', async () => {
    const database = await openDatabase();
    const wire = line();
    const before = await createWorld({ database, between: wire.between });
    await paidBySecond(before, wire);
    await forget(database);
    const world = await another(before, database, { reconcileFirst: true });
    await world.payonce.reconcile();
    const checkout = await world.open('cart-1');
    const early = await world.pay(checkout, { token: await before.token() });
    expect([early.status, early.body['next']]).toEqual([503, 'same-key']);
    await world.clock.advance(OLD_MS);
    const late = await world.pay(checkout, { token: await before.token() });
    expect([late.status, late.body['code']]).toEqual([409, 'already-paid']);
    expect(await before.charges()).toHaveLength(1);
    expect((await world.read(checkout.id)).status).toBe('paid');
  });

  test('a running server whose connection broke looks a checkout up again', async () => {
    const { state, database } = breakable(await openDatabase());
    const wire = line();
    const world = await atEase(database, wire.between);
    await paidBySecond(world, wire);
    await world.clock.advance(OLD_MS);
    await forget(database);
    state.isIt = () => true;
    const checkout = await world.open('cart-1').catch(() => world.open('cart-1'));
    const answer = await world.pay(checkout);
    expect([answer.status, answer.body['code']]).toEqual([409, 'already-paid']);
    await isChargedOnce(world, checkout.id);
  });

  test('a claim at which the connection breaks is not repeated without a look', async () => {
    const { state, database } = breakable(await openDatabase());
    const wire = line();
    const world = await atEase(database, wire.between);
    const paid = await paidBySecond(world, wire);
    await world.clock.advance(OLD_MS);
    await forget(database);
    const checkout = await world.open('cart-1');
    state.isIt = (sql) => sql.includes('INSERT INTO payonce_attempts');
    const answer = await world.pay(checkout);
    expect([answer.status, answer.body['code']]).toEqual([409, 'already-paid']);
    await isChargedOnce(world, paid.id);
  });

  test('a bank that does not tell of a checkout keeps a careful server from deciding on it', async () => {
    const database = await openDatabase();
    const wire = line();
    const before = await createWorld({ database });
    const world = await another(before, database, {
      between: () => wire.between(before.bank),
      reconcileFirst: true,
    });
    await world.payonce.reconcile();
    const checkout = await world.open('cart-1');
    const token = await before.token();
    wire.state.isCut = true;
    for (const refused of [await world.pay(checkout, { token }), await world.cancel(checkout)]) {
      expect([refused.status, refused.body['code']]).toEqual([503, 'temporarily-unavailable']);
    }
    wire.state.isCut = false;
    expect((await world.pay(checkout, { token })).status).toBe(201);
  });

  test('that this call never left proves nothing of one before it that was forgotten', async () => {
    const database = await openDatabase();
    const before = await createWorld({ database });
    await before.paid('cart-1');
    await forget(database);
    // What the bank is searched for lags behind, and the call for the charge finds no bank.
    const between = () => uncharging(forgetful(before.bank));
    const world = await another(before, database, { between, reconcileFirst: true });
    await world.payonce.reconcile();
    const checkout = await world.open('cart-1');
    expect((await world.pay(checkout, { token: await before.token() })).status).toBe(201);
    expect(await before.charges()).toMatchObject([{ key: `${checkout.id}.1.1` }]);
    expect(await before.refunds()).toEqual([]);
  });

  test('a database that was made just now has forgotten nothing', async () => {
    const wire = line();
    const world = await createWorld({
      database: await openDatabase(),
      between: wire.between,
      reconcileFirst: true,
    });
    await world.payonce.reconcile();
    const checkout = await world.open('cart-1');
    const token = await world.token();
    wire.state.isCut = true;
    const refused = await world.pay(checkout, { token });
    expect([refused.status, refused.body['code']]).toEqual([503, 'bank-unavailable']);
  });

  test('a first payment that came back to life is not sent while a later one is paid', async () => {
    const database = await openDatabase();
    const wire = line();
    const before = await createWorld({ database, between: wire.between });
    const checkout = await paidBySecond(before, wire);
    await reviveFirst(database, await before.token());
    const world = await another(before, database, { reconcileFirst: true });
    await world.clock.advance(OLD_MS);
    await world.payonce.reconcile();
    await sweepFor(world, 40_000);
    expect(await before.refunds()).toEqual([]);
    expect(captured(await before.charges())).toEqual([`${checkout.id}.2.1`]);
    expect((await world.read(checkout.id)).status).toBe('paid');
  });

  test('a call that was forgotten is found before "nothing was charged" is said', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    await world.fault('request-lost');
    const { id } = await world.paid('cart-1');
    expect(captured(await world.charges())).toEqual([`${id}.1.2`]);
    await reviveFirst(database, await world.token());
    // Past the time in which it may be sent.
    await world.clock.advance(90_000);
    await sweepFor(world, 40_000);
    expect((await world.read(id)).status).toBe('paid');
    expect(await eventsOf(database, id)).toEqual(['paid']);
    expect(await world.refunds()).toEqual([]);
  });

  test('with too many strangers a running server charges nobody either', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database, reconcileFirst: true });
    await world.payonce.reconcile();
    for (let index = 0; index < 26; index += 1) await world.paid(`cart-${index}`);
    await world.clock.advance(OLD_MS);
    await forget(database);
    await expect(world.payonce.reconcile()).rejects.toThrow('Is it the right database?');
    const refused = await world.pay(await world.open('cart-new'));
    expect([refused.status, refused.body['code']]).toEqual([503, 'temporarily-unavailable']);
    await world.payonce.reconcile(30);
    expect((await world.pay(await world.open('cart-new'))).status).toBe(201);
  });

  test('what was bought is called out when nobody knows it any more, and not shipped', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { id } = await world.paid('cart-1');
    await forget(database);
    // The same price, another piece.
    const lines = [{ name: 'Bowl', quantity: 1, amount: EUROS_42.amount }];
    world.carts.set('cart-1', { ...EUROS_42, version: 'v2', lines });
    await world.open('cart-1');
    await world.clock.advance(OLD_MS);
    expect(await world.payonce.reconcile()).toMatchObject({ adopted: 1 });
    expect((await world.read(id)).status).toBe('paid');
    expect(await eventsOf(database, id)).toEqual(['needs_attention']);
  });

  test('what was given back already is called out when it is found, and not shipped', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { id } = await world.paid('cart-1');
    expect((await world.refund(id)).status).toBe(201);
    await database.query('DELETE FROM payonce_refunds');
    await forget(database);
    await world.clock.advance(OLD_MS);
    expect(await world.payonce.reconcile()).toMatchObject({ adopted: 1 });
    expect(await eventsOf(database, id)).toEqual(['needs_attention']);
    const again = await world.refund(id, { amount: { value: 1, currency: 'EUR' } });
    expect([again.status, again.body['code']]).toEqual([409, 'refund-exceeds-captured']);
    expect(await world.refunds()).toHaveLength(1);
  });
});

/** As it was when the first payment was claimed and its first leg sent, or about to be. */
async function reviveFirst(database: Database, token: string): Promise<void> {
  await database.query('DELETE FROM payonce_outbox');
  await database.query('DELETE FROM payonce_charges');
  await database.query('DELETE FROM payonce_legs WHERE ordinal > 1 OR leg > 1');
  await database.query('DELETE FROM payonce_attempts WHERE ordinal > 1');
  await database.query("UPDATE payonce_legs SET state = 'sending', token = $1", [token]);
  await database.query(`
    UPDATE payonce_attempts SET status = 'processing', leg = 1, next_check_at = 0,
      answer_status = NULL, answer_body = NULL`);
  await database.query(
    'UPDATE payonce_checkouts SET live = 1, paid = NULL, attempts = 1, lease_until = 0',
  );
}
