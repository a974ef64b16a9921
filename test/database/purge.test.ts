// What is thrown away after a month, and what never is: no key forgets what it paid, and nothing
// that is still to be done is lost.

import { expect, test } from 'vitest';
import type { Database } from '../../src/server/database.ts';
import { deliverEvents } from '../../src/server/outbox.ts';
import { purge } from '../../src/server/purging.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { createWorld, DECLINED_CARD, type World } from './world.ts';

const DAY_MS = 24 * 60 * 60_000;
const TABLES = [
  'checkouts',
  'attempts',
  'legs',
  'charges',
  'refunds',
  'outbox',
  'inbox',
  'tallies',
];

async function counts(database: Database): Promise<Record<string, number>> {
  const counted = await Promise.all(
    TABLES.map(async (table) => {
      const [row] = await database.query(`SELECT count(*) AS rows FROM payonce_${table}`);
      return [table, Number(row?.['rows'])] as const;
    }),
  );
  return Object.fromEntries(counted);
}

async function bodies(database: Database): Promise<number> {
  const [row] = await database.query('SELECT count(answer_body) AS rows FROM payonce_attempts');
  return Number(row?.['rows']);
}

/** One decline, one payment and one refund, all told to both sides. */
async function oneOfEach(world: World) {
  const checkout = await world.open('cart-1');
  const card = { token: await world.token(DECLINED_CARD) };
  const declined = await world.pay(checkout, card);
  const again = await world.read(checkout.id);
  const other = { token: await world.token() };
  const paid = await world.pay(again, other);
  await world.refund(checkout.id, { amount: { value: 100, currency: 'EUR' } });
  await world.tell();
  await deliverEvents(world.settings);
  return {
    id: checkout.id,
    declined,
    paid,
    repeatDeclined: () => world.pay(checkout, card),
    repeatPaid: () => world.pay(again, other),
  };
}

describeDatabases('purging', (openDatabase, kind) => {
  test('a day before its time nothing is thrown away but tallies of hours long gone', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    await oneOfEach(world);
    const before = await counts(database);
    expect(before['tallies']).toBeGreaterThan(0);
    await world.clock.advance(29 * DAY_MS);
    expect(await purge(world.settings)).toBe(before['tallies']);
    expect(await counts(database)).toEqual({ ...before, tallies: 0 });
    expect(await bodies(database)).toBe(2);
  });

  test('the tallies of this hour and the one before stay', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    await oneOfEach(world);
    const before = await counts(database);
    await world.clock.advance(2 * 60 * 60_000 - 1);
    expect(await purge(world.settings)).toBe(0);
    expect(await counts(database)).toEqual(before);
  });

  test('after a month bodies, told events and applied messages go; money never', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { id } = await oneOfEach(world);
    const before = await counts(database);
    expect(before['inbox']).toBeGreaterThan(0);
    await world.clock.advance(30 * DAY_MS + 1);
    expect(await purge(world.settings)).toBeGreaterThan(0);
    expect(await purge(world.settings)).toBe(0);
    expect(await bodies(database)).toBe(0);
    expect(await counts(database)).toEqual({ ...before, outbox: 0, inbox: 0, tallies: 0 });
    expect((await world.read(id)).status).toBe('partially_refunded');
  });

  test('an old key is answered after a purge as it was before, and charges nothing', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const was = await oneOfEach(world);
    const charges = await world.charges();
    await world.clock.advance(31 * DAY_MS);
    await purge(world.settings);
    expect(await bodies(database)).toBe(0);
    for (const [repeat, answer] of [
      [was.repeatDeclined, was.declined],
      [was.repeatPaid, was.paid],
    ] as const) {
      const again = await repeat();
      expect([again.status, again.text]).toEqual([answer.status, answer.text]);
      expect(again.headers.get('Content-Type')).toBe(answer.headers.get('Content-Type'));
      expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    }
    expect(await world.charges()).toEqual(charges);
  });

  test('what is undecided, untold or dead stays, however old', async () => {
    const database = await openDatabase();
    const cut = () => Promise.reject(new TypeError('socket hang up'));
    const world = await createWorld({ database, between: () => cut });
    const live = await world.open('cart-1');
    expect((await world.passing(world.pay(live))).body['status']).toBe('unknown');
    await untold(database, live.id);
    const before = await counts(database);
    const attempt = await database.query('SELECT * FROM payonce_attempts');
    await world.clock.advance(400 * DAY_MS);
    await purge(world.settings);
    expect(await counts(database)).toEqual({ ...before, tallies: 0 });
    expect(await database.query('SELECT * FROM payonce_attempts')).toEqual(attempt);
  });

  test('a step is bounded, and steps go on until all is clean', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { id } = await world.paid('cart-1');
    await deliverEvents(world.settings);
    await delivered(database, id, 1200);
    expect(await purge(world.settings)).toBe(500);
    expect(await purge(world.settings)).toBe(500);
    expect(await purge(world.settings)).toBe(200);
    expect(await purge(world.settings)).toBe(0);
  });

  test('a sweep whose step was full leaves the next one to the next sweep, not to the next minute', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const { id } = await world.paid('cart-1');
    await delivered(database, id, 1200);
    const left = async () => (await counts(database))['outbox'];
    await world.payonce.sweep();
    expect(await left()).toBe(1201);
    await world.clock.advance(60_000);
    const seen: unknown[] = [];
    for (let sweep = 0; sweep < 4; sweep += 1) {
      await world.payonce.sweep();
      seen.push(await left());
    }
    expect(seen).toEqual([701, 201, 1, 1]);
    await delivered(database, id, 1);
    await world.payonce.sweep();
    expect(await left()).toBe(2);
  });

  test.runIf(kind !== 'PGlite')('a purge waits for nobody, and nobody waits for it', async () => {
    const database = await openDatabase();
    const world = await createWorld({ database });
    const was = await oneOfEach(world);
    await world.clock.advance(31 * DAY_MS);
    // Somebody is at the checkout and its attempts: the purge leaves them to the next step.
    await database.transaction(async (tx) => {
      await tx.query('SELECT id FROM payonce_checkouts FOR UPDATE');
      await tx.query('SELECT key FROM payonce_attempts FOR UPDATE');
      expect(await purge(world.settings)).toBeGreaterThan(0);
      expect(await bodies(database)).toBe(2);
    });
    // A purge that is under way holds up no payment, no refund and no reading of the same
    // checkout.
    await database.transaction(async (tx) => {
      await purge({ ...world.settings, database: { ...database, query: tx.query } });
      await world.paid('cart-2');
      expect((await world.refund(was.id)).status).toBe(201);
      expect((await was.repeatPaid()).status).toBe(201);
      expect((await world.read(was.id)).status).toBe('refunded');
    });
    expect(await bodies(database)).toBe(1);
  });
});

/** Events that were delivered long ago. */
async function delivered(database: Database, checkoutId: string, count: number): Promise<void> {
  await database.query(
    `INSERT INTO payonce_outbox (
      id, tenant, checkout_id, place, type, event, status, next_try_at, created_at, ended_at
    ) SELECT 'evt_' || n, 'default', $1, 10 + n, 'paid', '{}', 'delivered', 0, 0, 1
    FROM generate_series(1, $2::integer) AS n`,
    [checkoutId, count],
  );
}

/** One dead and one waiting event, and one message that waits for what it speaks of. */
async function untold(database: Database, checkoutId: string): Promise<void> {
  const event = `INSERT INTO payonce_outbox (
      id, tenant, checkout_id, place, type, event, status, next_try_at, created_at, ended_at
    ) VALUES ($1, 'default', $2, $3, 'paid', '{}', $4, 0, 0, $5)`;
  await database.query(event, ['evt_dead', checkoutId, 101, 'dead', 1]);
  await database.query(event, ['evt_waiting', checkoutId, 102, 'waiting', null]);
  await database.query(
    `INSERT INTO payonce_inbox (gateway, event_id, status, event, next_try_at, received_at)
     VALUES ('sandbox', 'evt_early', 'waiting', '{}', 0, 0)`,
  );
}
