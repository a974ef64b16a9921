// A cart that changes in the demo shop before it was ever quoted: whoever opens and pays it in the
// middle of the change waits for its end, and never pays what the cart no longer holds.

import { expect, test } from 'vitest';
import type { Database, Queryable } from '../../src/server/database.ts';
import { createCartStore, createLoadCart } from '../../src/shop/carts.ts';
import { migrateShop } from '../../src/shop/migrations.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { createWorld, type World } from './world.ts';

const WAITING = `
  SELECT count(*) AS waiting FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** A shop with one cart; `during` runs between the release of a changing cart and its change. */
async function aShop(
  database: Database,
  during: (tx: Queryable, world: World, cartId: string) => Promise<void>,
) {
  await migrateShop(database);
  const world = await createWorld({ database, loadCart: createLoadCart(database) });
  const store = createCartStore({
    database,
    clock: world.clock,
    random: (length) => new Uint8Array(length).fill(7),
    async releaseCart(tx, cartId) {
      const isReleased = await world.payonce.releaseCart(tx, cartId);
      await during(tx, world, cartId);
      return isReleased;
    },
  });
  const { id } = await store.create('ann', [{ sku: 'mug', quantity: 1 }]);
  const change = () => store.change('ann', id, [{ sku: 'bowl', quantity: 2 }]);
  return { world, store, cartId: id, change };
}

describeDatabases('a cart without a checkout that changes', (openDatabase, kind) => {
  test('an opening in the middle waits, and what was seen before is not paid', async () => {
    const database = await openDatabase();
    const begun: Promise<number>[] = [];
    const shop = await aShop(database, async (_tx, world, cartId) => {
      const progress = { isOver: false };
      const openAndPay = async () => (await world.pay(await world.open(cartId))).status;
      const paying = openAndPay().finally(() => {
        progress.isOver = true;
      });
      begun.push(paying);
      // PGlite has one connection: there the opening waits before it begins.
      for (let waiting = 0; kind !== 'PGlite' && !progress.isOver && waiting === 0;) {
        const [row] = await database.query(WAITING);
        waiting = Number(row?.['waiting']);
      }
    });
    expect((await shop.change()).type).toBe('changed');
    // On PGlite it also looked into the cart only after the change.
    const isLate = kind === 'PGlite';
    expect(await Promise.all(begun)).toEqual([isLate ? 201 : 409]);
    const charged = (await shop.world.charges()).map(({ amount }) => amount.value);
    expect(charged).toEqual(isLate ? [8400] : []);
    const now = await shop.world.open(shop.cartId);
    expect(now).toMatchObject({ cartVersion: 'v2', amount: { value: 8400 } });
    if (!isLate) expect((await shop.world.pay(now)).status).toBe(201);
  });

  test('a change that is rolled back leaves nothing of a checkout behind', async () => {
    const database = await openDatabase();
    const shop = await aShop(database, () => Promise.reject(new Error('The shop fell over.')));
    await expect(shop.change()).rejects.toThrow('fell over');
    expect(await database.query('SELECT id FROM payonce_checkouts')).toEqual([]);
    expect(await shop.world.open(shop.cartId)).toMatchObject({ cartVersion: 'v1', revision: 1 });
  });

  test('a released cart that was never opened has no checkout, however often it changes', async () => {
    const database = await openDatabase();
    const shop = await aShop(database, async (tx, world, cartId) => {
      expect(await world.payonce.releaseCart(tx, cartId)).toBe(true);
    });
    await shop.change();
    expect(await shop.change()).toMatchObject({ type: 'changed', cart: { version: 3 } });
    expect(await database.query('SELECT id FROM payonce_checkouts')).toEqual([]);
    expect(await shop.world.payonce.findCheckout(shop.cartId)).toBeNull();
  });

  test('two changes at once of a cart that was never opened both take place', async () => {
    const shop = await aShop(await openDatabase(), () => Promise.resolve());
    const changes = await Promise.all([shop.change(), shop.change(), shop.change()]);
    expect(changes.map(({ type }) => type)).toEqual(['changed', 'changed', 'changed']);
    expect(await shop.store.find('ann', shop.cartId)).toMatchObject({ version: 4 });
  });
});
