// A statement that began some time ago and waited since: it reads what was committed by then, and
// judges the rows that it changes anew, as they are now.

import { expect, test } from 'vitest';
import type { SqlValue } from '../../../src/server/database.ts';
import { memoryDatabase, type MemoryDatabase } from '../../../src/sim/sql/memory-database.ts';

function shelf(): MemoryDatabase {
  const database = memoryDatabase();
  database.run(`CREATE TABLE shelf (
    sku text PRIMARY KEY, pieces integer NOT NULL, holder text, CHECK (pieces >= 0)
  )`);
  database.run("INSERT INTO shelf VALUES ('mug', 3, NULL), ('bowl', 5, NULL)");
  return database;
}

test('a read as of a moment sees what was committed by then, and no later row', () => {
  const database = shelf();
  const before = database.version();
  database.run("UPDATE shelf SET pieces = 2 WHERE sku = 'mug'");
  database.run("DELETE FROM shelf WHERE sku = 'bowl'");
  database.run("INSERT INTO shelf VALUES ('vase', 1, NULL)");
  const read = (asOf: number) => database.run('SELECT sku, pieces FROM shelf', [], asOf);
  expect(read(before)).toEqual([
    { sku: 'mug', pieces: 3 },
    { sku: 'bowl', pieces: 5 },
  ]);
  expect(read(before + 1)).toEqual([
    { sku: 'mug', pieces: 2 },
    { sku: 'bowl', pieces: 5 },
  ]);
  expect(read(database.version())).toEqual([
    { sku: 'mug', pieces: 2 },
    { sku: 'vase', pieces: 1 },
  ]);
});

test('an index finds a row under the key that it had at that moment', () => {
  const database = shelf();
  const before = database.version();
  database.run("UPDATE shelf SET sku = 'cup' WHERE sku = 'mug'");
  const find = (sku: string, asOf: number) =>
    database.run('SELECT pieces FROM shelf WHERE sku = $1', [sku], asOf);
  expect([find('mug', before), find('cup', before)]).toEqual([[{ pieces: 3 }], []]);
  const now = database.version();
  expect([find('mug', now), find('cup', now)]).toEqual([[], [{ pieces: 3 }]]);
});

const CLAIM = `
  WITH claimed AS (
    UPDATE shelf SET holder = $1 WHERE sku = 'mug' AND holder IS NULL RETURNING *
  )
  SELECT row_to_json(c) AS claimed, row_to_json(s) AS seen
  FROM shelf s LEFT JOIN claimed c ON true WHERE s.sku = 'mug'`;

test('of two claims that began at one moment one wins; the loser still sees the row free', () => {
  const database = shelf();
  const began = database.version();
  const claim = (holder: SqlValue) => database.run(CLAIM, [holder], began)[0];
  const free = { sku: 'mug', pieces: 3, holder: null };
  expect(claim('ann')).toEqual({ claimed: { ...free, holder: 'ann' }, seen: free });
  expect(claim('ben')).toEqual({ claimed: null, seen: free });
  expect(database.run("SELECT holder FROM shelf WHERE sku = 'mug'")).toEqual([{ holder: 'ann' }]);
});

test('a change as of a moment counts on from the newest version', () => {
  const database = shelf();
  const began = database.version();
  const take = () =>
    database.run(
      "UPDATE shelf SET pieces = pieces - 1 WHERE sku = 'mug' RETURNING pieces",
      [],
      began,
    );
  expect([take(), take(), take()]).toEqual([[{ pieces: 2 }], [{ pieces: 1 }], [{ pieces: 0 }]]);
});

test('a row that meets the condition only since is not changed', () => {
  const database = shelf();
  const began = database.version();
  database.run("UPDATE shelf SET holder = 'ann' WHERE sku = 'mug'");
  const free = "UPDATE shelf SET holder = NULL WHERE holder = 'ann' RETURNING sku";
  expect(database.run(free, [], began)).toEqual([]);
  expect(database.run(free)).toEqual([{ sku: 'mug' }]);
});

test('a row that is gone since is passed over', () => {
  const database = shelf();
  const began = database.version();
  database.run("DELETE FROM shelf WHERE sku = 'mug'");
  expect(database.run('UPDATE shelf SET pieces = 9 RETURNING sku', [], began)).toEqual([
    { sku: 'bowl' },
  ]);
  expect(database.run('DELETE FROM shelf RETURNING sku', [], began)).toEqual([{ sku: 'bowl' }]);
});

test('only the changed row itself is judged as it is now, all others as they were', () => {
  const database = shelf();
  const began = database.version();
  database.run('UPDATE shelf SET pieces = pieces + 10');
  const both = database.run(
    `UPDATE shelf s SET holder = 'other had ' || other.pieces FROM shelf other
     WHERE s.sku = 'mug' AND other.sku = 'bowl' AND s.pieces > 10 AND other.pieces < 10
     RETURNING s.pieces, s.holder`,
    [],
    began,
  );
  // The mug had 3 pieces when the statement began: it did not meet the condition then.
  expect(both).toEqual([]);
  const mug = database.run(
    `UPDATE shelf s SET holder = 'other had ' || other.pieces FROM shelf other
     WHERE s.sku = 'mug' AND other.sku = 'bowl' AND s.pieces > 0 AND other.pieces < 10
     RETURNING s.pieces, s.holder`,
    [],
    began,
  );
  expect(mug).toEqual([{ pieces: 13, holder: 'other had 5' }]);
});

test('an upsert meets a row that it could not see, and judges it as it is now', () => {
  const database = shelf();
  const began = database.version();
  database.run("INSERT INTO shelf VALUES ('vase', 1, 'ann')");
  const upsert = `INSERT INTO shelf AS s VALUES ('vase', 4, NULL)
    ON CONFLICT (sku) DO UPDATE SET pieces = s.pieces + excluded.pieces WHERE s.holder = $1
    RETURNING pieces, (SELECT count(*) FROM shelf WHERE sku = 'vase') AS seen`;
  expect(database.run(upsert, ['ben'], began)).toEqual([]);
  expect(database.run(upsert, ['ann'], began)).toEqual([{ pieces: 5, seen: 0 }]);
});

test('FOR UPDATE answers the newest version, if it still meets the condition', () => {
  const database = shelf();
  const began = database.version();
  database.run("UPDATE shelf SET pieces = 2 WHERE sku = 'mug'");
  database.run("UPDATE shelf SET holder = 'ann' WHERE sku = 'bowl'");
  const free = 'SELECT sku, pieces FROM shelf WHERE holder IS NULL FOR UPDATE';
  expect(database.run(free, [], began)).toEqual([{ sku: 'mug', pieces: 2 }]);
});

test('parts of one statement do not see what the others write, only what they answer', () => {
  const database = shelf();
  const rows = database.run(`
    WITH sold AS (UPDATE shelf SET pieces = 0 WHERE sku = 'mug' RETURNING pieces),
      made AS (INSERT INTO shelf VALUES ('vase', 7, NULL) RETURNING pieces),
      gone AS (DELETE FROM shelf WHERE sku = 'bowl')
    SELECT s.sku, s.pieces, sold.pieces AS sold, made.pieces AS made FROM shelf s, sold, made`);
  expect(rows).toEqual([
    { sku: 'mug', pieces: 3, sold: 0, made: 7 },
    { sku: 'bowl', pieces: 5, sold: 0, made: 7 },
  ]);
  expect(database.run('SELECT sku FROM shelf')).toEqual([{ sku: 'mug' }, { sku: 'vase' }]);
});

test('a row that one part of a statement has changed is passed over by the next', () => {
  const database = shelf();
  database.run(`
    WITH first AS (UPDATE shelf SET holder = 'ann' WHERE sku = 'mug')
    UPDATE shelf SET holder = 'ben'`);
  expect(database.run('SELECT sku, holder FROM shelf ORDER BY sku')).toEqual([
    { sku: 'bowl', holder: 'ben' },
    { sku: 'mug', holder: 'ann' },
  ]);
});
