// A key whose payment never got to the bank is thrown away after a month; no later answer, no later
// payment is another for it.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import type { Checkout } from '../../src/protocol/messages.ts';
import type { Database } from '../../src/server/database.ts';
import { purge } from '../../src/server/purging.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { createWorld, NO_LIMITS, type World } from './world.ts';

const DAY_MS = 24 * 60 * 60_000;

interface Line {
  isCut: boolean;
}

function cutBy(line: Line): (bank: Fetch) => Fetch {
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  return (bank) => (request) =>
    line.isCut ? Promise.reject(new TypeError('fetch failed', { cause })) : bank(request);
}

/** A shop that cannot reach its bank. */
async function cutOff(database: Database) {
  const line = { isCut: true };
  const world = await createWorld({ database, between: cutBy(line), limits: NO_LIMITS });
  return { line, world };
}

/** Pays in vain: the key has an attempt that was never sent. */
async function inVain(world: World, cartId: string): Promise<Checkout> {
  const checkout = await world.open(cartId);
  const answer = await world.pay(checkout, { token: 'tok_any' });
  expect([answer.status, answer.body['code']]).toEqual([503, 'bank-unavailable']);
  return checkout;
}

async function attempted(database: Database): Promise<readonly unknown[]> {
  const rows = await database.query(
    `SELECT c.cart_id || '.' || a.ordinal AS attempt, count(l.leg) AS legs
     FROM payonce_attempts a JOIN payonce_checkouts c ON c.id = a.checkout_id
     LEFT JOIN payonce_legs l ON l.checkout_id = a.checkout_id AND l.ordinal = a.ordinal
     GROUP BY 1 ORDER BY 1`,
  );
  return rows.map((row) => [row['attempt'], row['legs']]);
}

describeDatabases('dead keys', (openDatabase) => {
  test('an attempt that was never sent goes after a month, with its leg', async () => {
    const database = await openDatabase();
    const { world } = await cutOff(database);
    await inVain(world, 'cart-1');
    await world.clock.advance(29 * DAY_MS);
    await purge(world.settings);
    expect(await attempted(database)).toEqual([['cart-1.1', 1]]);
    await world.clock.advance(DAY_MS + 1);
    expect(await purge(world.settings)).toBe(1);
    expect(await attempted(database)).toEqual([]);
  });

  test('a dead key is answered after a purge as it was before, and charges nothing', async () => {
    const database = await openDatabase();
    const { line, world } = await cutOff(database);
    const checkout = await inVain(world, 'cart-1');
    await world.clock.advance(31 * DAY_MS);
    line.isCut = false;
    const token = await world.token();
    const before = await world.pay(checkout, { token });
    await purge(world.settings);
    expect(await attempted(database)).toEqual([]);
    const after = await world.pay(checkout, { token });
    expect([after.status, after.text]).toEqual([before.status, before.text]);
    expect([after.status, after.body['code']]).toEqual([410, 'idempotency-key-expired']);
    expect(await world.charges()).toEqual([]);
  });

  test('the next attempt has a name of its own, though the first is forgotten', async () => {
    const database = await openDatabase();
    const { line, world } = await cutOff(database);
    await inVain(world, 'cart-1');
    await world.clock.advance(31 * DAY_MS);
    await purge(world.settings);
    line.isCut = false;
    const checkout = await world.paid('cart-1');
    expect(await world.charges()).toMatchObject([{ key: `${checkout.id}.2.1` }]);
  });

  test('an attempt that is live, paid, doubtful or has a charge stays, however old', async () => {
    const database = await openDatabase();
    const { world } = await cutOff(database);
    const ids: string[] = [];
    for (const name of ['charged', 'doubtful', 'forgotten', 'live', 'paid']) {
      ids.push((await inVain(world, name)).id);
    }
    const [charged = '', doubtful = '', , live = '', paid = ''] = ids;
    await database.query(
      `INSERT INTO payonce_charges (
        gateway, charge_id, checkout_id, ordinal, leg, amount_value, currency, kept, found_at
      ) VALUES ('sandbox', 'ch_late', $1, 1, 1, 4200, 'EUR', false, 0)`,
      [charged],
    );
    await database.query("UPDATE payonce_legs SET state = 'unknown' WHERE checkout_id = $1", [
      doubtful,
    ]);
    await database.query('UPDATE payonce_checkouts SET live = 1 WHERE id = $1', [live]);
    await database.query('UPDATE payonce_checkouts SET paid = 1 WHERE id = $1', [paid]);
    await world.clock.advance(400 * DAY_MS);
    await purge(world.settings);
    expect(await attempted(database)).toEqual(
      ['charged.1', 'doubtful.1', 'live.1', 'paid.1'].map((attempt) => [attempt, 1]),
    );
  });
});
