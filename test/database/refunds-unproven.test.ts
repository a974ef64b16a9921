// Refunds whose answer was lost, that the bank could not be asked for, that failed or were told of
// late; and those that payonce makes by itself.

import { expect, test } from 'vitest';
import { applyFact } from '../../src/server/facts.ts';
import { notRefunded, refunded } from '../../src/server/refund-events.ts';
import { applyRefund } from '../../src/server/refund-outcomes.ts';
import { carryRefunds } from '../../src/server/refunding.ts';
import { claimRefund, dueRefunds } from '../../src/server/store/due-refunds.ts';
import { concludeRefund, readRefund } from '../../src/server/store/refunds.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { counter, EUROS, KEY, outcomes, refundFault, told } from './refund-trouble.ts';
import { createWorld, type World } from './world.ts';

const SECOND = {
  type: 'succeeded',
  chargeId: '',
  amount: EUROS(4200),
  method: { type: 'card' },
} as const;

/** Charges a checkout once more behind payonce's back. */
async function chargeAgain(world: World, reference: string) {
  const body = { key: 'by-hand', reference, amount: EUROS(4200), token: await world.token() };
  const answer = await world.bank(
    new Request('http://bank.test/charges', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
  const { id: chargeId } = (await answer.json()) as { id: string };
  return { ...SECOND, chargeId };
}

describeDatabases('refunds in doubt', (openDatabase) => {
  test('a refund whose answer was lost stays pending and is repeated under its own key', async () => {
    const database = await openDatabase();
    const bank = refundFault();
    const world = await createWorld({ database, between: bank.between });
    const { id } = await world.paid('cart-1');
    bank.fault = 'answer-lost';
    const asked = await world.passing(world.refund(id, { key: KEY, amount: EUROS(1200) }));
    expect([asked.status, asked.body['status']]).toEqual([201, 'pending']);
    expect(await outcomes(world, id)).toEqual(['paid', [[1200, 'pending']]]);
    // It counts as given back until it is proven not to be.
    expect((await world.refund(id, { amount: EUROS(3001) })).status).toBe(409);
    bank.fault = null;
    expect(await carryRefunds(world.settings)).toBe(0);
    await world.clock.advance(1000);
    expect(await carryRefunds(world.settings)).toBe(1);
    expect(await outcomes(world, id)).toEqual(['partially_refunded', [[1200, 'succeeded']]]);
    expect(await world.refunds(id)).toHaveLength(1);
    const again = await world.refund(id, { key: KEY, amount: EUROS(1200) });
    expect([again.status, again.body['status']]).toEqual([201, 'succeeded']);
  });

  test('a refund is never given up; after an hour one person is called once', async () => {
    const database = await openDatabase();
    const bank = refundFault();
    const world = await createWorld({ database, between: bank.between });
    const { id } = await world.paid('cart-1');
    bank.fault = 'refused';
    expect((await world.refund(id)).body).toMatchObject({ status: 'pending' });
    let tries = 0;
    for (let minutes = 0; minutes < 24 * 60; minutes += 1) {
      await world.clock.advance(60_000);
      tries += await carryRefunds(world.settings);
    }
    expect(tries).toBeGreaterThanOrEqual((24 * 60) / 6);
    expect(tries).toBeLessThan((24 * 60) / 4);
    expect(await told(database, id)).toMatchObject([
      { type: 'paid' },
      { type: 'needs_attention', reason: expect.stringContaining('waited for an hour') as unknown },
    ]);
    bank.fault = null;
    await world.clock.advance(5 * 60_000);
    expect(await carryRefunds(world.settings)).toBe(1);
    expect(await outcomes(world, id)).toEqual(['refunded', [[4200, 'succeeded']]]);
    expect(await told(database, id)).toHaveLength(3);
  });

  test('a refund that fails gives back once what it took from the cap', async () => {
    const database = await openDatabase();
    const bank = refundFault();
    const world = await createWorld({ database, between: bank.between });
    const { id } = await world.paid('cart-1');
    bank.fault = 'refused';
    const refundId = String((await world.refund(id, { amount: EUROS(4000) })).body['id']);
    expect(await counter(database)).toBe(4000);
    const failed = { type: 'failed', refundId: 're_1', reason: 'account closed' } as const;
    const words = [1, 2, 3].map((number) => ({
      gateway: 'sandbox',
      eventId: `evt_${number}`,
      event: '{}',
      receivedAt: 0,
    }));
    const effects = await Promise.all(
      words.map((telling) => applyRefund(world.settings, refundId, failed, telling)),
    );
    expect(effects.sort()).toEqual(['applied', 'known', 'known']);
    expect(await counter(database)).toBe(0);
    expect(await outcomes(world, id)).toEqual(['paid', [[4000, 'failed']]]);
    expect(await told(database, id)).toMatchObject([{ type: 'paid' }, { type: 'needs_attention' }]);
    const messages = await database.query('SELECT status FROM payonce_inbox ORDER BY event_id');
    expect(messages).toEqual(words.map(() => ({ status: 'applied' })));
    bank.fault = null;
    await world.clock.advance(60_000);
    expect(await carryRefunds(world.settings)).toBe(0);
    expect((await world.refund(id)).body).toMatchObject({ amount: EUROS(4200) });
  });

  test('of two servers that find the same refund due one may send it', async () => {
    const database = await openDatabase();
    const bank = refundFault();
    const world = await createWorld({ database, between: bank.between });
    const { id } = await world.paid('cart-1');
    bank.fault = 'refused';
    await world.refund(id);
    await world.clock.advance(1000);
    const now = world.clock.now();
    const found = await dueRefunds(database, 'default', now, 10);
    expect(found).toHaveLength(1);
    expect(await claimRefund(database, found[0]!, now + 15_000)).toMatchObject({ tries: 2 });
    expect(await claimRefund(database, found[0]!, now + 15_000)).toBeNull();
    expect(await dueRefunds(database, 'default', now + 14_999, 10)).toEqual([]);
    // Whoever took it may die: it is due again when the hold is over.
    expect(await dueRefunds(database, 'default', now + 15_000, 10)).toHaveLength(1);
    expect(await dueRefunds(database, 'another shop', now + 15_000, 10)).toEqual([]);
  });

  test('a refund has one end, whoever has read it as pending', async () => {
    const database = await openDatabase();
    const bank = refundFault();
    const world = await createWorld({ database, between: bank.between });
    const { id: checkoutId } = await world.paid('cart-1');
    bank.fault = 'refused';
    const refundId = String((await world.refund(checkoutId)).body['id']);
    const known = (await readRefund(database, refundId))!;
    const ends = [
      { status: 'failed', event: notRefunded(known, 'no', 0) },
      { status: 'succeeded', event: refunded(known, 4200, 0) },
    ] as const;
    for (const [index, { status, event }] of ends.entries()) {
      const news = { checkoutId, refundId, event, telling: null, now: 0 };
      const end = { status, amountValue: 4200, gatewayRefundId: null, failure: null };
      const wrote = await concludeRefund(database, news, end);
      expect(wrote).toBe(index === 0 ? 'written' : 'over');
    }
    expect(await counter(database)).toBe(0);
    expect(await outcomes(world, checkoutId)).toEqual(['paid', [[4200, 'failed']]]);
    expect(await told(database, checkoutId)).toHaveLength(2);
  });

  test('what contradicts the end of a refund moves nothing and calls a person once', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { id } = await world.paid('cart-1');
    const refundId = String((await world.refund(id)).body['id']);
    const failed = { type: 'failed', refundId: 're_1', reason: 'account closed' } as const;
    const pending = { type: 'pending', refundId: 're_1' } as const;
    expect(await applyRefund(world.settings, refundId, pending, null)).toBe('known');
    expect(await applyRefund(world.settings, refundId, failed, null)).toBe('applied');
    expect(await applyRefund(world.settings, refundId, failed, null)).toBe('known');
    expect(await outcomes(world, id)).toEqual(['refunded', [[4200, 'succeeded']]]);
    expect(await counter(database)).toBe(4200);
    expect(await told(database, id)).toMatchObject([
      { type: 'paid' },
      { type: 'refunded' },
      { type: 'needs_attention' },
    ]);
    expect(await applyRefund(world.settings, 'ref_unknown', failed, null)).toBe('not-yet');
  });

  test('a refund in another currency than its charge is believed by nobody', async () => {
    const database = await openDatabase();
    const bank = refundFault();
    const world = await createWorld({ database, between: bank.between });
    const { id } = await world.paid('cart-1');
    bank.fault = 'refused';
    const refundId = String((await world.refund(id)).body['id']);
    const amount = { value: 4200, currency: 'JPY' };
    const made = { type: 'succeeded', refundId: 're_1', amount } as const;
    await expect(applyRefund(world.settings, refundId, made, null)).rejects.toThrow('4200 JPY');
    expect(await outcomes(world, id)).toEqual(['paid', [[4200, 'pending']]]);
  });

  test('a webhook that is faster than the answer is the one that is told', async () => {
    const database = await openDatabase();
    const bank = refundFault();
    const world = await createWorld({ database, between: bank.between });
    const { id } = await world.paid('cart-1');
    bank.fault = 'answer-lost';
    await world.passing(world.refund(id));
    await world.tell();
    expect(await outcomes(world, id)).toEqual(['refunded', [[4200, 'succeeded']]]);
    bank.fault = null;
    await world.clock.advance(60_000);
    expect(await carryRefunds(world.settings)).toBe(0);
    expect(await told(database, id)).toHaveLength(2);
  });

  test('a second capture goes back whole by itself, beside the one that is kept', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { id } = await world.paid('cart-1');
    const second = await chargeAgain(world, id);
    const place = { checkoutId: id, ordinal: 1, leg: 1 };
    expect(await applyFact(world.settings, place, second)).toBe('gave-back');
    expect(await applyFact(world.settings, place, second)).toBe('nothing');
    await carryRefunds(world.settings);
    expect(await carryRefunds(world.settings)).toBe(0);
    expect(await world.refunds(id)).toMatchObject([
      { charge: second.chargeId, amount: EUROS(4200) },
    ]);
    expect(await outcomes(world, id)).toEqual(['paid', [[4200, 'succeeded']]]);
    expect(await told(database, id)).toMatchObject([
      { type: 'paid' },
      { type: 'needs_attention' },
      { type: 'refunded', reason: expect.stringContaining('one too many') as unknown },
    ]);
    // The merchant's own refunds are of the capture that was kept.
    expect((await world.refund(id)).body).toMatchObject({ amount: EUROS(4200) });
    expect(await world.refunds(id)).toHaveLength(2);
  });

  test('a refund that the bank can never make ends as failed, and a person is called', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { id } = await world.paid('cart-1');
    const stranger = { ...SECOND, chargeId: 'ch_unknown' };
    await applyFact(world.settings, { checkoutId: id, ordinal: 1, leg: 1 }, stranger);
    expect(await carryRefunds(world.settings)).toBe(1);
    expect(await outcomes(world, id)).toEqual(['paid', [[4200, 'failed']]]);
    const events = await told(database, id);
    expect(events).toMatchObject([
      { type: 'paid' },
      { type: 'needs_attention' },
      { type: 'needs_attention', refund: { status: 'failed' } },
    ]);
  });
});
