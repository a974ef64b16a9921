// Transactions in each other's way: who waits, who goes on with what, and who is told that all
// would wait for ever.

import { expect, test } from 'vitest';
import type { Queryable } from '../../../src/server/database.ts';
import { shelf, TAKE, waiting } from './shelf.ts';

test('a change waits for the transaction that changed the row, and counts on from it', async () => {
  const database = shelf();
  let late: Promise<unknown> = Promise.resolve();
  await database.transaction(async (tx) => {
    await tx.query("UPDATE shelf SET pieces = 1 WHERE sku = 'mug'");
    late = Promise.all([database.query(TAKE, ['mug']), database.query(TAKE, ['mug'])]);
    expect(waiting(database)).toBe(2);
    expect(await database.query("SELECT pieces FROM shelf WHERE sku = 'mug'")).toEqual([
      { pieces: 3 },
    ]);
  });
  expect(await late).toEqual([[{ pieces: 0 }], []]);
  expect(waiting(database)).toBe(0);
});

test('whoever waited for a transaction that was rolled back finds all as it was', async () => {
  const database = shelf();
  let late: Promise<unknown> = Promise.resolve();
  const failing = database.transaction(async (tx) => {
    await tx.query("DELETE FROM shelf WHERE sku = 'mug'");
    late = database.query(TAKE, ['mug']);
    throw new Error('The shop fell over.');
  });
  await expect(failing).rejects.toThrow('fell over');
  expect(await late).toEqual([{ pieces: 2 }]);
});

test('a statement that has to wait leaves nothing behind meanwhile', async () => {
  const database = shelf();
  let late: Promise<unknown> = Promise.resolve();
  await database.transaction(async (tx) => {
    await tx.query("UPDATE shelf SET pieces = 1 WHERE sku = 'mug'");
    // The bowl comes first, and is free.
    late = database.query('UPDATE shelf SET pieces = pieces + 10 RETURNING sku, pieces');
    expect(
      await tx.query("UPDATE shelf SET pieces = 0 WHERE sku = 'bowl' RETURNING 1"),
    ).toHaveLength(1);
  });
  expect(await late).toEqual([
    { sku: 'bowl', pieces: 10 },
    { sku: 'mug', pieces: 11 },
  ]);
});

test('a transaction that has to wait holds none of the rows of that statement meanwhile', async () => {
  const database = shelf();
  let late: Promise<unknown> = Promise.resolve();
  await database.transaction(async (tx) => {
    await tx.query(TAKE, ['mug']);
    late = database.transaction((other) =>
      other.query('SELECT sku, pieces FROM shelf ORDER BY sku FOR UPDATE'),
    );
    expect(waiting(database)).toBe(1);
    expect(database.run(TAKE, ['bowl'])).toEqual([{ pieces: 4 }]);
  });
  expect(await late).toEqual([
    { sku: 'bowl', pieces: 4 },
    { sku: 'mug', pieces: 2 },
  ]);
});

test('a transaction commits what nobody awaited, even if that has to wait', async () => {
  const database = shelf();
  let late: Promise<unknown> = Promise.resolve();
  await database.transaction(async (tx) => {
    await tx.query(TAKE, ['mug']);
    late = database.transaction(async (other) => {
      void other.query(TAKE, ['mug']);
    });
    expect(waiting(database)).toBe(1);
  });
  await late;
  expect(database.run("SELECT pieces FROM shelf WHERE sku = 'mug'")).toEqual([{ pieces: 1 }]);
});

test('nobody waits for a key that a row has given up long ago', async () => {
  const database = shelf();
  database.run("UPDATE shelf SET sku = 'cup' WHERE sku = 'mug'");
  await database.transaction(async (tx) => {
    await tx.query(TAKE, ['cup']);
    expect(database.run("INSERT INTO shelf VALUES ('mug', 1) RETURNING sku")).toHaveLength(1);
  });
});

test('an insert waits for the same key of another transaction, even if that one gives it up', async () => {
  const database = shelf();
  const insert = (on: Queryable, more = '') =>
    on.query(`INSERT INTO shelf VALUES ('vase', 1) ${more} RETURNING pieces`);
  let refused: Promise<unknown> = Promise.resolve();
  let passed: Promise<unknown> = Promise.resolve();
  await database.transaction(async (tx) => {
    await insert(tx);
    refused = insert(database);
    refused.catch(() => undefined);
    passed = insert(database, 'ON CONFLICT (sku) DO NOTHING');
    expect(waiting(database)).toBe(2);
  });
  await expect(refused).rejects.toMatchObject({ code: '23505', constraint: 'shelf_pkey' });
  expect(await passed).toEqual([]);
  database.run("DELETE FROM shelf WHERE sku = 'vase'");
  await database.transaction(async (tx) => {
    await insert(tx);
    await tx.query("DELETE FROM shelf WHERE sku = 'vase'");
    passed = insert(database);
    expect(waiting(database)).toBe(1);
  });
  expect(await passed).toEqual([{ pieces: 1 }]);
});

test('two that wait for each other: one is refused, the other goes on', async () => {
  const database = shelf();
  const taking = (first: string, second: string, meet: Promise<void>, reached: () => void) =>
    database.transaction(async (tx) => {
      await tx.query(TAKE, [first]);
      reached();
      await meet;
      await tx.query(TAKE, [second]);
    });
  let here = 0;
  let go: () => void = () => undefined;
  const meet = new Promise<void>((resolve) => (go = resolve));
  const reached = () => {
    here += 1;
    if (here === 2) go();
  };
  const outcomes = await Promise.allSettled([
    taking('mug', 'bowl', meet, reached),
    taking('bowl', 'mug', meet, reached),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(outcomes[1]).toMatchObject({ reason: { code: '40P01' } });
  expect(database.run('SELECT sku, pieces FROM shelf ORDER BY sku')).toEqual([
    { sku: 'bowl', pieces: 4 },
    { sku: 'mug', pieces: 2 },
  ]);
});

test('after an error a transaction takes no more statements, and its locks are gone at once', async () => {
  const database = shelf();
  const answer = await database.transaction(async (tx) => {
    await tx.query(TAKE, ['mug']);
    await expect(tx.query('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
    await expect(tx.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
    expect(await database.query(TAKE, ['mug'])).toEqual([{ pieces: 2 }]);
    return 'went on';
  });
  // As with PostgreSQL's COMMIT of what has failed: no error, and nothing is kept.
  expect(answer).toBe('went on');
  expect(database.run("SELECT pieces FROM shelf WHERE sku = 'mug'")).toEqual([{ pieces: 2 }]);
});

test('statements of one transaction run one after the other, though nobody awaits them', async () => {
  const database = shelf();
  const rows = await database.transaction(async (tx) => {
    void tx.query("UPDATE shelf SET pieces = 10 WHERE sku = 'mug'");
    void tx.query(TAKE, ['mug']);
    return tx.query("SELECT pieces FROM shelf WHERE sku = 'mug'");
  });
  expect(rows).toEqual([{ pieces: 9 }]);
});

test('what cannot wait is refused', async () => {
  const database = shelf();
  await database.transaction(async (tx) => {
    await tx.query(TAKE, ['mug']);
    expect(() => database.run(TAKE, ['mug'])).toThrow(
      expect.objectContaining({ code: '55P03' }) as Error,
    );
    expect(database.run(TAKE, ['bowl'])).toEqual([{ pieces: 4 }]);
  });
});
