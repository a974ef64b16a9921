// Bank debits: accepted at once, decided later by webhook, and sometimes taken back after that.

import { expect, test } from 'vitest';
import { describeDatabases } from '../support/database-suite.ts';
import { debited, eventsOf, FAILING_DEBIT, RETURNED_DEBIT } from './at-the-bank.ts';
import { forgetful } from './forgetting.ts';
import { createWorld } from './world.ts';

const LONG_MS = 60 * 60_000;
const DAY_MS = 24 * LONG_MS;

describeDatabases('debits', (openDatabase) => {
  test('a debit is processing, then paid by webhook, and told once it is certain', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { checkout, repeat, answer } = await debited(world);
    expect([answer.status, answer.body['status']]).toEqual([202, 'processing']);
    expect(await world.read(checkout.id)).toMatchObject({
      status: 'processing',
      idempotencyKey: null,
      payment: { status: 'processing' },
    });
    expect(await eventsOf(database, checkout.id)).toEqual([]);
    expect((await repeat()).status).toBe(202);
    await world.clock.advance(LONG_MS);
    await world.tell();
    expect((await world.read(checkout.id)).status).toBe('paid');
    expect((await repeat()).status).toBe(201);
    expect(await eventsOf(database, checkout.id)).toEqual(['paid']);
  });

  test('a debit that the bank no longer knows is somebody to be called for, once', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database, between: forgetful });
    const { checkout } = await debited(world);
    await world.clock.advance(13 * DAY_MS);
    await world.payonce.sweep();
    expect(await eventsOf(database, checkout.id)).toEqual([]);
    expect((await world.payonce.operator.waiting()).payments).toEqual([]);
    for (let day = 0; day < 3; day += 1) {
      await world.clock.advance(DAY_MS);
      await world.payonce.sweep();
    }
    expect(await eventsOf(database, checkout.id)).toEqual(['needs_attention']);
    expect((await world.payonce.operator.waiting()).payments).toHaveLength(1);
    expect((await world.read(checkout.id)).status).toBe('processing');
  });

  test('a debit that fails later is declined with a new key', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { checkout, repeat } = await debited(world, FAILING_DEBIT);
    await world.clock.advance(LONG_MS);
    await world.tell();
    const after = await world.read(checkout.id);
    expect(after).toMatchObject({
      status: 'open',
      payment: { status: 'declined', declineCode: 'debit_failed' },
    });
    expect(after.idempotencyKey).not.toBe(checkout.idempotencyKey);
    expect((await repeat()).status).toBe(402);
    expect(await eventsOf(database, checkout.id)).toEqual(['payment_failed']);
  });

  test('a debit that comes back after success is told, and the checkout stays paid', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { checkout, repeat } = await debited(world, RETURNED_DEBIT);
    for (let round = 0; round < 3; round += 1) {
      await world.clock.advance(LONG_MS);
      await world.tell();
      await world.payonce.sweep();
    }
    expect(await world.read(checkout.id)).toMatchObject({ status: 'paid', idempotencyKey: null });
    expect((await repeat()).status).toBe(201);
    expect(await eventsOf(database, checkout.id)).toEqual(['paid', 'reversed']);
    expect(await world.open('cart-1')).toMatchObject({ status: 'paid', idempotencyKey: null });
  });

  test('a debit whose webhooks are lost is found by the sweep', async () => {
    const world = await createWorld({ database: await openDatabase() });
    await world.fault('webhook-lost');
    const { checkout } = await debited(world);
    await world.clock.advance(LONG_MS);
    await world.payonce.sweep();
    expect((await world.read(checkout.id)).status).toBe('paid');
  });

  test('a debit under way cannot be canceled', async () => {
    const world = await createWorld({ database: await openDatabase() });
    const { checkout } = await debited(world);
    const answer = await world.cancel(checkout);
    expect([answer.status, answer.body['code']]).toEqual([409, 'payment-in-flight']);
  });
});
