// What the storefront is told: every event at least once and in order for each checkout, whatever
// handlers and servers do.

import { expect, test } from 'vitest';
import type { PayonceEvent } from '../../src/server/events.ts';
import { deliverEvents, reviveEvent } from '../../src/server/outbox.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { createWorld, DECLINED_CARD, type World } from './world.ts';

const CENT = { value: 1, currency: 'EUR' };

/** Delivers until an hour brings nothing more. */
async function deliverAll(...worlds: World[]): Promise<void> {
  for (let delivered = 1; delivered > 0;) {
    const before = await waitingEvents(worlds[0]!);
    for (const world of worlds) await world.clock.advance(2 * 60 * 60_000);
    await Promise.all(worlds.map((world) => deliverEvents(world.settings)));
    delivered = before - (await waitingEvents(worlds[0]!));
  }
}

async function waitingEvents({ settings }: World): Promise<number> {
  const [row] = await settings.database.query(
    "SELECT count(*) AS waiting FROM payonce_outbox WHERE status = 'waiting'",
  );
  return Number(row?.['waiting']);
}

describeDatabases('the outbox', (openDatabase) => {
  test('each handler hears of its own events, with what was bought and what was refunded', async () => {
    const heard: [string, PayonceEvent][] = [];
    const note = (name: string) => (event: PayonceEvent) => void heard.push([name, event]);
    const world = await createWorld({
      database: await openDatabase(),
      on: { onPaid: note('paid'), onPaymentFailed: note('failed'), onRefunded: note('refunded') },
    });
    const checkout = await world.open('cart-1');
    await world.pay(checkout, { card: DECLINED_CARD });
    await world.pay(await world.read(checkout.id));
    await world.refund(checkout.id, { amount: CENT });
    expect(await deliverEvents(world.settings)).toBe(3);
    expect(heard).toMatchObject([
      ['failed', { type: 'payment_failed', payment: { status: 'declined' }, refund: null }],
      [
        'paid',
        {
          type: 'paid',
          checkoutId: checkout.id,
          cartId: 'cart-1',
          cartVersion: 'v1',
          principal: 'ann',
          amount: checkout.amount,
          lines: checkout.lines,
          payment: { status: 'succeeded' },
        },
      ],
      ['refunded', { type: 'refunded', refund: { amount: CENT, status: 'succeeded' } }],
    ]);
    expect(new Set(heard.map(([, event]) => event.id)).size).toBe(3);
    expect(await deliverEvents(world.settings)).toBe(0);
  });

  test('with nobody to tell, an event counts as delivered', async () => {
    const world = await createWorld({ database: await openDatabase() });
    await world.paid('cart-1');
    expect(await deliverEvents(world.settings)).toBe(1);
    expect(await waitingEvents(world)).toBe(0);
  });

  test('a handler that throws is called again with the same event, and what follows it waits', async () => {
    const heard: string[] = [];
    let isBroken = true;
    const note = (event: PayonceEvent) => {
      heard.push(`${event.type} ${event.id}`);
      if (isBroken) throw new Error('the warehouse is closed');
    };
    const world = await createWorld({
      database: await openDatabase(),
      on: { onPaid: note, onRefunded: note },
    });
    const { id } = await world.paid('cart-1');
    await world.refund(id);
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await deliverEvents(world.settings)).toBe(0);
      await world.clock.advance(60_000);
    }
    expect(heard).toHaveLength(5);
    expect(new Set(heard).size).toBe(1);
    expect(String(world.errors[0])).toContain('the warehouse is closed');
    expect(world.errors).toHaveLength(1);
    isBroken = false;
    expect(await deliverEvents(world.settings)).toBe(2);
    expect(heard.slice(5).map((line) => line.split(' ')[0])).toEqual(['paid', 'refunded']);
  });

  test('the pause after each failed try doubles from a second up to an hour', async () => {
    const calledAt: number[] = [];
    const world = await createWorld({
      database: await openDatabase(),
      on: {
        onPaid: () => {
          calledAt.push(world.clock.now());
          throw new Error('no');
        },
      },
    });
    await world.paid('cart-1');
    for (let tries = 0; tries < 20; tries += 1) {
      while (calledAt.length === tries) {
        await deliverEvents(world.settings);
        await world.clock.advance(tries < 8 ? 500 : 60_000);
      }
    }
    const pauses = calledAt.slice(1).map((at, index) => at - calledAt[index]!);
    for (const [index, pause] of pauses.entries()) {
      const wanted = Math.min(1000 * 2 ** index, 60 * 60_000);
      expect(pause).toBeGreaterThanOrEqual(wanted);
      expect(pause).toBeLessThanOrEqual(wanted * 1.2 + (index < 7 ? 500 : 60_000));
    }
  });

  test('after twenty tries an event is dead, is seen, lets others by, and can be revived', async () => {
    const heard: string[] = [];
    let isBroken = true;
    const world = await createWorld({
      database: await openDatabase(),
      on: {
        onPaid: (event) => {
          heard.push(event.type);
          if (isBroken) throw new Error('no such warehouse');
        },
        onRefunded: (event) => void heard.push(event.type),
      },
    });
    const { id } = await world.paid('cart-1');
    await world.refund(id);
    for (let tries = 0; tries < 19; tries += 1) {
      await deliverEvents(world.settings);
      await world.clock.advance(2 * 60 * 60_000);
    }
    expect(heard).toEqual(Array.from({ length: 19 }, () => 'paid'));
    expect(await deliverEvents(world.settings)).toBe(0);
    expect(await deliverEvents(world.settings)).toBe(1);
    expect(heard.slice(19)).toEqual(['paid', 'refunded']);
    const { events } = await world.payonce.operator.waiting();
    expect(events).toMatchObject([{ type: 'paid', tries: 20, failure: 'on: no such warehouse' }]);
    expect(world.errors.map(String)).toEqual([
      expect.stringContaining('offered again'),
      expect.stringContaining('is dead'),
    ]);
    await deliverAll(world);
    expect(heard).toHaveLength(21);
    isBroken = false;
    const eventId = events[0]?.id ?? '';
    expect(await reviveEvent(world.settings, eventId)).toBe(true);
    expect(await reviveEvent(world.settings, eventId)).toBe(false);
    expect(await deliverEvents(world.settings)).toBe(1);
    expect(heard.slice(21)).toEqual(['paid']);
    expect((await world.payonce.operator.waiting()).events).toEqual([]);
  });

  test('a handler that hangs is given up in time and does not hold up other checkouts', async () => {
    const heard: string[] = [];
    const world = await createWorld({
      database: await openDatabase(),
      on: {
        onPaid: (event) => {
          heard.push(event.cartId);
          return event.cartId === 'cart-1' ? new Promise(() => undefined) : undefined;
        },
      },
    });
    await world.paid('cart-1');
    await world.paid('cart-2');
    const delivering = deliverEvents(world.settings);
    // Before any time has passed for the one that hangs.
    await expect.poll(() => [...heard].sort(), { timeout: 10_000 }).toEqual(['cart-1', 'cart-2']);
    expect(await world.passing(delivering)).toBe(1);
    expect(String(world.errors[0])).toContain('did not take it within 20000 ms');
  });

  test('a server that died while it told is followed by another once its hold is over', async () => {
    const database = await openDatabase();
    let world = await createWorld({ database, on: { onPaid: () => new Promise(() => undefined) } });
    const { id } = await world.paid('cart-1');
    await world.refund(id);
    void deliverEvents(world.settings);
    await untilTried(world);
    const heard: string[] = [];
    const note = (event: PayonceEvent) => void heard.push(event.type);
    world = await createWorld({ database, on: { onPaid: note, onRefunded: note } });
    await world.clock.advance(29_000);
    expect(await deliverEvents(world.settings)).toBe(0);
    await world.clock.advance(1000);
    expect(await deliverEvents(world.settings)).toBe(2);
    expect(heard).toEqual(['paid', 'refunded']);
  });

  test('two servers side by side lose nothing and tell each checkout its events in order', async () => {
    const database = await openDatabase();
    const heard = new Map<string, string[]>();
    let calls = 0;
    const note = (event: PayonceEvent) => {
      calls += 1;
      if (calls % 5 === 0) throw new Error('now and then');
      heard.set(event.cartId, [...(heard.get(event.cartId) ?? []), event.id]);
    };
    const on = { onPaid: note, onRefunded: note };
    const first = await createWorld({ database, on });
    const second = await createWorld({ database, on });
    for (let number = 0; number < 12; number += 1) {
      const { id } = await first.paid(`cart-${number}`);
      for (let refunds = 0; refunds < 4; refunds += 1) await first.refund(id, { amount: CENT });
    }
    await Promise.all([deliverEvents(first.settings), deliverEvents(second.settings)]);
    await deliverAll(first, second);
    expect(await waitingEvents(first)).toBe(0);
    const rows = await database.query(
      `SELECT cart_id, o.id FROM payonce_outbox o JOIN payonce_checkouts c ON c.id = o.checkout_id
       ORDER BY o.checkout_id, o.place`,
    );
    const wanted = new Map<string, string[]>();
    for (const row of rows) {
      const cart = String(row['cart_id']);
      wanted.set(cart, [...(wanted.get(cart) ?? []), String(row['id'])]);
    }
    expect(rows).toHaveLength(60);
    expect(heard).toEqual(wanted);
  });
});

async function untilTried({ settings }: World): Promise<void> {
  const tried = 'SELECT id FROM payonce_outbox WHERE tries > 0';
  while ((await settings.database.query(tried)).length === 0);
}
