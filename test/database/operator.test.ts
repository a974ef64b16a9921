// What an operator sees and can do: what waits for a person, the story of a checkout, and settling
// by hand what no gateway tells.

import { expect, test } from 'vitest';
import { describeDatabases } from '../support/database-suite.ts';
import { eventsOf, sweepFor } from './at-the-bank.ts';
import { silentBank } from './silent-bank.ts';

const MINUTE_MS = 60_000;

describeDatabases('the operator', (openDatabase) => {
  test('what stays unknown past its bound is listed, and called about once', async () => {
    const database = await openDatabase();
    const { world, checkout } = await silentBank(database, true);
    const { payments } = await world.payonce.operator.waiting();
    expect(payments).toMatchObject([
      {
        checkoutId: checkout.id,
        ordinal: 1,
        leg: 1,
        status: 'unknown',
        gateway: 'sandbox',
        amountValue: 4200,
        currency: 'EUR',
      },
    ]);
    await sweepFor(world, MINUTE_MS);
    expect(await eventsOf(database, checkout.id)).toEqual(['needs_attention']);
    expect(await world.read(checkout.id)).toMatchObject({
      status: 'processing',
      idempotencyKey: null,
    });
  });

  test('a payment that the bank confirms by telephone is settled as paid', async () => {
    const database = await openDatabase();
    const { world, checkout, token, line } = await silentBank(database, true);
    const [charge] = await world.charges();
    const word = { type: 'captured', chargeId: charge?.id ?? '' } as const;
    expect(await world.payonce.operator.settle(checkout.id, word)).toBe('settled');
    expect((await world.read(checkout.id)).status).toBe('paid');
    expect((await world.pay(checkout, { token })).status).toBe(201);
    line.cut = false;
    await world.tell();
    await sweepFor(world, MINUTE_MS);
    expect(await world.refunds()).toEqual([]);
    expect(await eventsOf(database, checkout.id)).toEqual(['needs_attention', 'paid']);
    expect(await world.payonce.operator.waiting()).toMatchObject({ payments: [] });
    expect(await world.payonce.operator.settle(checkout.id, word)).toBe('not-open');
  });

  test('a payment that the bank denies by telephone is settled as not completed', async () => {
    const { world, checkout } = await silentBank(await openDatabase(), false);
    const word = { type: 'not-charged' } as const;
    expect(await world.payonce.operator.settle(checkout.id, word)).toBe('settled');
    expect(await world.read(checkout.id)).toMatchObject({
      status: 'open',
      payment: { status: 'declined', declineCode: 'not_completed' },
    });
  });

  test('a denial that was wrong is made good: the capture is given back once', async () => {
    const { world, checkout, line } = await silentBank(await openDatabase(), true);
    await world.payonce.operator.settle(checkout.id, { type: 'not-charged' });
    line.cut = false;
    await world.tell();
    await sweepFor(world, MINUTE_MS);
    expect(await world.refunds()).toMatchObject([{ amount: { value: 4200 } }]);
    expect((await world.read(checkout.id)).status).toBe('open');
  });

  test('the word of the gateway, where it can be had, stands above that of the operator', async () => {
    const charged = await silentBank(await openDatabase(), true);
    charged.line.cut = false;
    const denial = charged.world.payonce.operator.settle(charged.checkout.id, {
      type: 'not-charged',
    });
    expect(await denial).toBe('gateway-knew');
    expect((await charged.world.read(charged.checkout.id)).status).toBe('paid');

    const other = await silentBank(await openDatabase(), false);
    other.line.cut = false;
    const word = { type: 'captured', chargeId: 'ch_hearsay' } as const;
    expect(await other.world.payonce.operator.settle(other.checkout.id, word)).toBe('gateway-knew');
    expect((await other.world.read(other.checkout.id)).status).toBe('open');
  });

  test('the history tells the whole story of a checkout, without tokens', async () => {
    const { world, checkout, token } = await silentBank(await openDatabase(), true);
    const history = await world.payonce.operator.history(checkout.id);
    expect(history).toMatchObject({
      checkout: { id: checkout.id, live: 1 },
      attempts: [{ ordinal: 1, status: 'unknown' }],
      legs: [{ ordinal: 1, leg: 1, state: 'unknown' }],
      charges: [],
      refunds: [],
      events: [{ type: 'needs_attention' }],
    });
    expect(JSON.stringify(history)).not.toContain(token);
    expect(await world.payonce.operator.history('chk_none')).toBeNull();
  });
});
