// Many payments over HTTP on PostgreSQL: each is one charge, none is an error.

import { expect, test } from 'vitest';
import { aShop, onPostgres } from './a-process.ts';
import { aPayment, captured, charges, pay } from './a-shopper.ts';
import type { Place } from './a-shopper.ts';

const SEQUENTIAL = 1000;
const AT_ONCE = 64;
const CONCURRENT = 512;

interface Tally {
  readonly references: Set<string>;
  readonly statuses: Map<number, number>;
}

/** `workers` shoppers at a time, each paying for a new cart, until `count` are done. */
async function payMany(place: Place, count: number, workers: number): Promise<Tally> {
  const tally: Tally = { references: new Set(), statuses: new Map() };
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      const payment = await aPayment(place);
      const { status } = await pay(place.url, payment);
      tally.references.add(payment.shopper.checkout.id);
      tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return tally;
}

/** Every checkout has its one charge, and there is no other. */
async function judge(place: Place, tallies: readonly Tally[]): Promise<number> {
  const paid = tallies.flatMap(({ references }) => [...references]).sort();
  const all = await captured(place.bankUrl);
  expect(all.map(({ reference }) => reference).sort()).toEqual(paid);
  expect(await charges(place.bankUrl)).toHaveLength(all.length);
  return all.length;
}

test('1,000 payments in a row and 512 by 64 at once are 1,512 charges, without an error', async () => {
  const shop = await aShop({ env: await onPostgres() });
  const inARow = await payMany(shop, SEQUENTIAL, 1);
  expect([...inARow.statuses]).toEqual([[201, SEQUENTIAL]]);
  console.log(`in a row: ${SEQUENTIAL} payments, ${await judge(shop, [inARow])} charges`);
  const atOnce = await payMany(shop, CONCURRENT, AT_ONCE);
  expect([...atOnce.statuses]).toEqual([[201, CONCURRENT]]);
  const total = await judge(shop, [inARow, atOnce]);
  console.log(`${AT_ONCE} at once: ${CONCURRENT} payments, ${total - SEQUENTIAL} charges`);
  expect(shop.output()).toBe(`payonce ready ${shop.url}\n`);
});
