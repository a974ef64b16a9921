// Commits are counted, told to whoever listens, and can be lost again, as at a failover.

import { expect, test } from 'vitest';
import { memoryDatabase, type MemoryDatabase } from '../../../src/sim/sql/memory-database.ts';

function ledger(): MemoryDatabase {
  const database = memoryDatabase();
  database.run('CREATE TABLE ledger (id text PRIMARY KEY, cents bigint NOT NULL)');
  database.run('CREATE INDEX ledger_cents ON ledger (cents)');
  return database;
}

test('every statement or transaction that wrote something adds one commit', async () => {
  const database = ledger();
  const first = database.version();
  await database.query('SELECT * FROM ledger');
  await database.query("UPDATE ledger SET cents = 1 WHERE id = 'nobody'");
  await expect(database.query("INSERT INTO ledger VALUES ('a', NULL)")).rejects.toThrow('null');
  expect(database.version()).toBe(first);
  await database.query("INSERT INTO ledger VALUES ('a', 1), ('b', 2)");
  expect(database.version()).toBe(first + 1);
  await database.transaction(async (tx) => {
    await tx.query("INSERT INTO ledger VALUES ('c', 3)");
    await tx.query('DELETE FROM ledger WHERE cents < 3');
    expect(database.version()).toBe(first + 1);
  });
  expect(database.version()).toBe(first + 2);
});

test('what was committed since is forgotten: rows, changes, deletions, tables and columns', () => {
  const database = ledger();
  database.run("INSERT INTO ledger VALUES ('a', 1), ('b', 2)");
  const kept = database.version();
  database.run("UPDATE ledger SET cents = 10 WHERE id = 'a'");
  database.run("UPDATE ledger SET cents = 11, id = 'aa' WHERE id = 'a'");
  database.run("DELETE FROM ledger WHERE id = 'b'");
  database.run("INSERT INTO ledger VALUES ('c', 3)");
  database.run("ALTER TABLE ledger ADD COLUMN note text NOT NULL DEFAULT 'x'");
  database.run('CREATE TABLE other (id integer)');
  database.run('INSERT INTO other VALUES (1)');
  database.rollBackTo(kept);
  expect(database.version()).toBe(kept);
  expect(database.rows('ledger')).toEqual([
    { id: 'a', cents: 1 },
    { id: 'b', cents: 2 },
  ]);
  const found = database.run('SELECT id FROM ledger WHERE cents = 10 OR cents = 1');
  expect(found).toEqual([{ id: 'a' }]);
  expect(database.run("SELECT id FROM ledger WHERE id = 'aa' OR id = 'c'")).toEqual([]);
  expect(() => database.run('SELECT id FROM other')).toThrow('"other" does not exist');
  database.run("INSERT INTO ledger VALUES ('c', 4)");
  expect(database.run("SELECT cents FROM ledger WHERE id = 'c'")).toEqual([{ cents: 4 }]);
});

test('a schema that was dropped comes back with its rows', () => {
  const database = ledger();
  database.run("INSERT INTO ledger VALUES ('a', 1)");
  const kept = database.version();
  database.run('DROP SCHEMA public CASCADE');
  database.run('CREATE SCHEMA public');
  database.run('CREATE TABLE ledger (id integer)');
  database.run('INSERT INTO ledger VALUES (7)');
  database.rollBackTo(kept);
  expect(database.rows('ledger')).toEqual([{ id: 'a', cents: 1 }]);
});

test('there is no going back to before the beginning, nor to what has not been', () => {
  const database = ledger();
  const { open } = database.template();
  const made = open();
  expect(() => made.rollBackTo(made.version() - 1)).toThrow('There is no commit');
  expect(() => made.rollBackTo(made.version() + 1)).toThrow('There is no commit');
});

test('going back cuts every connection: what is open is rolled back, what waits is rejected', async () => {
  const database = ledger();
  database.run("INSERT INTO ledger VALUES ('a', 1)");
  const other = database.connect();
  const heard: string[] = [];
  database.onBroken(() => heard.push('own'));
  other.onBroken(() => heard.push('other'));
  let waiting: Promise<unknown> = Promise.resolve();
  const open = database.transaction(async (tx) => {
    await tx.query("UPDATE ledger SET cents = 2 WHERE id = 'a'");
    waiting = other.query("UPDATE ledger SET cents = 3 WHERE id = 'a'");
    waiting.catch(() => undefined);
    database.rollBackTo(database.version() - 1);
    await tx.query('SELECT 1');
  });
  await expect(open).rejects.toMatchObject({ code: '57P01' });
  await expect(waiting).rejects.toMatchObject({ code: '57P01' });
  expect(heard).toEqual(['own', 'other']);
  expect(database.rows('ledger')).toEqual([]);
  await other.query("INSERT INTO ledger VALUES ('b', 1)");
  expect(database.rows('ledger')).toEqual([{ id: 'b', cents: 1 }]);
});

test('a transaction that was cut off commits nothing, though its work goes on', async () => {
  const database = ledger();
  const other = database.connect();
  const work = other.transaction(async (tx) => {
    await tx.query("INSERT INTO ledger VALUES ('a', 1)");
    other.disconnect();
  });
  await expect(work).rejects.toMatchObject({ code: '57P01' });
  expect(database.rows('ledger')).toEqual([]);
});

test('each commit is told with the rows it changed, before and after', async () => {
  const database = ledger();
  const told: unknown[] = [];
  const stop = database.onCommit((changes) => told.push(changes));
  await database.transaction(async (tx) => {
    await tx.query("INSERT INTO ledger VALUES ('a', 1), ('gone', 1)");
    await tx.query("UPDATE ledger SET cents = 2 WHERE id = 'a'");
    await tx.query("DELETE FROM ledger WHERE id = 'gone'");
    expect(told).toEqual([]);
  });
  database.run("UPDATE ledger SET cents = 3 WHERE id = 'a'");
  database.run('SELECT * FROM ledger');
  database.run("DELETE FROM ledger WHERE id = 'a'");
  stop();
  database.run("INSERT INTO ledger VALUES ('b', 1)");
  const row = (cents: number) => ({ id: 'a', cents });
  expect(told).toEqual([
    [{ table: 'ledger', before: null, after: row(2) }],
    [{ table: 'ledger', before: row(2), after: row(3) }],
    [{ table: 'ledger', before: row(3), after: null }],
  ]);
});

test('databases made from a template begin alike and then go their own ways', () => {
  const database = ledger();
  database.run('CREATE TABLE counted (n bigint GENERATED ALWAYS AS IDENTITY, what text)');
  database.run("INSERT INTO counted (what) VALUES ('first')");
  database.run("INSERT INTO ledger VALUES ('a', 1)");
  const template = database.template();
  const [one, other] = [template.open(), template.open()];
  one.run("UPDATE ledger SET cents = 5 WHERE id = 'a'");
  one.run("INSERT INTO counted (what) VALUES ('second')");
  other.run("DELETE FROM ledger WHERE id = 'a'");
  expect(one.rows('ledger')).toEqual([{ id: 'a', cents: 5 }]);
  expect(one.rows('counted')).toEqual([
    { n: 1, what: 'first' },
    { n: 2, what: 'second' },
  ]);
  expect(other.rows('ledger')).toEqual([]);
  expect(database.rows('ledger')).toEqual([{ id: 'a', cents: 1 }]);
  expect(template.open().rows('ledger')).toEqual([{ id: 'a', cents: 1 }]);
  expect(template.open().version()).toBe(database.version());
});
