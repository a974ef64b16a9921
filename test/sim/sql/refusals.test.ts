// What the database in memory was not made for it refuses by name and place. It never does
// something else instead.

import { expect, test } from 'vitest';
import { memoryDatabase } from '../../../src/sim/sql/memory-database.ts';
import type { SqlError } from '../../../src/sim/sql/sql-error.ts';

function errorOf(sql: string): SqlError {
  const database = memoryDatabase();
  database.run('CREATE TABLE t (id integer PRIMARY KEY, name text, parent integer)');
  const before = database.version();
  try {
    database.run(sql);
  } catch (error) {
    expect(database.version()).toBe(before);
    return error as SqlError;
  }
  throw new Error(`It was taken: ${sql}`);
}

// What is refused, and the words that name it; `^` stands before the place.
const UNSUPPORTED: readonly (readonly [string, string])[] = [
  ['SELECT ^DISTINCT id FROM t', 'DISTINCT'],
  ['^SELECT id FROM t UNION SELECT 1', 'UNION without ALL'],
  ['SELECT id FROM t ^INTERSECT SELECT 1', 'INTERSECT'],
  ['SELECT ^count(*) OVER (PARTITION BY name) FROM t', 'OVER'],
  ['SELECT ^count(*) FILTER (WHERE id > 1) FROM t', 'FILTER'],
  ['SELECT id FROM t WHERE name ^LIKE $1', 'LIKE'],
  ["SELECT id FROM t WHERE name ^~ 'x'", '"~"'],
  ['SELECT id FROM t WHERE ^(id, 1) = (1, 1)', 'A row in brackets'],
  ['SELECT id FROM t WHERE id ^= ANY ($1)', 'ANY'],
  ['SELECT ARRAY^[1]', '"["'],
  ['SELECT ^1.5', 'The number 1.5'],
  ["SELECT ^E'a'", 'A string with a letter before it'],
  ['SELECT 1::^timestamp', 'The type timestamp'],
  ['SELECT ^current_timestamp', 'CURRENT_TIMESTAMP'],
  ['SELECT id FROM t ^RIGHT JOIN t u ON true', 'RIGHT JOIN'],
  ['SELECT id FROM t JOIN t u ^USING (id)', 'JOIN USING'],
  ['SELECT id FROM ^(t JOIN t u ON true)', 'A join in brackets'],
  ['SELECT id FROM t ^FOR SHARE', 'This row lock'],
  ['SELECT id FROM t ^FOR UPDATE NOWAIT', 'NOWAIT'],
  ['WITH ^RECURSIVE x AS (SELECT 1) SELECT 1', 'WITH RECURSIVE'],
  ['SELECT (WITH ^x AS (DELETE FROM t RETURNING 1) SELECT 1 FROM x)', 'A change in a WITH'],
  ['UPDATE t SET ^(id, name) = (1, 2)', 'SET of several columns'],
  ['INSERT INTO t VALUES (1) ^ON CONFLICT (id) WHERE id > 1 DO NOTHING', 'This ON CONFLICT'],
  ['^BEGIN', 'BEGIN'],
  ['^TRUNCATE t', 'TRUNCATE'],
  ['^CREATE VIEW v AS SELECT 1', 'CREATE VIEW'],
  ['CREATE INDEX ^ON t (id)', 'An index without a name'],
  ['CREATE INDEX i ON t (^(id + 1))', 'An index of an expression'],
  ['CREATE TABLE u (id ^varchar(10))', 'The type varchar'],
  ['CREATE TABLE u (id integer DEFAULT ^(SELECT 1))', 'A query in a rule of a table'],
  ['CREATE TABLE u (id integer REFERENCES t (id) ^ON DELETE CASCADE)', 'A foreign key with ON'],
  ['^ALTER TABLE t DROP COLUMN name', 'ALTER TABLE drop'],
  ['ALTER TABLE t ALTER id ^DROP NOT NULL', 'ALTER COLUMN drop'],
  ['ALTER TABLE t ALTER id TYPE ^text', 'A column that becomes text'],
  ['^ALTER TABLE t ALTER name TYPE bigint', 'A text that becomes bigint'],
  ['^LOCK TABLE t IN SHARE MODE', 'This table lock'],
];

test.each(UNSUPPORTED)('%s is refused', (marked, words) => {
  const error = errorOf(marked.replace('^', ''));
  expect(error.message).toContain(words);
  expect(error.message).toContain('not supported by the memory database');
  expect([error.code, error.position]).toEqual(['0A000', marked.indexOf('^') + 1]);
});

test('a function that is not there is named with what it was given', () => {
  const error = errorOf('SELECT upper(name), 1 FROM t');
  expect(error.message).toBe('function upper(text) does not exist in the memory database');
  expect([error.code, error.position]).toEqual(['42883', 8]);
});

test.each([
  ['SELECT id FRM ^t WHERE true', '42601'],
  ['SELECT ^nope FROM t', '42703'],
  ['SELECT id FROM ^nope', '42P01'],
  ['SELECT ^u.id FROM t', '42P01'],
  ['SELECT ^id FROM t, t u', '42702'],
  ['SELECT id FROM t WHERE name ^= 1', '42883'],
  ["SELECT ^'open", '42601'],
])('%s is wrong at its place', (marked, code) => {
  const error = errorOf(marked.replace('^', ''));
  expect(error.code).toBe(code);
  expect(error.position).toBe(marked.indexOf('^') + 1);
});

test('numbers that JavaScript cannot hold are refused, not rounded', () => {
  const database = memoryDatabase();
  const most = Number.MAX_SAFE_INTEGER;
  expect(database.run('SELECT $1::bigint AS n', [most])).toEqual([{ n: most }]);
  const add = () => database.run('SELECT $1::bigint + 1 AS n', [most]);
  expect(add).toThrow(expect.objectContaining({ code: '22003' }) as Error);
  expect(() => database.run("SELECT '0.5'::numeric")).toThrow('knows no fractions');
});
