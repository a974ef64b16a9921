// Reads queries: SELECT and UNION ALL with all that may stand in them. Knows no tables.

import type {
  Bounds,
  Cte,
  Expression,
  FromItem,
  FunctionColumn,
  Locking,
  Query,
  Select,
  SelectItem,
  Source,
} from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { parseCall, parseOrderBy, parseType } from './parse-primary.ts';
import { unsupported } from './sql-error.ts';

/** `ctes`: those of a WITH clause that was read before. */
export function parseQuery(cursor: Cursor, ctes: readonly Cte[]): Query {
  const { at } = cursor.peek();
  const first = parsePart(cursor);
  refuseOtherSets(cursor);
  if (!cursor.isWord('union') && first.type === 'core') {
    return { ...first.core, with: ctes, ...parseBounds(cursor) };
  }
  const parts = [wholeOf(first)];
  while (cursor.acceptWords('union')) {
    if (!cursor.acceptWords('all')) throw unsupported('UNION without ALL', at);
    parts.push(wholeOf(parsePart(cursor)));
    refuseOtherSets(cursor);
  }
  return { type: 'union', with: ctes, parts, ...parseBounds(cursor), at };
}

function refuseOtherSets(cursor: Cursor): void {
  const { text, at } = cursor.peek();
  if (cursor.isWord('intersect', 'except')) throw unsupported(text.toUpperCase(), at);
}

type Core = Omit<Select, keyof Bounds | 'with'>;
type Part = { readonly type: 'core'; readonly core: Core } | { type: 'whole'; query: Query };

const UNBOUND: Bounds = { orderBy: [], limit: null, offset: null, locking: null };

function wholeOf(part: Part): Query {
  return part.type === 'whole' ? part.query : { ...part.core, with: [], ...UNBOUND };
}

function parsePart(cursor: Cursor): Part {
  if (!cursor.acceptSymbol('(')) return { type: 'core', core: parseCore(cursor) };
  const query = cursor.query();
  cursor.expectSymbol(')');
  return { type: 'whole', query };
}

function parseCore(cursor: Cursor): Core {
  const { at } = cursor.peek();
  if (cursor.isWord('values', 'table')) throw unsupported(cursor.peek().text.toUpperCase(), at);
  cursor.expectWords('select');
  if (cursor.isWord('distinct')) throw unsupported('DISTINCT', cursor.peek().at);
  cursor.acceptWords('all');
  const items = parseItems(cursor);
  const from = cursor.acceptWords('from') ? parseFrom(cursor) : [];
  const where = cursor.acceptWords('where') ? parseExpression(cursor) : null;
  const groupBy = cursor.acceptWords('group', 'by')
    ? cursor.list(() => parseExpression(cursor))
    : [];
  const having = cursor.acceptWords('having') ? parseExpression(cursor) : null;
  if (cursor.isWord('window')) throw unsupported('WINDOW', cursor.peek().at);
  return { type: 'select', items, from, where, groupBy, having, at };
}

function parseBounds(cursor: Cursor): Bounds {
  const orderBy = parseOrderBy(cursor, parseExpression);
  let limit: Expression | null = null;
  let offset: Expression | null = null;
  for (;;) {
    if (cursor.acceptWords('limit')) {
      limit = cursor.acceptWords('all') ? null : parseExpression(cursor);
    } else if (cursor.acceptWords('offset')) {
      offset = parseExpression(cursor);
    } else break;
  }
  if (cursor.isWord('fetch')) throw unsupported('FETCH', cursor.peek().at);
  return { orderBy, limit, offset, locking: parseLocking(cursor) };
}

function parseLocking(cursor: Cursor): Locking | null {
  const { at } = cursor.peek();
  if (!cursor.acceptWords('for')) return null;
  if (!cursor.acceptWords('update')) throw unsupported('This row lock', at);
  const of = cursor.acceptWords('of') ? cursor.list(() => cursor.name()) : [];
  const skipsLocked = cursor.acceptWords('skip', 'locked');
  if (cursor.isWord('nowait', 'for')) throw unsupported(cursor.peek().text.toUpperCase(), at);
  return { of, skipsLocked, at };
}

/** Of a SELECT or of RETURNING. */
export function parseItems(cursor: Cursor): SelectItem[] {
  return cursor.list(() => parseItem(cursor));
}

function parseItem(cursor: Cursor): SelectItem {
  const { at } = cursor.peek();
  if (cursor.acceptSymbol('*')) return { type: 'all', table: null, at };
  if (cursor.peek(1).text === '.' && cursor.peek(2).text === '*') {
    const table = cursor.name();
    cursor.next();
    cursor.next();
    return { type: 'all', table, at };
  }
  const expression = parseExpression(cursor);
  if (cursor.isSymbol('.') && cursor.peek(1).text === '*') {
    cursor.next();
    cursor.next();
    return { type: 'all-of', operand: expression, at };
  }
  const alias = cursor.acceptWords('as') ? cursor.name() : cursor.acceptName();
  return { type: 'expression', expression, alias };
}

export function parseFrom(cursor: Cursor): FromItem[] {
  const items: FromItem[] = [];
  do {
    items.push(parseFromItem(cursor, 'comma'));
    for (;;) {
      if (cursor.isWord('right', 'full', 'natural')) {
        throw unsupported(`${cursor.peek().text.toUpperCase()} JOIN`, cursor.peek().at);
      }
      if (cursor.acceptWords('cross', 'join')) {
        items.push({ ...parseFromItem(cursor, 'inner'), on: null });
      } else if (
        cursor.acceptWords('left', 'outer', 'join') ||
        cursor.acceptWords('left', 'join')
      ) {
        items.push(parseJoined(cursor, 'left'));
      } else if (cursor.acceptWords('inner', 'join') || cursor.acceptWords('join')) {
        items.push(parseJoined(cursor, 'inner'));
      } else break;
    }
  } while (cursor.acceptSymbol(','));
  return items;
}

function parseJoined(cursor: Cursor, join: 'inner' | 'left'): FromItem {
  const item = parseFromItem(cursor, join);
  if (cursor.isWord('using')) throw unsupported('JOIN USING', cursor.peek().at);
  cursor.expectWords('on');
  return { ...item, on: parseExpression(cursor) };
}

function parseFromItem(cursor: Cursor, join: FromItem['join']): FromItem {
  const { at } = cursor.peek();
  const source = parseSource(cursor);
  const hasAs = cursor.acceptWords('as');
  const alias = hasAs ? cursor.name() : cursor.acceptName();
  let columns: FunctionColumn[] = [];
  if (alias !== null && cursor.acceptSymbol('(')) {
    columns = cursor.list(() => {
      const name = cursor.name();
      const isEnd = cursor.isSymbol(',') || cursor.isSymbol(')');
      return { name, type: isEnd ? null : parseType(cursor) };
    });
    cursor.expectSymbol(')');
  }
  return { source, alias, columns, join, on: null, at };
}

function parseSource(cursor: Cursor): Source {
  const { at } = cursor.peek();
  const isLateral = cursor.acceptWords('lateral');
  if (cursor.isWord('only')) throw unsupported('ONLY', at);
  if (cursor.acceptSymbol('(')) {
    if (!cursor.isWord('select', 'with') && !cursor.isSymbol('(')) {
      throw unsupported('A join in brackets', at);
    }
    const query = cursor.query();
    cursor.expectSymbol(')');
    return { type: 'query', query, isLateral, at };
  }
  const name = cursor.name();
  if (cursor.isSymbol('(')) {
    return { type: 'function', call: parseCall(cursor, name, at, parseExpression), at };
  }
  if (isLateral) throw cursor.error();
  if (!cursor.acceptSymbol('.')) return { type: 'table', name, schema: null, at };
  return { type: 'table', schema: name, name: cursor.name(), at };
}
