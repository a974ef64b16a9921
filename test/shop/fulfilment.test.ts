// The shelf falls by what was paid for, once an event, whatever else happens to it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Line } from '../../src/protocol/messages.ts';
import type { PayonceEvent } from '../../src/server/events.ts';
import { createFulfilment } from '../../src/shop/fulfilment.ts';
import { migrateShop } from '../../src/shop/migrations.ts';
import { openShopBench, START_TIMEOUT_MS, type ShopBench } from './shop-bench.ts';

let bench: ShopBench;

beforeAll(async () => {
  bench = await openShopBench();
}, START_TIMEOUT_MS);

const EURO = { value: 100, currency: 'EUR' };
let events = 0;

function paidEvent(lines: readonly Omit<Line, 'amount'>[], id?: string): PayonceEvent {
  events += 1;
  return {
    id: id ?? `evt_${events}`,
    type: 'paid',
    createdAt: '2026-01-01T12:00:00.000Z',
    checkoutId: `chk_${events}`,
    cartId: `cart_${events}`,
    cartVersion: 'v1',
    principal: 'ann',
    amount: EURO,
    lines: lines.map((line) => ({ ...line, amount: EURO })),
    payment: null,
    refund: null,
    reason: null,
  };
}

async function stock(): Promise<Record<string, number>> {
  const answer = await bench.fetch('/shop/stock');
  expect(answer.status).toBe(200);
  const rows = (await answer.json()) as { sku: string; left: number }[];
  return Object.fromEntries(rows.map(({ sku, left }) => [sku, left]));
}

const paid = async (event: PayonceEvent): Promise<void> => {
  await createFulfilment(bench.database).onPaid?.(event);
};

test('each piece starts with a thousand on the shelf', async () => {
  expect(await stock()).toEqual({
    mug: 1000,
    bowl: 1000,
    teapot: 1000,
    vase: 1000,
    plate: 1000,
    lamp: 1000,
  });
});

test('what was bought leaves the shelf, once however often the event comes', async () => {
  const before = await stock();
  const event = paidEvent([
    { name: 'Tide mug', quantity: 3 },
    { name: 'Beacon lamp', quantity: 1 },
    { name: 'Tide mug', quantity: 2 },
  ]);
  await paid(event);
  await paid(event);
  await Promise.all([paid(event), paid(event)]);
  const after = await stock();
  expect(after).toEqual({ ...before, mug: before['mug']! - 5, lamp: before['lamp']! - 1 });
});

test('a second start leaves the shelf as it is', async () => {
  await paid(paidEvent([{ name: 'Marsh vase', quantity: 7 }]));
  const before = await stock();
  await migrateShop(bench.database);
  expect(await stock()).toEqual(before);
});

test('an event with a piece that nobody knows takes nothing, and may come again', async () => {
  const before = await stock();
  const event = paidEvent([
    { name: 'Tide mug', quantity: 1 },
    { name: 'Anchor', quantity: 1 },
  ]);
  await expect(paid(event)).rejects.toThrow('Anchor');
  expect(await stock()).toEqual(before);
  const known = paidEvent([{ name: 'Tide mug', quantity: 1 }], event.id);
  await paid(known);
  expect(await stock()).toEqual({ ...before, mug: before['mug']! - 1 });
});

test('an event that does not say what was bought is not taken', async () => {
  const before = await stock();
  await expect(paid(paidEvent([], 'evt_empty'))).rejects.toThrow('does not say what was bought');
  await expect(paid(paidEvent([], 'evt_empty'))).rejects.toThrow('does not say what was bought');
  expect(await stock()).toEqual(before);
});

test('what is paid is owed, even when the shelf is empty', async () => {
  await paid(paidEvent([{ name: 'Shoreline plate', quantity: 1001 }]));
  expect((await stock())['plate']).toBe(-1);
});

test('nothing but a paid event moves the shelf', () => {
  expect(Object.keys(createFulfilment(bench.database))).toEqual(['onPaid']);
});

test('the stock is read only', async () => {
  const answer = await bench.send('POST', '/shop/stock', {});
  expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET']);
});

afterAll(() => {
  expect(bench.errors).toEqual([]);
});
