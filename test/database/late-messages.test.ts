// A message about a call that comes while its worker, who had no answer, is about to give it up.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { RETURNS, send, tells } from './at-the-bank.ts';
import { holdingPoint } from './holding-point.ts';
import { createWorld } from './world.ts';

/** A bank that fails each charge, and says that it is canceled: both when they are let go. */
function failingLine() {
  const charges: string[] = [];
  const [failing, canceling] = [holdingPoint(), holdingPoint()];
  const between = (bank: Fetch): Fetch => {
    return async (request) => {
      const { pathname } = new URL(request.url);
      if (request.method === 'POST' && pathname === '/charges') {
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
});
