// Payments that wait for their shopper at the bank's page: who comes back, who never does, who
// changes their mind, and whose news is lost on the way.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { asked, decide, RETURNS } from './at-the-bank.ts';
import { forgetful } from './forgetting.ts';
import { isCharge } from './http.ts';
import { racing } from './racing.ts';
import { createWorld, type World } from './world.ts';

const MINUTE_MS = 60_000;

describeDatabases('authentication elsewhere', (openDatabase) => {
  const open = async () => createWorld({ database: await openDatabase(), ...RETURNS });

  test('a card that asks for its shopper answers 202 with where to go, and shows so', async () => {
    const world = await open();
    const { checkout, answer, url } = await asked(world);
    expect([answer.status, answer.body['status']]).toEqual([202, 'action_required']);
    expect(answer.headers.get('Retry-After')).not.toBeNull();
    expect(url).toContain('http://bank.test/authenticate/');
    expect(await world.read(checkout.id)).toMatchObject({
      status: 'action_required',
      idempotencyKey: null,
      payment: { status: 'action_required', nextAction: { type: 'redirect', url } },
    });
  });

  test('an approval at the bank settles by webhook and replays byte for byte', async () => {
    const world = await open();
    const { checkout, token, url } = await asked(world);
    expect((await decide(world, url, 'approve')).status).toBe(303);
    await world.tell();
    expect(await world.read(checkout.id)).toMatchObject({ status: 'paid' });
    const replays = [await world.pay(checkout, { token }), await world.pay(checkout, { token })];
    expect(replays.map(({ status }) => status)).toEqual([201, 201]);
    expect(replays[0]?.headers.get('Idempotent-Replayed')).toBe('true');
    expect(replays[0]?.text).toBe(replays[1]?.text);
    expect(replays[0]?.body).not.toHaveProperty('nextAction');
    expect(await world.charges()).toMatchObject([{ status: 'captured' }]);
  });

  test('news of it that is faster than its answer stands when the answer is lost', async () => {
    let isCut = false;
    const between = (bank: Fetch): Fetch => {
      return async (request) => {
        if (isCut) throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
        const answer = await bank(request);
        if (!isCharge(request)) return answer;
        isCut = true;
        await world.tell();
        throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
      };
    };
    const world: World = await createWorld({
      database: await openDatabase(),
      ...RETURNS,
      between,
    });
    const { checkout, answer } = await asked(world);
    expect([answer.status, answer.body['status']]).toEqual([202, 'action_required']);
    expect(await world.read(checkout.id)).toMatchObject({
      status: 'action_required',
      payment: { nextAction: { type: 'redirect' } },
    });
  });

  test('a refusal at the bank ends declined, and the next key pays', async () => {
    const world = await open();
    const { checkout, token, url } = await asked(world);
    await decide(world, url, 'refuse');
    await world.tell();
    const after = await world.read(checkout.id);
    expect(after).toMatchObject({
      status: 'open',
      payment: { status: 'declined', declineCode: 'authentication_failed' },
    });
    expect((await world.pay(checkout, { token })).status).toBe(402);
    expect((await world.pay(after)).status).toBe(201);
  });

  test('a shopper who never comes back is declined after a quarter of an hour, with a new key', async () => {
    const world = await open();
    const { checkout, token } = await asked(world);
    await world.clock.advance(14 * MINUTE_MS);
    await world.payonce.sweep();
    expect((await world.read(checkout.id)).status).toBe('action_required');
    await world.clock.advance(5 * MINUTE_MS);
    await world.payonce.sweep();
    const after = await world.read(checkout.id);
    expect(after).toMatchObject({
      status: 'open',
      payment: { status: 'declined', declineCode: 'authentication_expired' },
    });
    expect(after.idempotencyKey).not.toBe(checkout.idempotencyKey);
    expect((await world.pay(checkout, { token })).status).toBe(402);
  });

  test('an authentication that the bank no longer knows is called off as well', async () => {
    const world = await createWorld({
      database: await openDatabase(),
      between: forgetful,
      ...RETURNS,
    });
    const { checkout } = await asked(world);
    await world.clock.advance(16 * MINUTE_MS);
    await world.payonce.sweep();
    const after = await world.read(checkout.id);
    expect(after).toMatchObject({ status: 'open', payment: { status: 'declined' } });
    expect(after.idempotencyKey).not.toBeNull();
  });

  test('a cancel ends it at the bank and gives a new key; a late approval charges nothing', async () => {
    const world = await open();
    const { checkout, url } = await asked(world);
    const canceled = await world.cancel(checkout);
    expect([canceled.status, canceled.body['status']]).toEqual([200, 'open']);
    const next = canceled.body['idempotencyKey'];
    expect(next).toEqual(expect.any(String));
    expect(next).not.toBe(checkout.idempotencyKey);
    expect(await world.charges()).toMatchObject([{ status: 'canceled' }]);
    await decide(world, url, 'approve');
    await world.tell();
    await world.payonce.sweep();
    expect(await world.charges()).toMatchObject([{ status: 'canceled' }]);
    expect(await world.read(checkout.id)).toMatchObject({ status: 'open', idempotencyKey: next });
    expect((await world.cancel(checkout)).status).toBe(200);
  });

  test('a cancel and an approval at once end canceled or paid, never both', async () => {
    const world = await open();
    const ends = new Set<number>();
    for (let round = 0; round < 20; round += 1) {
      const { checkout, url } = await asked(world, `cart-${round}`);
      const [answer] = await racing(round, () => world.read(checkout.id), [
        () => world.cancel(checkout),
        () => decide(world, url, 'approve'),
      ]);
      await world.tell();
      const [charge] = await world.charges(checkout.id);
      const { status } = await world.read(checkout.id);
      const isPaid = charge?.status === 'captured';
      expect([answer.status, answer.body['code'], status]).toEqual(
        isPaid ? [409, 'already-paid', 'paid'] : [200, undefined, 'open'],
      );
      ends.add(answer.status);
    }
    expect(ends).toEqual(new Set([200, 409]));
  });

  test('a second tab sees the same authentication, and its own key is no good', async () => {
    const world = await open();
    const { checkout, url } = await asked(world);
    const other = await world.open('cart-1');
    expect(other).toMatchObject({
      id: checkout.id,
      status: 'action_required',
      idempotencyKey: null,
      payment: { nextAction: { url } },
    });
    const stale = await world.pay(checkout, { key: '0190d0c4-9c5b-7c11-8a3e-3f1f7c1f0a01' });
    expect([stale.status, stale.body['code']]).toEqual([410, 'idempotency-key-expired']);
    expect(await world.charges()).toHaveLength(1);
  });

  test('an approval whose webhook is lost is found by the sweep', async () => {
    const world = await open();
    await world.fault('webhook-lost');
    const { checkout, url } = await asked(world);
    await decide(world, url, 'approve');
    await world.tell();
    expect((await world.read(checkout.id)).status).toBe('action_required');
    await world.clock.advance(3000);
    await world.payonce.sweep();
    expect((await world.read(checkout.id)).status).toBe('paid');
  });

  test('coming back twice, or to the page of before, changes nothing', async () => {
    const world = await open();
    const { checkout, url } = await asked(world);
    await decide(world, url, 'approve');
    await decide(world, url, 'refuse');
    await decide(world, url, 'approve');
    await world.tell();
    expect((await world.read(checkout.id)).status).toBe('paid');
    expect(await world.charges()).toMatchObject([{ status: 'captured' }]);
  });
});
