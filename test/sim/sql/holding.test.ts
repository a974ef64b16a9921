// Rows and tables that are held without being changed: by FOR UPDATE, by those that refer to them,
// by LOCK TABLE.

import { expect, test } from 'vitest';
import type { MemoryDatabase } from '../../../src/sim/sql/memory-database.ts';
import { shelf, TAKE, waiting } from './shelf.ts';

function shelfWithSales(): MemoryDatabase {
  const database = shelf();
  database.run('CREATE TABLE sale (id text PRIMARY KEY, sku text REFERENCES shelf (sku))');
  return database;
}

test('SKIP LOCKED passes over rows that somebody holds, and takes the next ones', async () => {
  const database = shelfWithSales();
  const next = 'SELECT sku FROM shelf ORDER BY sku LIMIT 1 FOR UPDATE SKIP LOCKED';
  await database.transaction(async (tx) => {
    expect(await tx.query(next)).toEqual([{ sku: 'bowl' }]);
    await database.transaction(async (other) => {
      expect(await other.query(next)).toEqual([{ sku: 'mug' }]);
      expect(await database.query(next)).toEqual([]);
    });
    expect(await database.query(next)).toEqual([{ sku: 'mug' }]);
  });
  expect(await database.query(next)).toEqual([{ sku: 'bowl' }]);
});

test('whoever refers to a row waits while it is being deleted, not while it is changed', async () => {
  const database = shelfWithSales();
  const sell = (id: string) => database.query('INSERT INTO sale VALUES ($1, $2)', [id, 'mug']);
  let late: Promise<unknown> = Promise.resolve();
  await database.transaction(async (tx) => {
    await tx.query("UPDATE shelf SET pieces = 9 WHERE sku = 'mug'");
    await sell('s1');
    await tx.query("DELETE FROM sale WHERE id = 's1'");
    await tx.query("DELETE FROM shelf WHERE sku = 'mug'");
    late = sell('s2');
    late.catch(() => undefined);
    expect(waiting(database)).toBe(1);
  });
  await expect(late).rejects.toMatchObject({ code: '23503', constraint: 'sale_sku_fkey' });
});

test('a row that an open transaction refers to cannot be deleted before it ends', async () => {
  const database = shelfWithSales();
  let late: Promise<unknown> = Promise.resolve();
  await database.transaction(async (tx) => {
    await tx.query("INSERT INTO sale VALUES ('s1', 'mug')");
    await database.query(TAKE, ['mug']);
    late = database.query("DELETE FROM shelf WHERE sku = 'mug'");
    late.catch(() => undefined);
    expect(waiting(database)).toBe(1);
  });
  await expect(late).rejects.toMatchObject({ code: '23503' });
});

test('a locked table lets others read, and holds up whoever writes or locks rows', async () => {
  const database = shelfWithSales();
  const alone = database.query('LOCK TABLE shelf IN EXCLUSIVE MODE');
  await expect(alone).rejects.toMatchObject({ code: '25P01' });
  const order: string[] = [];
  let late: Promise<unknown> = Promise.resolve();
  await database.transaction(async (tx) => {
    await tx.query('LOCK TABLE shelf IN EXCLUSIVE MODE');
    expect(await database.query('SELECT sku FROM shelf')).toHaveLength(2);
    const second = database.transaction(async (other) => {
      await other.query('LOCK TABLE shelf IN EXCLUSIVE MODE');
      order.push('second');
    });
    const held = database.query('SELECT sku FROM shelf FOR UPDATE');
    late = Promise.all([second, held, database.query(TAKE, ['mug'])]);
    expect(waiting(database)).toBe(3);
    order.push('first');
  });
  await late;
  expect(order).toEqual(['first', 'second']);
  expect(database.run("SELECT pieces FROM shelf WHERE sku = 'mug'")).toEqual([{ pieces: 2 }]);
});

test('whoever locks a table waits for those who have written to it', async () => {
  const database = shelfWithSales();
  let late: Promise<unknown> = Promise.resolve();
  await database.transaction(async (tx) => {
    await tx.query(TAKE, ['mug']);
    late = database.transaction(async (other) => {
      await other.query('LOCK TABLE shelf IN EXCLUSIVE MODE');
      return other.query("SELECT pieces FROM shelf WHERE sku = 'mug'");
    });
    expect(waiting(database)).toBe(1);
  });
  expect(await late).toEqual([{ pieces: 2 }]);
});
