// A database that loses its last commits, just those, in the middle of what goes on: what only it
// knew is found at the bank, and nothing waits for ever or is told untruly.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import { memoryDatabase } from '../../src/sim/sql/memory-database.ts';
import { ASKS, RETURNS, sweepFor } from './at-the-bank.ts';
import { beforeStatements } from './before-statements.ts';
import { captured, firstCall, forgottenOnItsWay, line } from './forgetting.ts';
import { isCharge } from './http.ts';
import { createWorld } from './world.ts';

const CONSENT_MS = 120_000;

test('a worker whose leg was lost does not begin the one after it', async () => {
  const memory = memoryDatabase();
  let begun = 0;
  let before = 0;
  const database = beforeStatements(memory, (sql) => {
    if (!sql.includes('SET leg = $4 + 1')) return;
    begun += 1;
    if (begun === 1) before = memory.version();
    if (begun === 2) memory.rollBackTo(before);
  });
  const world = await createWorld({ database, reconcileFirst: true });
  await world.payonce.reconcile();
  await world.fault('request-lost', 2);
  const checkout = await world.open('cart-1');
  await world.passing(world.pay(checkout));
  await sweepFor(world, CONSENT_MS);
  expect(begun).toBeGreaterThan(1);
  expect((await world.payonce.operator.waiting()).payments).toEqual([]);
  const { status, payment } = await world.read(checkout.id);
  expect([status, payment?.status, payment?.declineCode]).toEqual([
    'open',
    'declined',
    'not_completed',
  ]);
  expect(await world.charges()).toEqual([]);
});

test('an answer settles no payment at a leg that was lost, and its charge is found', async () => {
  const memory = memoryDatabase();
  let charges = 0;
  const between = (bank: Fetch): Fetch => {
    return async (request) => {
      if (!isCharge(request)) return bank(request);
      charges += 1;
      if (charges === 1) return new Response('{}', { status: 500 });
      const answer = await bank(request);
      if (charges === 2) memory.rollBackTo(memory.version() - 1);
      return answer;
    };
  };
  const world = await createWorld({ database: memory, between });
  const checkout = await world.open('cart-1');
  await world.passing(world.pay(checkout));
  await sweepFor(world, 60_000);
  expect((await world.read(checkout.id)).status).toBe('paid');
  const [charge] = captured(await world.charges());
  const legs = await memory.query('SELECT leg, state, charge_id FROM payonce_legs ORDER BY leg');
  expect(legs.at(-1)).toMatchObject({ leg: Number(charge?.split('.').at(-1)), state: 'succeeded' });
});

test.each([
  ['within', 0],
  ['past', CONSENT_MS],
])(
  '%s consent, a payment that came back to life is not declined if another took its money',
  async (_when, lateMs) => {
    const memory = memoryDatabase();
    const wire = line();
    const first = firstCall(memory, wire.between);
    const events: string[] = [];
    const heard = (event: { type: string }): void => void events.push(event.type);
    const on = { onPaid: heard, onPaymentFailed: heard };
    const { between } = first;
    const world = await createWorld({ database: memory, between, reconcileFirst: true, on });
    await world.payonce.reconcile();
    const checkout = await world.open('cart-1');
    const token = await world.token();
    wire.state.isCut = true;
    expect((await world.passing(world.pay(checkout, { token }))).status).toBe(503);
    wire.state.isCut = false;
    expect((await world.passing(world.pay(checkout, { token }))).status).toBe(201);
    memory.rollBackTo(first.version());
    await world.clock.advance(lateMs);
    await sweepFor(world, CONSENT_MS);
    expect((await world.read(checkout.id)).status).toBe('paid');
    expect(events).toEqual(['paid']);
    expect((await world.pay(checkout, { token })).status).not.toBe(402);
  },
);

test('a payment that waits again is not given up with a yes if another took its money', async () => {
  const memory = memoryDatabase();
  const world = await createWorld({ database: memory, reconcileFirst: true, ...RETURNS });
  await world.payonce.reconcile();
  const checkout = await world.open('cart-1');
  expect((await world.pay(checkout, { card: ASKS })).body['status']).toBe('action_required');
  const waits = memory.version();
  expect((await world.cancel(checkout)).status).toBe(200);
  expect((await world.pay(await world.open('cart-1'))).status).toBe(201);
  memory.rollBackTo(waits);
  expect((await world.cancel(checkout)).status).toBe(503);
  await sweepFor(world, CONSENT_MS);
  expect((await world.read(checkout.id)).status).toBe('paid');
  expect((await world.cancel(checkout)).body['status']).toBe('paid');
  expect(captured(await world.charges())).toHaveLength(1);
});

test('no key is given up with a yes while a call that was lost may still be made', async () => {
  const { world, checkout, paying, letThrough } = await forgottenOnItsWay();
  expect((await world.cancel(checkout)).status).toBe(503);
  letThrough();
  await paying;
  await sweepFor(world, CONSENT_MS);
  expect((await world.read(checkout.id)).status).toBe('paid');
  expect((await world.cancel(checkout)).status).toBe(409);
});

test('what was given back before does not pay, and what paid is not given back', async () => {
  const memory = memoryDatabase();
  const wire = line();
  let isBare = false;
  const between = (bank: Fetch): Fetch => {
    const through = wire.between(bank);
    return async (request) => {
      if (!isBare || !isCharge(request)) return through(request);
      await bank(request);
      throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
    };
  };
  const world = await createWorld({ database: memory, between, reconcileFirst: true });
  await world.payonce.reconcile();
  const checkout = await world.open('cart-1');
  const before = memory.version();
  isBare = true;
  wire.state.isCut = true;
  await world.passing(world.pay(checkout));
  await world.clock.advance(CONSENT_MS);
  await world.payonce.operator.settle(checkout.id, { type: 'not-charged' });
  isBare = false;
  wire.state.isCut = false;
  await world.tell();
  await sweepFor(world, 5_000);
  expect(await world.refunds()).toHaveLength(1);
  expect((await world.pay(await world.open('cart-1'))).status).toBe(201);
  memory.rollBackTo(before);
  await sweepFor(world, CONSENT_MS);
  expect((await world.read(checkout.id)).status).toBe('paid');
  expect(await world.refunds()).toHaveLength(1);
});

test('a look through the list that began before commits were lost does not lead past them', async () => {
  const memory = memoryDatabase();
  let replica: number | null = null;
  const database = beforeStatements(memory, (sql) => {
    if (replica === null || !/(INTO|UPDATE) payonce_reconciled/.test(sql)) return;
    memory.rollBackTo(replica);
    replica = null;
  });
  const world = await createWorld({ database });
  const checkout = await world.open('cart-1');
  const before = memory.version();
  expect((await world.pay(checkout)).status).toBe(201);
  await sweepFor(world, 180_000);
  replica = before;
  await world.payonce.reconcile();
  expect(replica).toBe(null);
  await sweepFor(world, 60_000);
  expect((await world.read(checkout.id)).status).toBe('paid');
});
