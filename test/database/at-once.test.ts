// Two steps on one checkout in the same moment, each order forced by hand: what the later one
// answers must be of one moment, never half from before and half from after.

import { expect, test } from 'vitest';
import type { Checkout } from '../../src/protocol/messages.ts';
import type { Fetch } from '../../src/protocol/ports.ts';
import type { Database, Queryable } from '../../src/server/database.ts';
import { eventOf } from '../../src/server/events.ts';
import { claim } from '../../src/server/store/claim.ts';
import type { Hold } from '../../src/server/store/hold.ts';
import { settle, type Verdict } from '../../src/server/store/settle.ts';
import { NOW, OPEN } from '../server/rows.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { createWorld, EUROS_42, NO_LIMITS, type World } from './world.ts';
import type { Answer } from './http.ts';

const CHANGED = { ...EUROS_42, version: 'v2', amount: { value: 6300, currency: 'EUR' } };
const NEXT_KEY = '0190d0c4-9c5b-7c11-8a3e-3f1f7c1f0a01';

const DECLINE: Verdict = {
  status: 'declined',
  chargeId: null,
  method: { type: 'card' },
  declineCode: 'generic_decline',
  message: 'No.',
  answerStatus: 402,
  answerBody: '{}',
  newKey: NEXT_KEY,
  keyExpiresAt: Date.UTC(2030, 0, 1),
  capture: null,
  event: eventOf('payment_failed', { checkout: OPEN, attempt: null, about: '1' }, NOW),
  tallies: [],
  span: NOW,
  now: NOW,
};

/** A world whose bank never answers, and in it a payment that waits for it. */
async function whilePaying(database: Database): Promise<[World, Checkout, Hold]> {
  const silent: Fetch = () => new Promise(() => undefined);
  const world = await createWorld({ database, between: () => silent });
  const checkout = await world.open('cart-1');
  void world.pay(checkout);
  while ((await world.read(checkout.id)).status !== 'processing');
  const [row] = await database.query('SELECT fence FROM payonce_checkouts WHERE id = $1', [
    checkout.id,
  ]);
  const fence = Number(row?.['fence']);
  return [world, checkout, { checkoutId: checkout.id, ordinal: 1, fence, leg: 1 }];
}

/** Claims what `checkout` shows, as another server would. */
function claimed(checkout: Checkout): (tx: Queryable) => Promise<boolean> {
  const { id, amount, cartVersion } = checkout;
  const now = Date.UTC(2026, 0, 1);
  const wish = {
    ...{ id, amount, cartVersion, now, tenant: 'default', principal: 'ann', mayClaim: true },
    ...{ key: checkout.idempotencyKey ?? '', nonce: 'n', fingerprint: 'f', methodType: 'card' },
    ...{ token: 'tok_1', gateway: 'sandbox', leaseUntil: now + 15_000, consentUntil: now + 60_000 },
    ...{ address: null, ceilings: [], span: now },
  };
  return async (tx) => (await claim(tx, wish)).won !== null;
}

describeDatabases('at once', (openDatabase, kind) => {
  const WAITING = `
    SELECT count(*) AS waiting FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;

  /** Begins `late` while `early` holds the row, and ends `early` once `late` waits for it. */
  async function overtaken(
    database: Database,
    early: (tx: Queryable) => Promise<boolean>,
    late: () => Promise<Answer>,
  ): Promise<Answer> {
    const answer = await database.transaction(async (tx) => {
      expect(await early(tx)).toBe(true);
      const waiting = late();
      // PGlite has one connection: there the later step waits before it begins.
      for (let count = 0; kind !== 'PGlite' && count === 0;) {
        count = Number((await database.query(WAITING))[0]?.['waiting']);
      }
      return { waiting };
    });
    return answer.waiting;
  }

  test('an opening that waited for a decline shows that decline', async () => {
    const database = await openDatabase();
    const [world, checkout, hold] = await whilePaying(database);
    world.carts.set('cart-1', CHANGED);
    const answer = await overtaken(
      database,
      (tx) => settle(tx, hold, DECLINE),
      () => world.call('POST', '/checkouts', { body: { cartId: 'cart-1' } }),
    );
    const shown = answer.body as unknown as Checkout;
    expect([shown.status, shown.amount.value]).toEqual(['open', 6300]);
    expect(shown.payment?.status).toBe('declined');
    expect(shown).toEqual(await world.read(checkout.id));
  });

  test('an opening that waited for a claim shows the payment', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const checkout = await world.open('cart-1');
    world.carts.set('cart-1', CHANGED);
    const answer = await overtaken(database, claimed(checkout), () =>
      world.call('POST', '/checkouts', { body: { cartId: 'cart-1' } }),
    );
    expect(answer.body).toMatchObject({ status: 'processing', amount: { value: 4200 } });
    expect(answer.body).toEqual(await world.read(checkout.id));
  });

  test('a cancel that waited for a claim says that the payment is running', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const checkout = await world.open('cart-1');
    const answer = await overtaken(database, claimed(checkout), () => world.cancel(checkout));
    expect([answer.status, answer.body['code']]).toEqual([409, 'payment-in-flight']);
  });

  test('a payment that waited for the claim of another is refused and sends nothing', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const checkout = await world.open('cart-1');
    const pay = () => world.pay(checkout);
    const answer = await overtaken(database, claimed(checkout), pay);
    expect([answer.status, answer.body['code']]).toEqual([422, 'idempotency-key-reused']);
    expect(await world.charges()).toEqual([]);
  });

  test('a payment that waited for its cart to change is refused and sends nothing', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const checkout = await world.open('cart-1');
    const released = (tx: Queryable) => world.payonce.releaseCart(tx, 'cart-1');
    const answer = await overtaken(database, released, () => world.pay(checkout));
    expect([answer.status, answer.body['code']]).toEqual([410, 'idempotency-key-expired']);
    expect(await world.charges()).toEqual([]);
  });

  const carts = kind !== 'PGlite' ? 100 : 3;
  const rivals = 16;

  test(`${carts} carts opened by ${rivals} at once are ${carts} checkouts`, async () => {
    const world = await createWorld({ database: await openDatabase(), limits: NO_LIMITS });
    const ids = new Set<string>();
    for (let index = 0; index < carts; index += 1) {
      const open = () => world.open(`cart-${index}`);
      const opened = await Promise.all(Array.from({ length: rivals }, open));
      const keys = new Set(opened.map((checkout) => checkout.idempotencyKey));
      expect(keys.size).toBe(1);
      for (const { id } of opened) ids.add(id);
    }
    expect(ids.size).toBe(carts);
    expect(world.errors).toEqual([]);
  });
});
