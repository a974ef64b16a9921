// Reads one whole statement. What it is not made for it refuses by name, with the place in the
// text. Knows no tables.

import type { Cte, Query, Rowed } from './ast.ts';
import { cursorOf, type Cursor } from './cursor.ts';
import type { Statement } from './definition.ts';
import { parseAlter, parseCreate, parseDrop } from './parse-definition.ts';
import { parseDelete, parseInsert, parseUpdate } from './parse-modify.ts';
import { parseQuery } from './parse-select.ts';
import { unsupported } from './sql-error.ts';

export function parseStatement(sql: string): Statement {
  const cursor = cursorOf(sql, queryWithin);
  const statement = parseAny(cursor);
  cursor.acceptSymbol(';');
  if (cursor.peek().type !== 'end') throw cursor.error();
  return statement;
}

// What PostgreSQL would understand.
const OTHERS: ReadonlySet<string> = new Set(
  [
    'abort analyze begin call checkpoint close cluster comment commit copy deallocate declare do end',
    'execute explain fetch grant listen load merge move notify prepare reassign refresh reindex',
    'release reset revoke rollback savepoint set show start table truncate unlisten vacuum values',
  ].flatMap((words) => words.split(' ')),
);

function parseAny(cursor: Cursor): Statement {
  const { type, text, at } = cursor.peek();
  if (cursor.isSymbol('(')) return parseRowed(cursor);
  if (type !== 'word') throw cursor.error();
  switch (text) {
    case 'with':
    case 'select':
    case 'insert':
    case 'update':
    case 'delete':
      return parseRowed(cursor);
    case 'create':
      return parseCreate(cursor);
    case 'alter':
      return parseAlter(cursor);
    case 'drop':
      return parseDrop(cursor);
    case 'lock':
      return parseLock(cursor);
    case 'discard':
      cursor.expectWords('discard', 'all');
      return { type: 'discard' };
    default:
      if (OTHERS.has(text)) throw unsupported(`${text.toUpperCase()} as a statement`, at);
      throw cursor.error();
  }
}

function queryWithin(cursor: Cursor): Query {
  const { at } = cursor.peek();
  const statement = parseRowed(cursor);
  if (statement.type === 'select' || statement.type === 'union') return statement;
  throw unsupported(`${statement.type.toUpperCase()} outside of WITH`, at);
}

function parseRowed(cursor: Cursor): Rowed {
  const ctes = parseWith(cursor);
  if (cursor.isWord('insert')) return parseInsert(cursor, ctes);
  if (cursor.isWord('update')) return parseUpdate(cursor, ctes);
  if (cursor.isWord('delete')) return parseDelete(cursor, ctes);
  return parseQuery(cursor, ctes);
}

function parseWith(cursor: Cursor): Cte[] {
  if (!cursor.acceptWords('with')) return [];
  if (cursor.isWord('recursive')) throw unsupported('WITH RECURSIVE', cursor.peek().at);
  return cursor.list(() => {
    const { at } = cursor.peek();
    const name = cursor.name();
    let columns: string[] = [];
    if (cursor.acceptSymbol('(')) {
      columns = cursor.list(() => cursor.name());
      cursor.expectSymbol(')');
    }
    cursor.expectWords('as');
    // Once each it is run in any case.
    if (!cursor.acceptWords('materialized')) cursor.acceptWords('not', 'materialized');
    cursor.expectSymbol('(');
    const statement = parseRowed(cursor);
    cursor.expectSymbol(')');
    return { name, columns, statement, at };
  });
}

function parseLock(cursor: Cursor): Statement {
  const { at } = cursor.next();
  cursor.acceptWords('table');
  const table = cursor.name();
  cursor.expectWords('in');
  const isTotal = cursor.acceptWords('access', 'exclusive');
  if (!isTotal && !cursor.acceptWords('exclusive')) throw unsupported('This table lock', at);
  cursor.expectWords('mode');
  return { type: 'lock', table, isTotal, at };
}
