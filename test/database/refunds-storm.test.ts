// Many refunds of one payment at the same moment, from several servers: the sum never passes what
// was captured, and none is lost.

import { expect, test } from 'vitest';
import type { Fetch } from '../../src/protocol/ports.ts';
import { carryRefunds } from '../../src/server/refunding.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { createWorld, type World } from './world.ts';

const STORM = 64;
const CAPTURED = 4200;
const EUROS = (value: number) => ({ value, currency: 'EUR' });

const keyOf = (number: number) =>
  `0190d0c4-9c5b-7c11-8a3e-${number.toString(16).padStart(12, '0')}`;

interface Books {
  readonly captured: number;
  readonly counter: number;
  readonly rows: number;
  readonly bank: number;
}

/** What was given back, by each of the three books that know. */
async function booksOf(world: World, id: string): Promise<Books> {
  const [row] = await world.settings.database.query(
    `SELECT amount_value, refunded_value,
       (SELECT coalesce(sum(amount_value), 0)::bigint FROM payonce_refunds r
         WHERE r.charge_id = k.charge_id AND r.status <> 'failed') AS rows
     FROM payonce_charges k WHERE checkout_id = $1`,
    [id],
  );
  const refunds = await world.refunds(id);
  return {
    captured: Number(row?.['amount_value']),
    counter: Number(row?.['refunded_value']),
    rows: Number(row?.['rows']),
    bank: refunds.reduce((sum, refund) => sum + refund.amount.value, 0),
  };
}

/** Loses every third answer about a refund and does not pass on every fourth. */
function lossy(): (bank: Fetch) => Fetch {
  let calls = 0;
  return (bank) => async (request) => {
    if (!request.url.endsWith('/refunds')) return bank(request);
    calls += 1;
    const call = calls;
    if (call % 4 === 0) throw new TypeError('socket hang up');
    const answer = await bank(request);
    if (call % 3 === 0) throw new TypeError('socket hang up');
    return answer;
  };
}

describeDatabases('a refund storm', (openDatabase, kind) => {
  test('64 at once of 100 each: 42 succeed, 22 are refused, all three books agree', async () => {
    const world = await createWorld({ database: await openDatabase() });
    const { id } = await world.paid('cart-1');
    const answers = await Promise.all(
      Array.from({ length: STORM }, () => world.refund(id, { amount: EUROS(100) })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(42);
    expect(statuses.filter((status) => status === 409)).toHaveLength(22);
    const all = { captured: CAPTURED, counter: CAPTURED, rows: CAPTURED, bank: CAPTURED };
    expect(await booksOf(world, id)).toEqual(all);
    expect((await world.read(id)).status).toBe('refunded');
  });

  test('64 at once of all sizes through two servers and a bank that loses answers', async () => {
    const database = await openDatabase();
    const first = await createWorld({ database, between: lossy() });
    const second = await createWorld({ database, between: () => lossy()(first.bank) });
    const { id } = await first.paid('cart-1');
    const random = seededRandom(7);
    const sizes = Array.from({ length: STORM }, () => 1 + (random(1)[0] ?? 0));
    const answers = await first.passing(
      Promise.all(
        sizes.map((size, index) =>
          (index % 2 === 0 ? first : second).refund(id, { amount: EUROS(size) }),
        ),
      ),
    );
    const accepted = answers.flatMap(({ status }, index) =>
      status === 201 ? [sizes[index] ?? 0] : [],
    );
    const sum = accepted.reduce((total, size) => total + size, 0);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect(sum).toBeLessThanOrEqual(CAPTURED);
    expect(sum).toBeGreaterThan(CAPTURED - 256);
    const pending = answers.filter(({ body }) => body['status'] === 'pending').length;
    expect(pending).toBeGreaterThan(STORM / 8);
    for (let round = 0; round < 10; round += 1) {
      await first.clock.advance(60_000);
      await second.clock.advance(60_000);
      await Promise.all([carryRefunds(first.settings), carryRefunds(second.settings)]);
    }
    expect(await booksOf(first, id)).toEqual({
      captured: CAPTURED,
      counter: sum,
      rows: sum,
      bank: sum,
    });
    expect(await first.refunds(id)).toHaveLength(accepted.length);
    console.log(`${kind}: ${accepted.length} refunds of ${STORM}, ${pending} first in doubt`);
  });

  test('64 times the same key at once is one refund', async () => {
    const world = await createWorld({ database: await openDatabase() });
    const { id } = await world.paid('cart-1');
    const answers = await Promise.all(
      Array.from({ length: STORM }, () => world.refund(id, { key: keyOf(1), amount: EUROS(1000) })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
    const once = { captured: CAPTURED, counter: 1000, rows: 1000, bank: 1000 };
    expect(await booksOf(world, id)).toEqual(once);
  });

  test('16 times "the rest" at once is the whole, once', async () => {
    const world = await createWorld({ database: await openDatabase() });
    const { id } = await world.paid('cart-1');
    const answers = await Promise.all(Array.from({ length: 16 }, () => world.refund(id)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(15);
    const all = { captured: CAPTURED, counter: CAPTURED, rows: CAPTURED, bank: CAPTURED };
    expect(await booksOf(world, id)).toEqual(all);
  });
});
