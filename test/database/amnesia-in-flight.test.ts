// A database that forgot while a charge was under way: the answer that comes then is not taken for
// something else.

import { expect, test } from 'vitest';
import { describeDatabases } from '../support/database-suite.ts';
import { ASKS, RETURNS } from './at-the-bank.ts';
import { forgetClaim, forgetLeg, holdingFirst } from './forgetting.ts';
import { createWorld } from './world.ts';

describeDatabases('amnesia in flight', (openDatabase) => {
  test('a press that was forgotten is not answered with the verdict of the one that got its number', async () => {
    const database = await openDatabase();
    const wire = holdingFirst();
    const world = await createWorld({ database, between: wire.between });
    const checkout = await world.open('cart-1');
    const first = world.pay(checkout);
    await wire.reached;
    await forgetClaim(database);
    expect((await world.pay(checkout)).status).toBe(201);
    wire.fail();
    const late = await first;
    expect([late.status, late.body['next']]).toEqual([503, 'same-key']);
    expect(await world.charges()).toHaveLength(1);
    expect(await world.refunds()).toEqual([]);
    expect((await world.read(checkout.id)).status).toBe('paid');
  });

  test('an answer parks no payment at a call that was forgotten meanwhile', async () => {
    const database = await openDatabase();
    const wire = holdingFirst();
    const world = await createWorld({ database, between: wire.between, ...RETURNS });
    const checkout = await world.open('cart-1');
    const answer = world.pay(checkout, { card: ASKS });
    await wire.reached;
    await forgetLeg(database);
    wire.letThrough();
    expect((await answer).body['status']).not.toBe('action_required');
    // Whoever reads it is not sent to their bank by a payment that no sweep would look after.
    expect((await world.read(checkout.id)).status).toBe('processing');
  });
});
