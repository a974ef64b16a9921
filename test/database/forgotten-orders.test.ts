// Orders that the database forgot and the bank did not: the next press has their number, and so
// their keys at the bank.

import { expect, test } from 'vitest';
import { describeDatabases } from '../support/database-suite.ts';
import { another, atEase, captured, forget, isChargedOnce } from './forgetting.ts';
import { createWorld, DECLINED_CARD } from './world.ts';

describeDatabases('forgotten orders', (openDatabase) => {
  test('after a decline that was forgotten another card is tried, and not the old answer told', async () => {
    const database = await openDatabase();
    const before = await createWorld({ database });
    expect((await before.pay(await before.open('cart-1'), { card: DECLINED_CARD })).status).toBe(
      402,
    );
    await forget(database);
    const world = await another(before, database, { reconcileFirst: true });
    await world.payonce.reconcile();
    const checkout = await world.open('cart-1');
    const paid = await world.pay(checkout, { token: await before.token() });
    expect(paid.status).toBe(201);
    expect(captured(await before.charges())).toEqual([`${checkout.id}.2.1`]);
  });

  test('a good card is not told the no of an order that was forgotten', async () => {
    const database = await openDatabase();
    const world = await atEase(database, (bank) => bank);
    for (const ordinal of [1, 2]) {
      const refused = await world.pay(await world.open('cart-1'), { card: DECLINED_CARD });
      expect([refused.status, ordinal]).toEqual([402, ordinal]);
    }
    await forget(database);
    const checkout = await world.open('cart-1');
    expect((await world.pay(checkout)).status).toBe(201);
    expect(await world.charges()).toMatchObject([
      { key: `${checkout.id}.1.1`, status: 'declined' },
      { key: `${checkout.id}.2.1`, status: 'declined' },
      { key: `${checkout.id}.1.2`, status: 'captured' },
    ]);
    expect((await world.read(checkout.id)).status).toBe('paid');
  });

  test('a payment that was forgotten pays for the press that meets it', async () => {
    const database = await openDatabase();
    const world = await atEase(database, (bank) => bank);
    const paid = await world.paid('cart-1');
    await forget(database);
    const checkout = await world.open('cart-1');
    expect((await world.pay(checkout)).status).toBe(201);
    await isChargedOnce(world, paid.id);
  });
});
