// What compares with NULL is neither true nor false, everywhere.

import { expect, test } from 'vitest';
import { memoryDatabase } from '../../../src/sim/sql/memory-database.ts';

const database = memoryDatabase();

function value(expression: string): unknown {
  return database.run(`SELECT ${expression} AS value`)[0]?.['value'];
}

const N = 'NULL::boolean';

test.each([
  [`${N} AND true`, null],
  [`${N} AND false`, false],
  [`${N} OR true`, true],
  [`${N} OR false`, null],
  [`NOT ${N}`, null],
  [`${N} IS NULL`, true],
  [`${N} IS TRUE`, false],
  [`${N} IS NOT TRUE`, true],
  [`${N} IS FALSE`, false],
  ['NULL = NULL', null],
  ['1 <> NULL', null],
  ['1 IN (1, NULL)', true],
  ['2 IN (1, NULL)', null],
  ['2 NOT IN (1, NULL)', null],
  ['1 NOT IN (1, NULL)', false],
  ['NULL IN (1)', null],
  ['NULL IN (SELECT 1 WHERE false)', false],
  ['2 NOT IN (SELECT NULL::integer)', null],
  ['5 BETWEEN NULL AND 3', false],
  ['5 BETWEEN NULL AND 7', null],
  ['NOT (5 BETWEEN NULL AND 3)', true],
  [`CASE WHEN ${N} THEN 1 ELSE 2 END`, 2],
  ['CASE WHEN false THEN 1 END', null],
  ['coalesce(NULL, NULL, 3)', 3],
  ['GREATEST(1, NULL, 2)', 2],
  ["'a' || NULL", null],
  ['1 + NULL', null],
])('%s is %s', (expression, expected) => {
  expect(value(expression)).toBe(expected);
});

test('WHERE takes only what is true; CHECK refuses only what is false', () => {
  const own = memoryDatabase();
  own.run('CREATE TABLE t (id integer PRIMARY KEY, n integer CHECK (n > 0))');
  own.run('INSERT INTO t VALUES (1, NULL), (2, 5)');
  expect(own.run('SELECT id FROM t WHERE n > 0')).toEqual([{ id: 2 }]);
  expect(own.run('SELECT id FROM t WHERE NOT n > 0')).toEqual([]);
  const insert = () => own.run('INSERT INTO t VALUES (3, 0)');
  expect(insert).toThrow(
    expect.objectContaining({ code: '23514', constraint: 't_n_check' }) as Error,
  );
});

test('a unique index lets any number of NULLs in, and a primary key none', () => {
  const own = memoryDatabase();
  own.run('CREATE TABLE t (id integer PRIMARY KEY, a text, b text, UNIQUE (a, b))');
  own.run("INSERT INTO t VALUES (1, NULL, 'x'), (2, NULL, 'x'), (3, 'x', NULL), (4, 'x', 'x')");
  const again = () => own.run("INSERT INTO t VALUES (5, 'x', 'x')");
  expect(again).toThrow(
    expect.objectContaining({ code: '23505', constraint: 't_a_b_key' }) as Error,
  );
  const nobody = () => own.run('INSERT INTO t VALUES (NULL)');
  expect(nobody).toThrow(expect.objectContaining({ code: '23502' }) as Error);
});

test('NULL is sorted after everything, or before it when the order is reversed', () => {
  const own = memoryDatabase();
  own.run('CREATE TABLE t (n integer)');
  own.run('INSERT INTO t VALUES (2), (NULL), (1)');
  const sorted = (order: string) =>
    own.run(`SELECT n FROM t ORDER BY n ${order}`).map((r) => r['n']);
  expect(sorted('')).toEqual([1, 2, null]);
  expect(sorted('DESC')).toEqual([null, 2, 1]);
  expect(sorted('NULLS FIRST')).toEqual([null, 1, 2]);
});
