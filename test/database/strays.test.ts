// Money that was taken and may not stay: late, twice, or another amount than was shown. It is given
// back once, somebody is called, and what the shopper was told stays as it was.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { eventsOf, send, sweepFor, tells } from './at-the-bank.ts';
import { isCharge } from './http.ts';
import { createWorld, type World } from './world.ts';

const MINUTE_MS = 60_000;

/**
 * A bank that is silent while `line.cut`, and then gives its word for nothing: what it says was
 * never charged is charged later.
 */
function liar() {
  const held: Request[] = [];
  const line = { cut: true };
  const reset = () => new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
  const between = (bank: Fetch): Fetch => {
    return async (request) => {
      if (isCharge(request)) {
        held.push(request.clone());
        throw reset();
      }
      if (line.cut) throw reset();
      if (request.url.endsWith('/charges/cancel')) return Response.json({ status: 'canceled' });
      return bank(request);
    };
  };
  return { held, line, between };
}

/** What the bank has of a checkout: how much it took, and how much it gave back. */
async function balance(world: World, id: string) {
  const taken = (await world.charges(id)).filter(({ status }) => status === 'captured');
  const returned = await world.refunds(id);
  const sum = (list: readonly { amount: { value: number } }[]): number =>
    list.reduce((total, one) => total + one.amount.value, 0);
  return { charges: taken.length, refunds: returned.length, kept: sum(taken) - sum(returned) };
}

describeDatabases('strays', (openDatabase) => {
  test('a capture after a shown decline is given back once and changes nothing that was said', async () => {
    const database = await openDatabase();
    const { held, line, between } = liar();
    const world = await createWorld({ database, between });
    const checkout = await world.open('cart-1');
    const token = await world.token();
    await world.pay(checkout, { token });
    await world.clock.advance(3 * MINUTE_MS);
    line.cut = false;
    await sweepFor(world, 10_000);
    const shown = await world.pay(checkout, { token });
    expect([shown.status, shown.body['declineCode']]).toEqual([402, 'not_completed']);
    const [late] = held;
    if (late === undefined) throw new Error('nothing was sent');
    expect((await world.bank(late)).status).toBe(201);
    await world.tell();
    await sweepFor(world, 2000);
    expect(await balance(world, checkout.id)).toEqual({ charges: 1, refunds: 1, kept: 0 });
    await world.tell();
    await sweepFor(world, 60_000);
    expect(await balance(world, checkout.id)).toEqual({ charges: 1, refunds: 1, kept: 0 });
    expect((await world.pay(checkout, { token })).text).toBe(shown.text);
    const after = await world.read(checkout.id);
    expect(after.status).toBe('open');
    expect(after.payment?.refunds).toMatchObject([{ amount: checkout.amount }]);
    expect(await eventsOf(database, checkout.id)).toEqual([
      'payment_failed',
      'needs_attention',
      'refunded',
    ]);
  });

  test('a late capture that nobody tells of is found in the list of the bank', async () => {
    const { held, line, between } = liar();
    const world = await createWorld({ database: await openDatabase(), between });
    const checkout = await world.open('cart-1');
    await world.pay(checkout);
    await world.clock.advance(3 * MINUTE_MS);
    line.cut = false;
    await sweepFor(world, 10_000);
    const [late] = held;
    if (late !== undefined) await world.bank(late);
    await sweepFor(world, 60_000);
    expect(await balance(world, checkout.id)).toEqual({ charges: 1, refunds: 1, kept: 0 });
  });

  test('a second capture beside a paid one is given back once, and the first one stays', async () => {
    const database = await openDatabase();
    const sent: Request[] = [];
    const between = (bank: Fetch): Fetch => {
      return (request) => {
        if (isCharge(request)) sent.push(request.clone());
        return bank(request);
      };
    };
    const world = await createWorld({ database, between });
    const checkout = await world.paid('cart-1');
    await world.fault('ignore-idempotency');
    const [again] = sent;
    if (again === undefined) throw new Error('nothing was sent');
    expect((await world.bank(again)).status).toBe(201);
    expect(await balance(world, checkout.id)).toMatchObject({ charges: 2, refunds: 0 });
    await world.tell();
    await sweepFor(world, 2000);
    await world.tell();
    await sweepFor(world, 60_000);
    expect(await balance(world, checkout.id)).toEqual({ charges: 2, refunds: 1, kept: 4200 });
    expect(await world.read(checkout.id)).toMatchObject({
      status: 'paid',
      payment: { refunds: [{ amount: checkout.amount }] },
    });
    expect(await eventsOf(database, checkout.id)).toEqual(['paid', 'needs_attention', 'refunded']);
  });

  test('of a capture that pays nothing only what is left goes back, if some of it had', async () => {
    for (const [returned, left] of [
      [1200, 3000],
      [4200, 0],
    ] as const) {
      const { held, line, between } = liar();
      const database = await openDatabase();
      const world = await createWorld({ database, between });
      const checkout = await world.open('cart-1');
      await world.pay(checkout);
      await world.clock.advance(3 * MINUTE_MS);
      line.cut = false;
      await sweepFor(world, 10_000);
      const [late] = held;
      if (late === undefined) throw new Error('nothing was sent');
      const { id: charge } = (await (await world.bank(late)).json()) as { id: string };
      const amount = { value: returned, currency: 'EUR' };
      await world.bank(
        new Request('http://bank.test/refunds', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ key: 'by-hand', charge, amount }),
        }),
      );
      await sweepFor(world, 60_000);
      const refunds = left === 0 ? 1 : 2;
      expect(await balance(world, checkout.id)).toEqual({ charges: 1, refunds, kept: 0 });
      const rows = await database.query('SELECT amount_value, status FROM payonce_refunds');
      expect(rows).toEqual(left === 0 ? [] : [{ amount_value: left, status: 'succeeded' }]);
      const events = ['payment_failed', 'needs_attention', ...(left === 0 ? [] : ['refunded'])];
      expect(await eventsOf(database, checkout.id)).toEqual(events);
    }
  });

  test('another amount than was shown is given back, and the payment ends declined', async () => {
    const database = await openDatabase();
    const between = (bank: Fetch): Fetch => {
      return async (request) => {
        if (!isCharge(request)) return bank(request);
        const order = (await request.json()) as Record<string, unknown>;
        const body = JSON.stringify({ ...order, amount: { value: 4300, currency: 'EUR' } });
        return bank(new Request(request.url, { method: 'POST', headers: request.headers, body }));
      };
    };
    const world = await createWorld({ database, between });
    const checkout = await world.open('cart-1');
    const answer = await world.pay(checkout);
    expect([answer.status, answer.body['declineCode']]).toEqual([402, 'amount_mismatch']);
    await sweepFor(world, 2000);
    expect(await balance(world, checkout.id)).toEqual({ charges: 1, refunds: 1, kept: 0 });
    expect((await eventsOf(database, checkout.id))[0]).toBe('needs_attention');
    expect((await world.read(checkout.id)).status).toBe('open');
  });

  const answers: readonly [string, number, Record<string, unknown>][] = [
    ['declined', 402, { status: 'declined', declineCode: 'generic_decline', declineKind: 'soft' }],
    ['token used', 400, { code: 'token-used' }],
    ['key reused', 422, { code: 'key-reused' }],
    ['not authorised', 401, { code: 'not-authorised' }],
    ['too many requests', 429, { code: 'too-many-requests' }],
    ['refused', 403, { code: 'refused' }],
  ];
  for (const [name, status, body] of answers) {
    test(`after a charge whose answer was lost "${name}" proves nothing: it ends paid, once`, async () => {
      const database = await openDatabase();
      let calls = 0;
      let isOver = false;
      const between = (bank: Fetch): Fetch => {
        return async (request) => {
          if (isOver) return bank(request);
          calls += 1;
          if (calls > 1) return Response.json(body, { status });
          await bank(request);
          throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
        };
      };
      const world = await createWorld({ database, between });
      const checkout = await world.open('cart-1');
      const token = await world.token();
      const shown = new Set<unknown>();
      const look = async (): Promise<void> => {
        const { payment } = await world.read(checkout.id);
        shown.add(payment?.status);
        shown.add((await world.pay(checkout, { token })).status);
      };
      await look();
      for (let round = 0; round < 15; round += 1) {
        await world.clock.advance(10_000);
        await world.payonce.sweep();
        await look();
      }
      expect([...shown].filter((one) => one === 'declined' || one === 402)).toEqual([]);
      isOver = true;
      await sweepFor(world, 6000);
      expect((await world.pay(checkout, { token })).status).toBe(201);
      expect(await balance(world, checkout.id)).toEqual({ charges: 1, refunds: 0, kept: 4200 });
      expect(calls).toBeGreaterThan(10);
    });
  }

  test('a forged word of a second capture gives nothing back', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const checkout = await world.paid('cart-1');
    const body = tells(checkout, 'captured', { id: 'ch_other' });
    await send(world, { id: 'evt_1', body, forged: true });
    await sweepFor(world, 2000);
    expect(await balance(world, checkout.id)).toEqual({ charges: 1, refunds: 0, kept: 4200 });
    // The bank would refuse a refund of a charge that it does not know: it must not be asked.
    expect(await eventsOf(database, checkout.id)).toEqual(['paid']);
  });
});
