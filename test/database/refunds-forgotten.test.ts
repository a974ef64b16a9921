// A refund of "the rest" that was asked for, made at the bank and forgotten by the database is
// asked for again, when the rest is another. The bank's amount is the true one.

import { expect, test } from 'vitest';
import type { Database } from '../../src/server/database.ts';
import { applyRefund } from '../../src/server/refund-outcomes.ts';
import { carryRefunds } from '../../src/server/refunding.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { counter, EUROS, KEY, outcomes, refundFault, told } from './refund-trouble.ts';
import { createWorld } from './world.ts';

/** Takes the database back to when nothing had been given back. */
async function forgetRefunds(database: Database): Promise<void> {
  await database.query('DELETE FROM payonce_refunds');
  await database.query(`DELETE FROM payonce_outbox WHERE type <> 'paid'`);
  await database.query('UPDATE payonce_charges SET refunded_value = 0');
}

/** Of 42.00 the bank has given 2.00 and the rest back, and the database knows of neither. */
async function forgotten(openDatabase: () => Promise<Database>) {
  const database = await openDatabase();
  const bank = refundFault();
  const world = await createWorld({ database, between: bank.between });
  const { id } = await world.paid('cart-1');
  await world.refund(id, { amount: EUROS(200) });
  expect((await world.refund(id, { key: KEY })).body).toMatchObject({ amount: EUROS(4000) });
  await forgetRefunds(database);
  return { database, bank, world, id };
}

describeDatabases('a refund that the database forgot', (openDatabase) => {
  test('asked for again, comes to what the bank had made of it', async () => {
    const { database, world, id } = await forgotten(openDatabase);
    const asked = await world.refund(id, { key: KEY });
    expect([asked.status, asked.body]).toMatchObject([
      201,
      { amount: EUROS(4000), status: 'succeeded' },
    ]);
    expect(await counter(database)).toBe(4000);
    expect(await outcomes(world, id)).toEqual(['partially_refunded', [[4000, 'succeeded']]]);
    expect(await told(database, id)).toMatchObject([
      { type: 'paid' },
      { type: 'refunded', refund: { amount: EUROS(4000) } },
    ]);
    expect(await world.refunds(id)).toHaveLength(2);
  });

  test('asked for again, comes to what a message of the bank says of it', async () => {
    const { database, bank, world, id } = await forgotten(openDatabase);
    bank.fault = 'refused';
    const asked = await world.refund(id, { key: KEY });
    expect(asked.body).toMatchObject({ amount: EUROS(4200), status: 'pending' });
    await world.tell();
    expect(await counter(database)).toBe(4000);
    expect(await outcomes(world, id)).toEqual(['partially_refunded', [[4000, 'succeeded']]]);
  });

  test('waits while another one, which the bank cannot make, takes its room', async () => {
    const { database, bank, world, id } = await forgotten(openDatabase);
    bank.fault = 'refused';
    const other = String((await world.refund(id, { amount: EUROS(500) })).body['id']);
    await world.clock.advance(1);
    const asked = await world.refund(id, { key: KEY });
    expect(asked.body).toMatchObject({ amount: EUROS(3700), status: 'pending' });
    const refundId = String(asked.body['id']);
    const made = { type: 'succeeded', refundId: 're_1', amount: EUROS(4000) } as const;
    expect(await applyRefund(world.settings, refundId, made, null)).toBe('not-yet');
    expect(await counter(database)).toBe(4200);
    const failed = { type: 'failed', refundId: null, reason: 'refund-exceeds-captured' } as const;
    expect(await applyRefund(world.settings, other, failed, null)).toBe('applied');
    bank.fault = null;
    await world.clock.advance(60_000);
    expect(await carryRefunds(world.settings)).toBe(1);
    expect(await counter(database)).toBe(4000);
    expect(await outcomes(world, id)).toEqual([
      'partially_refunded',
      [
        [500, 'failed'],
        [4000, 'succeeded'],
      ],
    ]);
  });

  test('without room is sent again later, and a person is called when it lasts', async () => {
    const { database, bank, world, id } = await forgotten(openDatabase);
    bank.fault = 'refused';
    await world.refund(id, { amount: EUROS(500) });
    await world.refund(id, { key: KEY });
    // The other one was taken in hand by a server that died: it is not sent for hours.
    const later = world.clock.now() + 3 * 3_600_000;
    await database.query('UPDATE payonce_refunds SET next_try_at = $1 WHERE key <> $2', [
      later,
      KEY,
    ]);
    bank.fault = null;
    await world.clock.advance(2 * 3_600_000);
    expect(await carryRefunds(world.settings)).toBe(1);
    expect(await told(database, id)).toMatchObject([
      { type: 'paid' },
      {
        type: 'needs_attention',
        reason: expect.stringContaining('more than the others leave') as unknown,
      },
    ]);
    await world.clock.advance(2 * 3_600_000);
    await carryRefunds(world.settings);
    await world.clock.advance(3_600_000);
    await carryRefunds(world.settings);
    expect(await counter(database)).toBe(4000);
  });
});
