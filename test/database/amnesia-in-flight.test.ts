// A database that forgot while a charge was under way: the answer that comes then is not taken for
// something else.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import { memoryDatabase } from '../../src/sim/sql/memory-database.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { asked, ASKS, chargeOf, decide, RETURNS, send, type Paid } from './at-the-bank.ts';
import { beforeStatements } from './before-statements.ts';
import { atEase, forget, forgetClaim, forgetLeg, holdingFirst } from './forgetting.ts';
import { refundFault } from './refund-trouble.ts';
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

  test('a payment that was forgotten while it was being called off is not said to be over', async () => {
    const database = await openDatabase();
    const between = (bank: Fetch): Fetch => {
      return async (request) => {
        const answer = await bank(request);
        if (request.url.endsWith('/charges/cancel')) await forgetClaim(database);
        return answer;
      };
    };
    const world = await createWorld({ database, between, ...RETURNS });
    const { checkout, url } = await asked(world);
    await decide(world, url, 'approve');
    const answer = await world.cancel(checkout);
    expect([answer.status, answer.body['next']]).toEqual([503, 'same-key']);
    await world.clock.advance(60_000);
    await world.payonce.reconcile();
    expect((await world.read(checkout.id)).status).toBe('paid');
  });
});

// The statements that write what these messages tell of.
const LATE_NEWS = [
  ['a reversal', 'reversed_at = $3', reversed],
  ['a refund', 'asked_value', refunded],
] as const;

describeDatabases('messages about what is just being forgotten', (openDatabase) => {
  test.each(LATE_NEWS)('%s waits for what it speaks of', async (_, statement, message) => {
    const database = await openDatabase();
    const state = { isForgetting: false };
    const forgetting = beforeStatements(database, async (sql) => {
      if (state.isForgetting && sql.includes(statement)) await forget(database);
    });
    const bank = refundFault();
    bank.fault = 'refused';
    const world = await createWorld({ database: forgetting, between: bank.between });
    const { id, amount } = await world.paid('cart-1');
    await world.refund(id);
    state.isForgetting = true;
    const [charge] = await world.charges();
    const [refund] = await database.query('SELECT id FROM payonce_refunds');
    const body = message({ id, amount }, charge?.id ?? '', String(refund?.['id']));
    const answer = await send(world, { id: 'evt_1', body });
    expect([answer.status, answer.body]).toEqual([200, { status: 'waiting' }]);
    expect(await database.query('SELECT event_id, status FROM payonce_inbox')).toEqual([
      { event_id: 'evt_1', status: 'waiting' },
    ]);
  });
});

function reversed(paid: Paid, charge: string): unknown {
  return { type: 'charge.reversed', data: { charge: chargeOf(paid, charge), reason: 'returned' } };
}

function refunded({ amount }: Paid, charge: string, key: string): unknown {
  const refund = { id: 're_1', key, charge, amount, status: 'succeeded' };
  return { type: 'refund.updated', data: { refund } };
}

test('a key that seemed free since its claim was forgotten is not said to be cancelled', async () => {
  const memory = memoryDatabase();
  const wire = holdingFirst();
  let before: number | null = null;
  const database = beforeStatements(memory, (sql) => {
    if (before === null || !sql.includes('retired_key = key')) return;
    memory.rollBackTo(before);
    before = null;
  });
  const world = await atEase(database, wire.between);
  const checkout = await world.open('cart-1');
  before = memory.version();
  const paying = world.pay(checkout);
  await wire.reached;
  expect((await world.cancel(checkout)).status).toBe(503);
  wire.letThrough();
  await paying;
  await world.clock.advance(60_000);
  expect((await world.cancel(checkout)).body['status']).toBe('paid');
  expect(await world.charges()).toHaveLength(1);
});
