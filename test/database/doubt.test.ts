// What becomes of a payment whose answer was lost: found out from the bank's books, voided before
// anything is sent again, never guessed. Time moves only as these tests say.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { untilClaimed } from './until-claimed.ts';
import { createWorld, type World } from './world.ts';

/**
 * A line to the bank that a test cuts and mends. `refused`: no connection; `silent`: nothing comes
 * back.
 */
function line() {
  const state: { cut: 'no' | 'refused' | 'reset' } = { cut: 'no' };
  const between = (bank: Fetch): Fetch => {
    return (request) => {
      if (state.cut === 'no') return bank(request);
      const code = state.cut === 'refused' ? 'ECONNREFUSED' : 'ECONNRESET';
      return Promise.reject(new TypeError('fetch failed', { cause: { code } }));
    };
  };
  return { state, between };
}

/**
 * Runs the sweep as the host does, until `isOver` or for at most half a minute of the world's time.
 */
async function sweepUntil(world: World, isOver: () => Promise<boolean>): Promise<number> {
  const since = world.clock.now();
  for (let round = 0; round < 60 && !(await isOver()); round += 1) {
    await world.clock.advance(500);
    await world.payonce.sweep();
  }
  return world.clock.now() - since;
}

describeDatabases('doubt', (openDatabase) => {
  for (const point of ['answer-lost', 'error-after', 'slow']) {
    test(`a charge whose answer is lost to ${point} ends paid, and is charged once`, async () => {
      const world = await createWorld({ database: await openDatabase() });
      await world.fault(point, 1, 8000);
      const checkout = await world.open('cart-1');
      expect((await world.passing(world.pay(checkout))).status).toBe(201);
      expect(await world.charges()).toMatchObject([{ status: 'captured' }]);
    });
  }

  for (const point of ['request-lost', 'error-before', 'unreachable']) {
    test(`a request lost to ${point} is voided and sent anew under another name`, async () => {
      const world = await createWorld({ database: await openDatabase() });
      await world.fault(point);
      const checkout = await world.open('cart-1');
      expect((await world.pay(checkout)).status).toBe(201);
      expect(await world.charges()).toMatchObject([
        { key: `${checkout.id}.1.2`, status: 'captured' },
      ]);
      expect(await world.isCalledOff(`${checkout.id}.1.1`)).toBe(true);
    });
  }

  test('a bank that cannot be reached leaves the key free for another body', async () => {
    const { state, between } = line();
    const world = await createWorld({ database: await openDatabase(), between });
    const checkout = await world.open('cart-1');
    state.cut = 'refused';
    const refused = await world.pay(checkout);
    expect([refused.status, refused.body['code'], refused.body['next']]).toEqual([
      503,
      'bank-unavailable',
      'same-key',
    ]);
    expect(refused.headers.get('Retry-After')).toBe('1');
    expect(await world.read(checkout.id)).toMatchObject({
      status: 'open',
      idempotencyKey: checkout.idempotencyKey,
      payment: null,
    });
    state.cut = 'no';
    expect((await world.pay(checkout)).status).toBe(201);
    expect(await world.charges()).toHaveLength(1);
  });

  test('a bank that loses every request is given up after three voided legs', async () => {
    const world = await createWorld({ database: await openDatabase() });
    await world.fault('request-lost', 3);
    const checkout = await world.open('cart-1');
    const token = await world.token();
    const refused = await world.pay(checkout, { token });
    expect([refused.status, refused.body['code']]).toEqual([503, 'bank-unavailable']);
    expect((await world.pay(checkout, { token })).status).toBe(201);
    expect(await world.charges()).toHaveLength(1);
  });

  test('an unknown payment answers 202, shows as processing, and is found within 15 s of the bank', async () => {
    const { state, between } = line();
    const world = await createWorld({ database: await openDatabase(), between });
    const checkout = await world.open('cart-1');
    const token = await world.token();
    state.cut = 'reset';
    const answer = await world.pay(checkout, { token });
    expect(answer.status).toBe(202);
    expect(answer.body['status']).toBe('unknown');
    expect(answer.headers.get('Retry-After')).not.toBeNull();
    expect(await world.read(checkout.id)).toMatchObject({
      status: 'processing',
      idempotencyKey: null,
      payment: { status: 'unknown' },
    });
    const repeat = await world.pay(checkout, { token });
    expect([repeat.status, repeat.body['status']]).toEqual([202, 'unknown']);
    await world.clock.advance(2000);
    await world.payonce.sweep();
    state.cut = 'no';
    const over = async () => (await world.read(checkout.id)).status !== 'processing';
    expect(await sweepUntil(world, over)).toBeLessThanOrEqual(15_000);
    const final = await world.pay(checkout, { token });
    expect([final.status, final.headers.get('Idempotent-Replayed')]).toEqual([201, 'true']);
    expect((await world.charges()).filter((charge) => charge.status === 'captured')).toHaveLength(
      1,
    );
  });

  test('a charge that went through before the line broke is found, not repeated', async () => {
    const { state, between } = line();
    const breaking = (bank: Fetch): Fetch => {
      const through = between(bank);
      return async (request) => {
        if (state.cut !== 'no') return through(request);
        const answer = await bank(request);
        if (request.url.endsWith('/charges') && answer.status === 201) state.cut = 'reset';
        return through(request);
      };
    };
    const world = await createWorld({ database: await openDatabase(), between: breaking });
    const checkout = await world.open('cart-1');
    expect((await world.pay(checkout)).status).toBe(202);
    await world.clock.advance(61_000);
    state.cut = 'no';
    await world.payonce.sweep();
    expect((await world.read(checkout.id)).status).toBe('paid');
    expect(await world.charges()).toMatchObject([{ key: `${checkout.id}.1.1` }]);
  });

  test('past the consent nothing is sent: the bank gives its word and the payment ends not completed', async () => {
    const { state, between } = line();
    const world = await createWorld({ database: await openDatabase(), between });
    const checkout = await world.open('cart-1');
    const token = await world.token();
    state.cut = 'reset';
    await world.pay(checkout, { token });
    await world.clock.advance(61_000);
    state.cut = 'no';
    await world.payonce.sweep();
    const after = await world.read(checkout.id);
    expect(after).toMatchObject({
      status: 'open',
      payment: { status: 'declined', declineCode: 'not_completed' },
    });
    expect(await world.charges()).toHaveLength(0);
    const replay = await world.pay(checkout, { token });
    expect([replay.status, replay.body['declineCode']]).toEqual([402, 'not_completed']);
    expect((await world.pay(after)).status).toBe(201);
  });

  test('while its worker lives a repeat is told so, another body is refused first', async () => {
    const world = await createWorld({ database: await openDatabase() });
    await world.fault('slow', 1, 3000);
    const checkout = await world.open('cart-1');
    const token = await world.token();
    const first = world.pay(checkout, { token });
    await untilClaimed(world, checkout.id);
    const repeat = await world.pay(checkout, { token });
    expect([repeat.status, repeat.body['code']]).toEqual([409, 'payment-in-flight']);
    expect(repeat.headers.get('Retry-After')).toBe('1');
    const other = await world.pay(checkout);
    expect([other.status, other.body['code']]).toEqual([422, 'idempotency-key-reused']);
    const stranger = await world.pay(checkout, { key: '0190d0c4-9c5b-7c11-8a3e-3f1f7c1f0a01' });
    expect(stranger.status).toBe(410);
    const cancel = await world.cancel(checkout);
    expect([cancel.status, cancel.body['code']]).toEqual([409, 'payment-in-flight']);
    expect((await world.passing(first)).status).toBe(201);
    expect(await world.charges()).toHaveLength(1);
  });

  test('two sweeps at once take an attempt over once', async () => {
    const { state, between } = line();
    const world = await createWorld({ database: await openDatabase(), between });
    state.cut = 'reset';
    const checkout = await world.open('cart-1');
    await world.pay(checkout, { token: 'tok_later' });
    state.cut = 'no';
    await world.clock.advance(2000);
    const reports = await Promise.all([world.payonce.sweep(), world.payonce.sweep()]);
    expect(reports.map((report) => report.taken).sort()).toEqual([0, 1]);
  });

  test('tokens are gone from the database once a payment is decided', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    await world.fault('request-lost');
    await world.pay(await world.open('cart-1'));
    const rows = await database.query('SELECT token FROM payonce_legs');
    expect(rows).toEqual([{ token: null }, { token: null }]);
  });
});
