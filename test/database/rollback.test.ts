// A database that lost its last commits, as one restored or failed over does: every step of a load
// of payments is written down, and a new database is made of all but the last k of them. The bank
// remembers everything. Shoppers come back with the keys they had.

import { expect, test } from 'vitest';
import type { Checkout } from '../../src/protocol/messages.ts';
import type { Database, SqlValue } from '../../src/server/database.ts';
import { runMigrations } from '../../src/server/migrate.ts';
import { PAYONCE_STEPS } from '../../src/server/migrations.ts';
import { memoryLedger } from '../bank/a-bank.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { sweepFor } from './at-the-bank.ts';
import { CARD, createWorld, DECLINED_CARD, NO_LIMITS, type World } from './world.ts';

const SHOPPERS = 8;
const MOST_LOST = 20;
// Within the time that a payment may be sent, and past it.
const LATER_MS = [30_000, 90_000];

interface Write {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** Lets one statement through at a time, so that the order written down is that of the commits. */
function recording(database: Database) {
  const writes: Write[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const query: Database['query'] = (sql, parameters = []) => {
    const mine = last.then(async () => {
      const rows = await database.query(sql, parameters);
      if (/INSERT|UPDATE|DELETE/.test(sql)) writes.push({ sql, parameters: [...parameters] });
      return rows;
    });
    last = mine.catch(() => undefined);
    return mine;
  };
  return { writes, database: { ...database, query } };
}

interface Shopper {
  readonly checkout: Checkout;
  readonly token: string;
}

/**
 * Pays as a page does: again with the same key and body until the answer is final. Answers whether
 * one was.
 */
async function insist(world: World, { checkout, token }: Shopper): Promise<boolean> {
  for (let round = 0; round < 40; round += 1) {
    const { status, body } = await world.passing(world.pay(checkout, { token }));
    const isOpen = status === 202 || status === 503 || status === 409;
    if (!isOpen || body['code'] === 'already-paid') return true;
    await world.clock.advance(500);
    await world.payonce.sweep();
  }
  return false;
}

async function loaded(world: World): Promise<Shopper[]> {
  for (const point of ['answer-lost', 'request-lost', 'error-after']) await world.fault(point);
  const shoppers: Shopper[] = [];
  for (let index = 0; index < SHOPPERS; index += 1) {
    const checkout = await world.open(`cart-${index}`);
    const token = await world.token(index % 4 === 3 ? DECLINED_CARD : CARD);
    shoppers.push({ checkout, token });
  }
  await world.passing(Promise.all(shoppers.map((one) => world.pay(one.checkout, one))));
  // Who was declined pays with another card: its next key is lost with some of the commits.
  for (const { checkout } of [...shoppers]) {
    const now = await world.open(checkout.cartId);
    if (now.status !== 'open') continue;
    shoppers.push({ checkout: now, token: await world.token() });
  }
  await world.passing(Promise.all(shoppers.slice(SHOPPERS).map((one) => insist(world, one))));
  return shoppers;
}

/** What is wrong between the bank's ledger and what the checkouts say. */
async function audit(world: World, shoppers: readonly Shopper[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const id of new Set(shoppers.map(({ checkout }) => checkout.id))) {
    const { status } = await world.read(id);
    const captured = (await world.charges(id)).filter((one) => one.status === 'captured');
    const returned = new Set((await world.refunds(id)).map(({ charge }) => charge));
    const kept = captured.filter((one) => !returned.has(one.id)).length;
    const isTrue = kept === (status === 'paid' ? 1 : 0);
    if (!isTrue) wrong.push(`${id} is ${status} with ${kept} of ${captured.length} captures kept`);
  }
  return wrong;
}

describeDatabases('a database that lost its last commits', (openDatabase, kind) => {
  // PGlite is slower; a few are enough to see that it does the same.
  const lost = Array.from({ length: MOST_LOST }, (_, index) => index + 1).filter(
    (k) => kind !== 'PGlite' || k % 7 === 0,
  );

  test(`for ${lost.length} numbers of lost commits nobody is charged twice, and all charges match`, async () => {
    const ledger = memoryLedger();
    const { writes, database } = recording(await openDatabase());
    const before = await createWorld({ database, ledger, limits: NO_LIMITS });
    const shoppers = await loaded(before);
    const wrong: string[] = [];
    let adopted = 0;
    const restored = await openDatabase();
    for (const k of lost) {
      const laterMs = LATER_MS[k % LATER_MS.length] ?? 0;
      await restored.query('DROP SCHEMA public CASCADE');
      await restored.query('CREATE SCHEMA public');
      await runMigrations(restored, 'payonce_versions', PAYONCE_STEPS);
      for (const { sql, parameters } of writes.slice(0, -k)) await restored.query(sql, parameters);
      const after = await createWorld({
        database: restored,
        ledger: memoryLedger([...ledger.events]),
        seed: laterMs + k,
        limits: NO_LIMITS,
        reconcileFirst: true,
      });
      await after.clock.advance(before.clock.now() - after.clock.now() + laterMs);
      const [first] = shoppers;
      // What is still known is repeated; nothing is claimed.
      const known = first === undefined ? null : await after.pay(first.checkout, first);
      const isRepeat = known?.headers.get('Idempotent-Replayed') === 'true';
      expect(isRepeat || known?.status !== 201).toBe(true);
      adopted += (await after.payonce.reconcile()).adopted;
      const ends = await after.passing(Promise.all(shoppers.map((one) => insist(after, one))));
      if (ends.includes(false)) wrong.push(`${k} lost, ${laterMs} ms later: a page asks for ever`);
      await sweepFor(after, 40_000);
      wrong.push(
        ...(await audit(after, shoppers)).map((what) => `${k} lost, ${laterMs} ms later: ${what}`),
      );
    }
    expect(wrong).toEqual([]);
    expect(adopted).toBeGreaterThan(0);
    const lostWords = `k = ${lost[0] ?? 0}..${lost.at(-1) ?? 0}`;
    console.log(`${kind}: ${writes.length} commits, ${lostWords} lost, ${adopted} charges adopted`);
  }, 120_000);
});
