// Tables and indexes: what they refuse, and that what defines them can be taken back.

import { expect, test } from 'vitest';
import { memoryDatabase } from '../../../src/sim/sql/memory-database.ts';

const refusal = (code: string, constraint?: string): Error =>
  expect.objectContaining({ code, ...(constraint === undefined ? {} : { constraint }) }) as Error;

test('a partial unique index speaks of its own rows only, as they come and go', () => {
  const database = memoryDatabase();
  database.run('CREATE TABLE pay (id integer PRIMARY KEY, cart text, state text)');
  database.run("CREATE UNIQUE INDEX pay_live ON pay (cart) WHERE state IN ('sending', 'unknown')");
  database.run("INSERT INTO pay VALUES (1, 'c', 'sending'), (2, 'c', 'paid'), (3, 'c', 'paid')");
  const enter = () => database.run("UPDATE pay SET state = 'unknown' WHERE id = 2");
  expect(enter).toThrow(refusal('23505', 'pay_live'));
  database.run("UPDATE pay SET state = 'unknown' WHERE id = 1");
  expect(enter).toThrow(refusal('23505', 'pay_live'));
  database.run("UPDATE pay SET state = 'paid' WHERE id = 1");
  expect(enter()).toEqual([]);
  const another = () => database.run("INSERT INTO pay VALUES (4, 'c', 'sending')");
  expect(another).toThrow(refusal('23505', 'pay_live'));
  database.run('DELETE FROM pay WHERE id = 2');
  expect(another()).toEqual([]);
});

test('an index over rows that are alike already is not made', () => {
  const database = memoryDatabase();
  database.run('CREATE TABLE t (id integer, kind text)');
  database.run("INSERT INTO t VALUES (1, 'a'), (1, 'b')");
  expect(() => database.run('CREATE UNIQUE INDEX t_id ON t (id)')).toThrow(refusal('23505'));
  database.run("CREATE UNIQUE INDEX t_a ON t (id) WHERE kind = 'a'");
  database.run("INSERT INTO t VALUES (1, 'b')");
  expect(() => database.run("INSERT INTO t VALUES (1, 'a')")).toThrow(refusal('23505', 't_a'));
});

test('a foreign key is asked at the end of a statement, of all its parts', () => {
  const database = memoryDatabase();
  database.run('CREATE TABLE cart (id text PRIMARY KEY)');
  database.run('CREATE TABLE line (cart text NOT NULL REFERENCES cart, PRIMARY KEY (cart))');
  database.run(`WITH line AS (INSERT INTO line VALUES ('c'))
    INSERT INTO cart VALUES ('c')`);
  const orphan = () => database.run("INSERT INTO line VALUES ('d')");
  expect(orphan).toThrow(refusal('23503', 'line_cart_fkey'));
  expect(() => database.run('DELETE FROM cart')).toThrow(refusal('23503', 'line_cart_fkey'));
  const rename = () => database.run("UPDATE cart SET id = 'e'");
  expect(rename).toThrow(refusal('23503', 'line_cart_fkey'));
  database.run('WITH line AS (DELETE FROM line) DELETE FROM cart');
  expect([database.rows('cart'), database.rows('line')]).toEqual([[], []]);
});

test('a statement that fails in the middle leaves nothing', () => {
  const database = memoryDatabase();
  database.run('CREATE TABLE t (id integer PRIMARY KEY, n integer)');
  database.run('INSERT INTO t VALUES (1, 1), (2, 2)');
  const insert = () => database.run('INSERT INTO t VALUES (3, 3), (4, 4), (1, 9)');
  expect(insert).toThrow(refusal('23505', 't_pkey'));
  const both = () =>
    database.run('WITH a AS (UPDATE t SET n = 7) INSERT INTO t VALUES (5, 5), (2, 2)');
  expect(both).toThrow(refusal('23505', 't_pkey'));
  expect(() => database.run('UPDATE t SET id = id + 1 WHERE id = 1')).toThrow(
    refusal('23505', 't_pkey'),
  );
  const twice = () =>
    database.run(
      'INSERT INTO t VALUES (6, 6), (6, 7) ON CONFLICT (id) DO UPDATE SET n = excluded.n',
    );
  expect(twice).toThrow(refusal('21000'));
  expect(database.rows('t')).toEqual([
    { id: 1, n: 1 },
    { id: 2, n: 2 },
  ]);
  expect(database.run('SELECT n FROM t WHERE id IN (3, 4, 5, 6)')).toEqual([]);
});

test('tables that a transaction made are its own until it ends, and gone when it fails', async () => {
  const database = memoryDatabase();
  database.run('CREATE TABLE old (id integer)');
  database.run('INSERT INTO old VALUES (1)');
  const work = (fails: boolean) =>
    database.transaction(async (tx) => {
      await tx.query('CREATE TABLE fresh (id integer)');
      await tx.query('INSERT INTO fresh VALUES (1)');
      await tx.query(`ALTER TABLE old ADD COLUMN more text DEFAULT '${fails ? 'x' : 'm'}'`);
      expect(await tx.query('SELECT id FROM old WHERE more IS NOT NULL')).toEqual([{ id: 1 }]);
      await expect(database.query('SELECT 1 FROM fresh')).rejects.toMatchObject({ code: '42P01' });
      if (fails) throw new Error('The shop fell over.');
    });
  await expect(work(true)).rejects.toThrow('fell over');
  expect(database.run('SELECT * FROM old')).toEqual([{ id: 1 }]);
  expect(() => database.run('SELECT 1 FROM fresh')).toThrow(refusal('42P01'));
  await work(false);
  expect(database.rows('fresh')).toEqual([{ id: 1 }]);
  expect(database.rows('old')).toEqual([{ id: 1, more: 'm' }]);
});

test('a table that is being changed is read by others only afterwards', async () => {
  const database = memoryDatabase();
  database.run('CREATE TABLE t (id integer)');
  database.run('INSERT INTO t VALUES (1)');
  let late: Promise<unknown> = Promise.resolve();
  await database.transaction(async (tx) => {
    await tx.query('ALTER TABLE t ADD COLUMN n integer NOT NULL DEFAULT 4');
    late = database.query('SELECT * FROM t');
  });
  expect(await late).toEqual([{ id: 1, n: 4 }]);
});

test('an identity column counts by itself, and never twice the same', async () => {
  const database = memoryDatabase();
  database.run('CREATE TABLE t (n bigint GENERATED ALWAYS AS IDENTITY, w text PRIMARY KEY)');
  const add = (w: string) =>
    database.run('INSERT INTO t (w) VALUES ($1) RETURNING n', [w])[0]?.['n'];
  expect([add('a'), add('b')]).toEqual([1, 2]);
  expect(() => add('a')).toThrow(refusal('23505'));
  expect(add('c')).toBe(4);
  expect(() => database.run("INSERT INTO t (n, w) VALUES (9, 'z')")).toThrow(refusal('428C9'));
});

test('a table that was taken back leaves nothing to the next one', async () => {
  const database = memoryDatabase();
  const failing = database.transaction(async (tx) => {
    await tx.query('CREATE TABLE first (a integer, b text PRIMARY KEY)');
    await tx.query("INSERT INTO first VALUES (1, 'x')");
    await tx.query("SELECT a FROM first WHERE b = 'x'");
    throw new Error('The shop fell over.');
  });
  await expect(failing).rejects.toThrow('fell over');
  database.run('CREATE TABLE second (c text PRIMARY KEY, d integer)');
  database.run("INSERT INTO second VALUES ('x', 2)");
  expect(database.run("SELECT d FROM second WHERE c = 'x'")).toEqual([{ d: 2 }]);
});

test('no template is made while tables are changing', async () => {
  const database = memoryDatabase();
  await database.transaction(async (tx) => {
    await tx.query('CREATE TABLE t (id integer)');
    expect(() => database.template()).toThrow('changing the tables');
  });
  expect(database.template().open().rows('t')).toEqual([]);
});
