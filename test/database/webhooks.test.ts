// Messages that gateways send: believed only with their signature, stored with their effect or
// waiting for it, never backwards, and the second time without a trace.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import type { Database } from '../../src/server/database.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { eventsOf, send, tells } from './at-the-bank.ts';
import { createWorld, EUROS_42, type World } from './world.ts';

/** A bank whose answers are lost, and whose books say nothing, until a test mends the line. */
function deaf() {
  const line = { cut: true };
  const between = (bank: Fetch): Fetch => {
    return (request) => {
      if (!line.cut) return bank(request);
      return Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } }));
    };
  };
  return { line, between };
}

async function inbox(database: Database): Promise<readonly unknown[]> {
  return database.query('SELECT event_id, status, effect FROM payonce_inbox ORDER BY event_id');
}

/** A payment of which nothing came back. */
async function unknownPayment(world: World) {
  const checkout = await world.open('cart-1');
  const token = await world.token();
  expect((await world.pay(checkout, { token })).status).toBe(202);
  return { checkout, token };
}

function counting(database: Database) {
  const counts = { reads: 0, writes: 0 };
  const query: Database['query'] = (sql, parameters) => {
    counts[/INSERT|UPDATE|DELETE/.test(sql) ? 'writes' : 'reads'] += 1;
    return database.query(sql, parameters);
  };
  return { counts, database: { ...database, query } };
}

describeDatabases('webhooks', (openDatabase) => {
  test('a message settles a payment whose answer was lost', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database, between: deaf().between });
    const { checkout, token } = await unknownPayment(world);
    const body = tells(checkout, 'captured');
    expect((await send(world, { id: 'evt_1', body })).body).toEqual({ status: 'applied' });
    expect((await world.read(checkout.id)).status).toBe('paid');
    expect((await world.pay(checkout, { token })).status).toBe(201);
    expect(await inbox(database)).toEqual([
      { event_id: 'evt_1', status: 'applied', effect: 'succeeded' },
    ]);
  });

  test('one that is forged, stale or from the future gets 400 and leaves no trace', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database, between: deaf().between });
    const { checkout } = await unknownPayment(world);
    const body = tells(checkout, 'captured');
    const now = world.clock.now();
    const bad = [{ forged: true }, { atMs: now - 600_000 }, { atMs: now + 600_000 }];
    for (const [index, what] of bad.entries()) {
      const answer = await send(world, { id: `evt_${index}`, body, ...what });
      expect([answer.status, answer.body['code']]).toEqual([400, 'request-invalid']);
      expect(answer.body['errors']).toEqual([
        { path: 'webhook-signature', message: 'must be a valid, recent signature' },
      ]);
    }
    expect(await inbox(database)).toEqual([]);
    expect((await world.read(checkout.id)).status).toBe('processing');
  });

  test('the second time a message is answered from one read and writes nothing', async () => {
    const { counts, database } = counting(await openDatabase());
    const world = await createWorld({ database, between: deaf().between });
    const { checkout } = await unknownPayment(world);
    const message = { id: 'evt_1', body: tells(checkout, 'captured') };
    await send(world, message);
    Object.assign(counts, { reads: 0, writes: 0 });
    expect((await send(world, message)).status).toBe(200);
    expect(counts).toEqual({ reads: 1, writes: 0 });
  });

  test('the same message ten times at once has one effect', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database, between: deaf().between });
    const { checkout } = await unknownPayment(world);
    const message = { id: 'evt_1', body: tells(checkout, 'captured') };
    const sent = Array.from({ length: 10 }, () => send(world, message));
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(await eventsOf(database, checkout.id)).toEqual(['paid']);
    expect(await inbox(database)).toHaveLength(1);
  });

  test('a message that is faster than the answer settles, and the shopper still gets 201', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    await world.tell();
    await world.fault('webhook-early');
    const checkout = await world.open('cart-1');
    const answer = await world.pay(checkout);
    expect([answer.status, answer.body['status']]).toEqual([201, 'succeeded']);
    expect(await inbox(database)).toMatchObject([{ status: 'applied', effect: 'succeeded' }]);
    expect(await eventsOf(database, checkout.id)).toEqual(['paid']);
    expect(await world.charges()).toHaveLength(1);
  });

  test('a message about something unknown waits, and is applied once its row is there', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database, between: deaf().between });
    const checkout = await world.open('cart-1');
    const body = tells(checkout, 'captured');
    const first = await send(world, { id: 'evt_1', body });
    expect([first.status, first.body]).toEqual([200, { status: 'waiting' }]);
    await world.clock.advance(3000);
    expect(await world.payonce.sweep()).toMatchObject({ messages: 0 });
    expect((await world.pay(checkout)).status).toBe(202);
    await world.clock.advance(10_000);
    expect(await world.payonce.sweep()).toMatchObject({ messages: 1 });
    expect((await world.read(checkout.id)).status).toBe('paid');
    expect(await inbox(database)).toMatchObject([{ status: 'applied', effect: 'succeeded' }]);
  });

  test('messages out of order never go backwards', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database, between: deaf().between });
    const { checkout } = await unknownPayment(world);
    await send(world, { id: 'evt_3', body: tells(checkout, 'captured') });
    await send(world, { id: 'evt_1', body: tells(checkout, 'pending') });
    const nextAction = { type: 'redirect', url: 'http://bank.test/authenticate/1' };
    await send(world, { id: 'evt_2', body: tells(checkout, 'pending', { nextAction }) });
    expect((await world.read(checkout.id)).status).toBe('paid');
    expect(await eventsOf(database, checkout.id)).toEqual(['paid']);
    expect((await inbox(database)).slice(0, 2)).toMatchObject([
      { effect: 'nothing' },
      { effect: 'nothing' },
    ]);
  });

  test('a decline after success is looked up first and changes nothing', async () => {
    const database = await openDatabase();
    const asked: string[] = [];
    const between = (bank: Fetch): Fetch => {
      return (request) => {
        asked.push(`${request.method} ${new URL(request.url).pathname}`);
        return bank(request);
      };
    };
    const world = await createWorld({ database, between });
    const checkout = await world.paid('cart-1');
    asked.splice(0);
    const answer = await send(world, { id: 'evt_9', body: tells(checkout, 'declined') });
    expect(answer.status).toBe(200);
    expect(asked).toEqual(['GET /charges']);
    expect((await world.read(checkout.id)).status).toBe('paid');
    expect(await eventsOf(database, checkout.id)).toEqual(['paid']);
  });

  test('a gateway that denies what it had told calls a person once', async () => {
    const database = await openDatabase();
    const denying = { on: false };
    const between = (bank: Fetch): Fetch => {
      return async (request) => {
        if (!denying.on || request.method !== 'GET') return bank(request);
        return Response.json({ charge: null, canceled: true });
      };
    };
    const world = await createWorld({ database, between });
    const checkout = await world.paid('cart-1');
    denying.on = true;
    for (const id of ['evt_8', 'evt_9', 'evt_8']) {
      const answer = await send(world, { id, body: tells(checkout, 'canceled') });
      expect([id, answer.status]).toEqual([id, 200]);
    }
    expect(await eventsOf(database, checkout.id)).toEqual(['paid', 'needs_attention']);
    expect((await world.read(checkout.id)).status).toBe('paid');
  });

  test('a gateway that is none of ours gets 404, a body without end 413', async () => {
    const world = await createWorld({ database: await openDatabase() });
    const init = { principal: null, raw: '{}' };
    expect((await world.call('POST', '/webhooks/other', init)).status).toBe(404);
    const endless = { principal: null, raw: 'x'.repeat(300 * 1024) };
    const answer = await world.call('POST', '/webhooks/sandbox', endless);
    expect([answer.status, answer.body['code']]).toEqual([413, 'body-too-large']);
  });

  test('a message that cannot be applied does not hold up the others', async () => {
    const database = await openDatabase();
    const failing = { on: true };
    const query: Database['query'] = (sql, parameters) => {
      const isBad = failing.on && sql.includes('AS leg') && (parameters ?? []).includes(7);
      return isBad ? Promise.reject(new Error('broken')) : database.query(sql, parameters);
    };
    const world = await createWorld({ database: { ...database, query }, between: deaf().between });
    const checkout = await world.open('cart-1');
    const { id } = checkout;
    failing.on = false;
    await send(world, { id: 'evt_1', body: tells(checkout, 'captured', { key: `${id}.7.1` }) });
    await send(world, { id: 'evt_2', body: tells(checkout, 'captured') });
    failing.on = true;
    await world.pay(checkout);
    await world.clock.advance(10_000);
    expect(await world.payonce.sweep()).toMatchObject({ messages: 1 });
    expect(await world.read(id)).toMatchObject({ status: 'paid', amount: EUROS_42.amount });
  });
});
