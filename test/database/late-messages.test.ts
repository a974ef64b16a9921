// A message about a call that comes while its worker, who had no answer, is about to give it up.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { eventsOf, RETURNS, send, tells } from './at-the-bank.ts';
import { beforeStatements } from './before-statements.ts';
import { uncharging } from './forgetting.ts';
import { holdingPoint } from './holding-point.ts';
import { isCharge } from './http.ts';
import { createWorld } from './world.ts';

/** A bank that fails each charge, and says that it is canceled: both when they are let go. */
function failingLine() {
  const charges: string[] = [];
  const [failing, canceling] = [holdingPoint(), holdingPoint()];
  const between = (bank: Fetch): Fetch => {
    return async (request) => {
      const { pathname } = new URL(request.url);
      if (isCharge(request)) {
        charges.push(await request.text());
        await failing.pass();
        return new Response('{}', { status: 500 });
      }
      const answer = await bank(request);
      if (pathname === '/charges/cancel') await canceling.pass();
      return answer;
    };
  };
  return { between, charges, failing, canceling };
}

/** A bank whose first lookup hangs, and brings no answer once it is let go. */
function hangingLookup() {
  const held = holdingPoint();
  let isHeld = false;
  const between = (bank: Fetch): Fetch => {
    return async (request) => {
      if (request.method !== 'GET' || isHeld) return bank(request);
      isHeld = true;
      await held.pass();
      return new Response('{}', { status: 500 });
    };
  };
  return { between, held };
}

const nextAction = { type: 'redirect', url: 'http://bank.test/authenticate/1' };

describeDatabases('late messages', (openDatabase) => {
  test('a call that a message parks while it is given up ends the payment, and no other is sent', async () => {
    const wire = failingLine();
    const { between } = wire;
    const world = await createWorld({ database: await openDatabase(), between, ...RETURNS });
    const checkout = await world.open('cart-1');
    const answer = world.pay(checkout);
    wire.failing.letGo();
    await wire.canceling.reached;
    await send(world, { id: 'evt_1', body: tells(checkout, 'pending', { nextAction }) });
    expect((await world.read(checkout.id)).status).toBe('action_required');
    wire.canceling.letGo();
    const { status, body } = await answer;
    expect([status, body['declineCode']]).toEqual([402, 'not_completed']);
    expect(wire.charges).toHaveLength(1);
    expect(await world.read(checkout.id)).toMatchObject({
      status: 'open',
      payment: { status: 'declined' },
    });
  });

  test('a call that a message parks while it cannot leave is not taken back', async () => {
    const held = holdingPoint();
    const between = (bank: Fetch): Fetch => {
      const cut = uncharging(bank);
      return async (request) => {
        if (isCharge(request)) await held.pass();
        return cut(request);
      };
    };
    const world = await createWorld({ database: await openDatabase(), between, ...RETURNS });
    const checkout = await world.open('cart-1');
    const answer = world.pay(checkout);
    await held.reached;
    await send(world, { id: 'evt_1', body: tells(checkout, 'pending', { nextAction }) });
    held.letGo();
    expect((await answer).status).toBe(202);
    expect((await world.read(checkout.id)).status).toBe('action_required');
  });

  test('a message about a call that is void parks nothing', async () => {
    const wire = failingLine();
    const { between } = wire;
    const world = await createWorld({ database: await openDatabase(), between, ...RETURNS });
    const checkout = await world.open('cart-1');
    const answer = world.pay(checkout);
    await wire.failing.reached;
    // Each within its call's limit, and together longer than a shopper is kept waiting.
    await world.clock.advance(4_500);
    wire.failing.letGo();
    await wire.canceling.reached;
    await world.clock.advance(4_500);
    wire.canceling.letGo();
    expect((await answer).status).toBe(202);
    await send(world, { id: 'evt_1', body: tells(checkout, 'pending', { nextAction }) });
    expect((await world.read(checkout.id)).status).toBe('processing');
    expect(wire.charges).toHaveLength(1);
  });

  test('a message that hangs at the bank does nothing once its repeat was applied', async () => {
    const wire = hangingLookup();
    const database = await openDatabase();
    const world = await createWorld({ database, between: wire.between });
    const checkout = await world.paid('cart-1');
    const denial = { id: 'evt_1', body: tells(checkout, 'declined') };
    const first = send(world, denial);
    await wire.held.reached;
    expect((await send(world, denial)).body).toEqual({ status: 'applied' });
    wire.held.letGo();
    expect((await first).body).toEqual({ status: 'applied' });
    expect(await eventsOf(database, checkout.id)).toEqual(['paid']);
    expect((await world.read(checkout.id)).status).toBe('paid');
  });

  test('nor does one that was decided on before its repeat was applied', async () => {
    const wire = hangingLookup();
    const database = await openDatabase();
    const held = holdingPoint();
    const holding = beforeStatements(database, async (sql) => {
      if (sql.includes('WITH noted')) await held.pass();
    });
    const { between } = wire;
    const world = await createWorld({ database: holding, between });
    const checkout = await world.paid('cart-1');
    const denial = { id: 'evt_1', body: tells(checkout, 'declined') };
    wire.held.letGo();
    const first = send(world, denial);
    await held.reached;
    expect((await send(world, denial)).body).toEqual({ status: 'applied' });
    held.letGo();
    expect((await first).body).toEqual({ status: 'applied' });
    expect(await eventsOf(database, checkout.id)).toEqual(['paid']);
  });
});
