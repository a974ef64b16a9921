// Reads INSERT, UPDATE and DELETE. Knows no tables.

import type {
  Assignment,
  Conflict,
  Cte,
  Delete,
  Expression,
  Insert,
  SelectItem,
  Target,
  Update,
} from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { parseFrom, parseItems } from './parse-select.ts';
import { unsupported } from './sql-error.ts';

export function parseInsert(cursor: Cursor, ctes: readonly Cte[]): Insert {
  const { at } = cursor.peek();
  cursor.expectWords('insert', 'into');
  const target = parseTarget(cursor, true);
  let columns: Insert['columns'] = null;
  if (cursor.acceptSymbol('(')) {
    columns = cursor.list(() => ({ at: cursor.peek().at, name: cursor.name() }));
    cursor.expectSymbol(')');
  }
  if (cursor.isWord('overriding')) throw unsupported('OVERRIDING', cursor.peek().at);
  const source = parseSource(cursor);
  const conflict = parseConflict(cursor);
  const returning = parseReturning(cursor);
  return { type: 'insert', with: ctes, target, columns, source, conflict, returning, at };
}

function parseSource(cursor: Cursor): Insert['source'] {
  if (cursor.acceptWords('default', 'values')) return { type: 'values', rows: [[]] };
  if (!cursor.acceptWords('values')) return cursor.query();
  const rows = cursor.list(() => {
    cursor.expectSymbol('(');
    const row = cursor.list(() => parseValue(cursor));
    cursor.expectSymbol(')');
    return row;
  });
  return { type: 'values', rows };
}

/** Null: DEFAULT. */
function parseValue(cursor: Cursor): Expression | null {
  return cursor.acceptWords('default') ? null : parseExpression(cursor);
}

function parseConflict(cursor: Cursor): Conflict | null {
  const { at } = cursor.peek();
  if (!cursor.acceptWords('on', 'conflict')) return null;
  let columns: string[] | null = null;
  if (cursor.acceptSymbol('(')) {
    columns = cursor.list(() => cursor.name());
    cursor.expectSymbol(')');
  }
  if (cursor.isWord('where', 'on')) throw unsupported('This ON CONFLICT', at);
  cursor.expectWords('do');
  if (cursor.acceptWords('nothing')) return { columns, set: null, where: null, at };
  cursor.expectWords('update', 'set');
  const set = parseAssignments(cursor);
  const where = cursor.acceptWords('where') ? parseExpression(cursor) : null;
  return { columns, set, where, at };
}

export function parseUpdate(cursor: Cursor, ctes: readonly Cte[]): Update {
  const { at } = cursor.peek();
  cursor.expectWords('update');
  const target = parseTarget(cursor, false);
  cursor.expectWords('set');
  const set = parseAssignments(cursor);
  const from = cursor.acceptWords('from') ? parseFrom(cursor) : [];
  const where = cursor.acceptWords('where') ? parseExpression(cursor) : null;
  const returning = parseReturning(cursor);
  return { type: 'update', with: ctes, target, set, from, where, returning, at };
}

function parseAssignments(cursor: Cursor): Assignment[] {
  return cursor.list(() => {
    const { at } = cursor.peek();
    if (cursor.isSymbol('(')) throw unsupported('SET of several columns at once', at);
    const column = cursor.name();
    cursor.expectSymbol('=');
    return { column, expression: parseValue(cursor), at };
  });
}

export function parseDelete(cursor: Cursor, ctes: readonly Cte[]): Delete {
  const { at } = cursor.peek();
  cursor.expectWords('delete', 'from');
  const target = parseTarget(cursor, false);
  const from = cursor.acceptWords('using') ? parseFrom(cursor) : [];
  const where = cursor.acceptWords('where') ? parseExpression(cursor) : null;
  const returning = parseReturning(cursor);
  return { type: 'delete', with: ctes, target, from, where, returning, at };
}

/** An INSERT's alias needs its AS: a bare word would be the next clause. */
function parseTarget(cursor: Cursor, needsAs: boolean): Target {
  const { at } = cursor.peek();
  if (cursor.isWord('only')) throw unsupported('ONLY', at);
  const table = cursor.name();
  if (cursor.isSymbol('.')) throw unsupported('A table with its schema', at);
  if (cursor.acceptWords('as')) return { table, alias: cursor.name(), at };
  return { table, alias: needsAs ? null : cursor.acceptName(), at };
}

function parseReturning(cursor: Cursor): SelectItem[] {
  if (!cursor.acceptWords('returning')) return [];
  if (cursor.isWord('with')) throw unsupported('RETURNING WITH', cursor.peek().at);
  return parseItems(cursor);
}
