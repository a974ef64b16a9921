// The demo shop's shelf behind a real payonce: it falls by exactly what was paid for, whatever is
// repeated, refunded or delivered twice.

import { expect, test } from 'vitest';
import type { Quote } from '../../src/protocol/messages.ts';
import type { Database } from '../../src/server/database.ts';
import type { EventHandlers } from '../../src/server/events.ts';
import { deliverEvents } from '../../src/server/outbox.ts';
import { createFulfilment, readStock } from '../../src/shop/fulfilment.ts';
import { migrateShop } from '../../src/shop/migrations.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { createWorld, DECLINED_CARD, type World } from './world.ts';

const EUROS = (value: number) => ({ value, currency: 'EUR' });

function cart(mugs: number, bowls: number): Quote {
  const lines = [
    { name: 'Tide mug', quantity: mugs, amount: EUROS(mugs * 2800) },
    { name: 'Harbour bowl', quantity: bowls, amount: EUROS(bowls * 4200) },
  ];
  return { version: 'v1', amount: EUROS(mugs * 2800 + bowls * 4200), lines };
}

async function left(database: Database): Promise<Record<string, number>> {
  const stock = await readStock(database);
  return Object.fromEntries(stock.map((piece) => [piece.sku, piece.left]));
}

/** A shop whose handler does its work and then, every other time, dies before it can say so. */
function forgetful(on: EventHandlers): EventHandlers {
  let calls = 0;
  return {
    ...on,
    onPaid: async (event) => {
      await on.onPaid?.(event);
      calls += 1;
      if (calls % 2 === 1) throw new Error('died after its work');
    },
  };
}

async function deliverAll(worlds: readonly World[]): Promise<void> {
  for (let round = 0; round < 12; round += 1) {
    await Promise.all(worlds.map((world) => deliverEvents(world.settings)));
    await Promise.all(worlds.map((world) => world.clock.advance(60_000)));
  }
}

describeDatabases('fulfilment', (openDatabase) => {
  test('what is paid leaves the shelf once, through two servers that forget and repeat', async () => {
    const database = await openDatabase();
    await migrateShop(database);
    const on = forgetful(createFulfilment(database));
    const first = await createWorld({ database, on });
    const second = await createWorld({ database, on });
    for (let number = 1; number <= 6; number += 1) {
      first.carts.set(`cart-${number}`, cart(number, 1));
      await first.paid(`cart-${number}`);
    }
    await deliverAll([first, second]);
    const { mug, bowl, lamp } = await left(database);
    expect([mug, bowl, lamp]).toEqual([1000 - 21, 1000 - 6, 1000]);
    const waiting = await database.query(
      "SELECT id FROM payonce_outbox WHERE status <> 'delivered'",
    );
    expect(waiting).toEqual([]);
  });

  test('a decline and a refund move nothing, and a cart that changed later does not count', async () => {
    const database = await openDatabase();
    await migrateShop(database);
    const world = await createWorld({ database, on: createFulfilment(database) });
    world.carts.set('cart-1', cart(2, 1));
    const checkout = await world.open('cart-1');
    await world.pay(checkout, { card: DECLINED_CARD });
    await deliverAll([world]);
    expect((await left(database))['mug']).toBe(1000);
    await world.pay(await world.read(checkout.id));
    world.carts.set('cart-1', cart(900, 1));
    await world.refund(checkout.id);
    await deliverAll([world]);
    expect(await left(database)).toMatchObject({ mug: 998, bowl: 999 });
  });
});
