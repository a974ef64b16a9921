// Reads statements that make, change or drop tables and indexes. Knows no catalog.

import type { ColumnSpec, ConstraintSpec, Definition } from './definition.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { parseType } from './parse-primary.ts';
import { unsupported } from './sql-error.ts';

export function parseCreate(cursor: Cursor): Definition {
  const { at } = cursor.next();
  if (cursor.acceptWords('table')) return parseCreateTable(cursor, at);
  if (cursor.acceptWords('schema')) return { type: 'create-schema', name: cursor.name(), at };
  const isUnique = cursor.acceptWords('unique');
  if (cursor.acceptWords('index')) return parseCreateIndex(cursor, isUnique, at);
  throw unsupported(`CREATE ${cursor.peek().text.toUpperCase()}`, at);
}

function parseCreateTable(cursor: Cursor, at: number): Definition {
  const isLenient = cursor.acceptWords('if', 'not', 'exists');
  const name = cursor.name();
  const columns: ColumnSpec[] = [];
  const constraints: ConstraintSpec[] = [];
  cursor.expectSymbol('(');
  cursor.list(() => {
    const constraint = parseTableConstraint(cursor);
    if (constraint !== null) constraints.push(constraint);
    else columns.push(parseColumn(cursor, constraints));
  });
  cursor.expectSymbol(')');
  return { type: 'create-table', name, isLenient, columns, constraints, at };
}

function parseTableConstraint(cursor: Cursor): ConstraintSpec | null {
  const { at } = cursor.peek();
  const name = cursor.acceptWords('constraint') ? cursor.name() : null;
  if (cursor.acceptWords('primary', 'key')) {
    return { type: 'primary', columns: parseNames(cursor), name, at };
  }
  if (cursor.acceptWords('unique')) {
    return { type: 'unique', columns: parseNames(cursor), name, at };
  }
  if (cursor.acceptWords('check')) {
    return { type: 'check', condition: parseBracketed(cursor), column: null, name, at };
  }
  if (cursor.acceptWords('foreign', 'key')) {
    const columns = parseNames(cursor);
    cursor.expectWords('references');
    return { type: 'foreign', columns, ...parseReferences(cursor), name, at };
  }
  if (name !== null) throw cursor.error();
  return null;
}

function parseReferences(cursor: Cursor) {
  const table = cursor.name();
  const references = cursor.isSymbol('(') ? parseNames(cursor) : null;
  if (cursor.isWord('on', 'match', 'deferrable', 'initially')) {
    throw unsupported(`A foreign key with ${cursor.peek().text.toUpperCase()}`, cursor.peek().at);
  }
  return { table, references };
}

function parseNames(cursor: Cursor): string[] {
  cursor.expectSymbol('(');
  const names = cursor.list(() => cursor.name());
  cursor.expectSymbol(')');
  return names;
}

function parseBracketed(cursor: Cursor) {
  cursor.expectSymbol('(');
  const expression = parseExpression(cursor);
  cursor.expectSymbol(')');
  return expression;
}

/** What a column says of itself goes to `constraints`, but for NOT NULL and its default. */
function parseColumn(cursor: Cursor, constraints: ConstraintSpec[]): ColumnSpec {
  const { at } = cursor.peek();
  const name = cursor.name();
  const column = {
    name,
    type: parseType(cursor),
    isNotNull: false,
    default: null as ColumnSpec['default'],
    isIdentity: false,
    at,
  };
  for (;;) {
    const { at: here, text } = cursor.peek();
    const own = cursor.acceptWords('constraint') ? cursor.name() : null;
    const placed = { name: own, at: here };
    if (cursor.acceptWords('not', 'null')) column.isNotNull = true;
    else if (cursor.acceptWords('null')) column.isNotNull = false;
    else if (cursor.acceptWords('default')) column.default = parseExpression(cursor);
    else if (cursor.acceptWords('primary', 'key')) {
      constraints.push({ type: 'primary', columns: [name], ...placed });
    } else if (cursor.acceptWords('unique')) {
      constraints.push({ type: 'unique', columns: [name], ...placed });
    } else if (cursor.acceptWords('check')) {
      const condition = parseBracketed(cursor);
      constraints.push({ type: 'check', condition, column: name, ...placed });
    } else if (cursor.acceptWords('references')) {
      constraints.push({
        type: 'foreign',
        columns: [name],
        ...parseReferences(cursor),
        ...placed,
      });
    } else if (cursor.acceptWords('generated', 'always', 'as', 'identity')) {
      column.isIdentity = true;
      column.isNotNull = true;
    } else if (cursor.isSymbol(',') || cursor.isSymbol(')') || cursor.peek().type === 'end') {
      return column;
    } else throw unsupported(`A column with ${text.toUpperCase()}`, here);
  }
}

function parseCreateIndex(cursor: Cursor, isUnique: boolean, at: number): Definition {
  if (cursor.isWord('concurrently')) throw unsupported('CONCURRENTLY', at);
  const isLenient = cursor.acceptWords('if', 'not', 'exists');
  if (cursor.isWord('on')) throw unsupported('An index without a name', cursor.peek().at);
  const name = cursor.name();
  cursor.expectWords('on');
  const table = cursor.name();
  if (cursor.isWord('using')) throw unsupported('USING', cursor.peek().at);
  cursor.expectSymbol('(');
  const columns = cursor.list(() => {
    if (cursor.isSymbol('(')) throw unsupported('An index of an expression', cursor.peek().at);
    const column = cursor.name();
    if (!cursor.acceptWords('desc')) cursor.acceptWords('asc');
    return column;
  });
  cursor.expectSymbol(')');
  if (cursor.isWord('include', 'nulls')) throw unsupported('This index', cursor.peek().at);
  const where = cursor.acceptWords('where') ? parseExpression(cursor) : null;
  return { type: 'create-index', name, isLenient, isUnique, table, columns, where, at };
}

export function parseAlter(cursor: Cursor): Definition {
  const { at } = cursor.next();
  if (!cursor.acceptWords('table')) throw unsupported(`ALTER ${cursor.peek().text}`, at);
  const table = cursor.name();
  if (cursor.acceptWords('alter')) return parseColumnType(cursor, table, at);
  if (!cursor.acceptWords('add')) throw unsupported(`ALTER TABLE ${cursor.peek().text}`, at);
  cursor.acceptWords('column');
  const isLenient = cursor.acceptWords('if', 'not', 'exists');
  if (cursor.isWord('constraint', 'primary', 'unique', 'check', 'foreign')) {
    throw unsupported('ALTER TABLE ADD of a constraint', at);
  }
  const constraints: ConstraintSpec[] = [];
  const column = parseColumn(cursor, constraints);
  return { type: 'add-column', table, isLenient, column, constraints, at };
}

function parseColumnType(cursor: Cursor, table: string, at: number): Definition {
  cursor.acceptWords('column');
  const column = cursor.name();
  cursor.acceptWords('set', 'data');
  const { at: here, text } = cursor.peek();
  if (!cursor.acceptWords('type')) throw unsupported(`ALTER COLUMN ${text}`, here);
  const place = cursor.peek().at;
  const type = parseType(cursor);
  if (type !== 'bigint') throw unsupported(`A column that becomes ${type}`, place);
  return { type: 'make-bigint', table, column, at };
}

export function parseDrop(cursor: Cursor): Definition {
  const { at } = cursor.next();
  const { text } = cursor.next();
  if (text !== 'index' && text !== 'table' && text !== 'schema') {
    throw unsupported(`DROP ${text.toUpperCase()}`, at);
  }
  const isLenient = cursor.acceptWords('if', 'exists');
  const name = cursor.name();
  const cascades = cursor.acceptWords('cascade');
  if (text !== 'schema') {
    if (cascades) throw unsupported('CASCADE', at);
    return { type: text === 'index' ? 'drop-index' : 'drop-table', name, isLenient, at };
  }
  if (!cascades || name !== 'public') throw unsupported('This DROP SCHEMA', at);
  return { type: 'drop-schema', name, at };
}
