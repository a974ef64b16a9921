// Where an operator is wrong: "not charged" said of what the bank may still take, and a charge that
// was named wrongly. Neither may cost the shopper or the shop anything.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { ASKS, debited, decide, eventsOf, RETURNS, sweepFor } from './at-the-bank.ts';
import { silentBank } from './silent-bank.ts';
import { createWorld, type World } from './world.ts';

const MINUTE_MS = 60_000;
const NOT_CHARGED = { type: 'not-charged' } as const;

/** A line to the bank that loses the answers of the calls it is told to. */
function deafLine(...deafTo: RegExp[]) {
  const line = { deafTo };
  const between = (bank: Fetch): Fetch => {
    return async (request) => {
      const answer = await bank(request.clone());
      const isLost = line.deafTo.some((one) => one.test(`${request.method} ${request.url}`));
      if (isLost) throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
      return answer;
    };
  };
  return { line, between };
}

const EVERYTHING = /./;
const LOOKUPS = /^GET .*key=/;
const CANCELS = /cancel$/;

async function ledgerOf(world: World, id: string) {
  const taken = (await world.charges(id)).filter(({ status }) => status === 'captured');
  return { taken: taken.length, givenBack: (await world.refunds(id)).length };
}

describeDatabases('settled by hand', (openDatabase) => {
  test.each([
    ['looked up', []],
    ['canceled', [LOOKUPS]],
  ])(
    'a debit that the bank has when it is %s is never settled as not charged',
    async (_how, deafTo) => {
      const database = await openDatabase();
      const { line, between } = deafLine(EVERYTHING);
      const world = await createWorld({ database, between });
      const { checkout } = await debited(world);
      line.deafTo = deafTo;
      expect(await world.payonce.operator.settle(checkout.id, NOT_CHARGED)).toBe('pending');
      const history = await world.payonce.operator.history(checkout.id);
      expect(history).toMatchObject({
        checkout: { live: 1, lease_until: null },
        attempts: [{ status: 'pending' }],
        legs: [{ state: 'pending' }],
      });
      line.deafTo = [];
      await sweepFor(world, MINUTE_MS);
      expect((await world.read(checkout.id)).status).toBe('paid');
      expect(await ledgerOf(world, checkout.id)).toEqual({ taken: 1, givenBack: 0 });
      expect(await eventsOf(database, checkout.id)).toEqual(['paid']);
    },
  );

  test('a debit that was taken in is not settled as not charged while its bank is silent', async () => {
    const { line, between } = deafLine();
    const world = await createWorld({ database: await openDatabase(), between });
    const { checkout } = await debited(world);
    line.deafTo = [EVERYTHING];
    expect(await world.payonce.operator.settle(checkout.id, NOT_CHARGED)).toBe('pending');
    expect((await world.read(checkout.id)).status).toBe('processing');
    line.deafTo = [];
    await sweepFor(world, MINUTE_MS);
    expect((await world.read(checkout.id)).status).toBe('paid');
    expect(await ledgerOf(world, checkout.id)).toEqual({ taken: 1, givenBack: 0 });
  });

  test('an authentication that could not be ended is not settled as not charged', async () => {
    const { line, between } = deafLine(EVERYTHING);
    const database = await openDatabase();
    // The bank hears no cancel either.
    const deaf = (bank: Fetch): Fetch => {
      const open = between(bank);
      return (request) =>
        CANCELS.test(request.url) ? Promise.reject(new TypeError('fetch failed')) : open(request);
    };
    const world = await createWorld({ database, between: deaf, ...RETURNS });
    const checkout = await world.open('cart-1');
    await world.pay(checkout, { card: ASKS });
    line.deafTo = [];
    expect(await world.payonce.operator.settle(checkout.id, NOT_CHARGED)).toBe('pending');
    const { status, payment } = await world.read(checkout.id);
    expect(status).toBe('action_required');
    expect((await decide(world, payment?.nextAction?.url ?? '', 'approve')).status).toBe(303);
    await sweepFor(world, MINUTE_MS);
    expect((await world.read(checkout.id)).status).toBe('paid');
    expect(await ledgerOf(world, checkout.id)).toEqual({ taken: 1, givenBack: 0 });
  });

  test('the charge that was meant is not given back when another was typed: one person is called', async () => {
    const database = await openDatabase();
    const { world, checkout, line } = await silentBank(database, true);
    const word = { type: 'captured', chargeId: 'ch_mistyped' } as const;
    expect(await world.payonce.operator.settle(checkout.id, word)).toBe('settled');
    line.cut = false;
    await world.tell();
    await sweepFor(world, MINUTE_MS);
    await world.payonce.reconcile();
    await world.payonce.reconcile();
    expect(await ledgerOf(world, checkout.id)).toEqual({ taken: 1, givenBack: 0 });
    expect((await world.read(checkout.id)).status).toBe('paid');
    const story = await world.payonce.operator.history(checkout.id);
    expect(story?.legs).toMatchObject([{ charge_id: 'ch_mistyped', by_hand: true }]);
    // The first was called about the silence.
    expect(story?.events.map(({ type }) => type)).toEqual([
      'needs_attention',
      'paid',
      'needs_attention',
    ]);
    const [real] = await world.charges(checkout.id);
    expect(story?.events[2]?.reason).toContain('ch_mistyped');
    expect(story?.events[2]?.reason).toContain(real?.id);
  });

  test('a charge that is on record for another payment is not taken for this one', async () => {
    const { line, between } = deafLine();
    const world = await createWorld({ database: await openDatabase(), between });
    const other = await world.paid('cart-2');
    const [charge] = await world.charges(other.id);
    line.deafTo = [EVERYTHING];
    const checkout = await world.open('cart-1');
    await world.pay(checkout);
    const word = { type: 'captured', chargeId: charge?.id ?? '' } as const;
    expect(await world.payonce.operator.settle(checkout.id, word)).toBe('charge-taken');
    expect((await world.read(checkout.id)).status).toBe('processing');
    line.deafTo = [];
    await sweepFor(world, MINUTE_MS);
    expect((await world.read(checkout.id)).status).toBe('paid');
    expect(await ledgerOf(world, checkout.id)).toEqual({ taken: 1, givenBack: 0 });
  });

  test('the list of the bank alone brings the charge that was meant to a person, and no refund', async () => {
    const database = await openDatabase();
    const { world, checkout, line } = await silentBank(database, true);
    await world.payonce.operator.settle(checkout.id, { type: 'captured', chargeId: 'ch_typed' });
    line.cut = false;
    expect(await world.payonce.reconcile()).toMatchObject({ givenBack: 0 });
    await sweepFor(world, MINUTE_MS);
    expect(await ledgerOf(world, checkout.id)).toEqual({ taken: 1, givenBack: 0 });
    expect((await eventsOf(database, checkout.id)).slice(1)).toEqual(['paid', 'needs_attention']);
  });
});
