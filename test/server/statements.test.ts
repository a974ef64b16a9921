// What a payment costs in statements, held in every test run: the benchmark says the same of a real
// PostgreSQL, with commits and bytes.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPglite } from '../../src/node/pglite.ts';
import { countedDatabase, type CountedDatabase } from '../bench/counted-database.ts';
import { openTill, type Till } from '../bench/till.ts';

// PGlite takes seconds to start on a busy machine.
const START_TIMEOUT_MS = 30_000;

let database: CountedDatabase;
let till: Till;
let close: () => Promise<void>;

beforeAll(async () => {
  const pglite = await openPglite();
  close = pglite.close;
  database = countedDatabase(pglite);
  till = await openTill(database);
}, START_TIMEOUT_MS);

afterAll(() => close());

/** How many statements `work` sends, and what it answers. */
async function counting<T>(work: () => Promise<T>): Promise<{ statements: number; answer: T }> {
  const before = database.statements();
  const answer = await work();
  return { statements: database.statements() - before, answer };
}

test('a first opening is one statement', async () => {
  const { statements, answer } = await counting(() => till.open('cart-1'));
  expect(answer.status).toBe('open');
  expect(statements).toBe(1);
});

test('a payment is two statements: claim and settle', async () => {
  const checkout = await till.open('cart-2');
  const { statements } = await counting(() => till.pay(checkout));
  expect(statements).toBe(2);
});

test('a replay is one statement', async () => {
  const checkout = await till.open('cart-3');
  await till.pay(checkout);
  const { statements } = await counting(() => till.replay(checkout));
  expect(statements).toBe(1);
});

test('a framed transaction counts with its frame', async () => {
  const { statements } = await counting(() =>
    database.transaction(async (tx) => {
      await tx.query('SELECT 1');
    }),
  );
  expect(statements).toBe(3);
});
