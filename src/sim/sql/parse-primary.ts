// Reads what an expression is made of at its ends: literals, calls, CASE and names of types. Knows
// no operators; whoever calls hands in how a whole expression is read.

import type { Call, Case, Expression, Literal, OrderItem } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { SQLSTATE, SqlError, unsupported } from './sql-error.ts';
import { typeNamed, type SqlType } from './sql-type.ts';

type Parse = (cursor: Cursor) => Expression;

// What PostgreSQL takes for an integer; a bigger number is a bigint.
const MAX_INTEGER = 2 ** 31 - 1;

/** Null, and nothing taken, where no literal stands. */
export function parseLiteral(cursor: Cursor): Literal | null {
  const { type, text, at } = cursor.peek();
  if (type === 'string') {
    cursor.next();
    return { type: 'literal', of: 'unknown', value: text, at };
  }
  if (type === 'number') {
    cursor.next();
    return numberLiteral(text, at);
  }
  if (cursor.acceptWords('null')) return { type: 'literal', of: 'unknown', value: null, at };
  if (cursor.acceptWords('true')) return { type: 'literal', of: 'boolean', value: true, at };
  if (cursor.acceptWords('false')) return { type: 'literal', of: 'boolean', value: false, at };
  return null;
}

function numberLiteral(text: string, at: number): Literal {
  const value = Number(text);
  const isWhole = /^\d+$/.test(text);
  if (!isWhole || !Number.isSafeInteger(value)) throw unsupported(`The number ${text}`, at);
  return { type: 'literal', of: value > MAX_INTEGER ? 'bigint' : 'integer', value, at };
}

export function parseType(cursor: Cursor): SqlType {
  const { text, at } = cursor.peek();
  cursor.name();
  const type = typeNamed(text);
  if (type === null) throw unsupported(`The type ${text}`, at);
  if (cursor.isSymbol('(')) throw unsupported('A type with a length', at);
  return type;
}

/** After the word CASE. */
export function parseCase(cursor: Cursor, at: number, parse: Parse): Case {
  const subject = cursor.isWord('when') ? null : parse(cursor);
  const branches: { when: Expression; then: Expression }[] = [];
  while (cursor.acceptWords('when')) {
    const condition = parse(cursor);
    const when: Expression =
      subject === null
        ? condition
        : { type: 'binary', operator: '=', left: subject, right: condition, at };
    cursor.expectWords('then');
    branches.push({ when, then: parse(cursor) });
  }
  if (branches.length === 0) throw cursor.error();
  const otherwise = cursor.acceptWords('else') ? parse(cursor) : null;
  cursor.expectWords('end');
  return { type: 'case', branches, otherwise, at };
}

/** After a function's name. */
export function parseCall(cursor: Cursor, name: string, at: number, parse: Parse): Call {
  cursor.expectSymbol('(');
  if (cursor.isWord('distinct', 'variadic')) throw unsupported(cursor.peek().text, at);
  const isStar = cursor.acceptSymbol('*');
  const isEmpty = isStar || cursor.isSymbol(')');
  const parameters = isEmpty ? [] : cursor.list(() => parse(cursor));
  const orderBy = parseOrderBy(cursor, parse);
  cursor.expectSymbol(')');
  if (cursor.isWord('filter', 'over', 'within')) {
    // OVER may also be a name: only with a bracket or a name behind it is it a window.
    const follower = cursor.peek(1);
    if (follower.text === '(') throw unsupported(cursor.peek().text.toUpperCase(), at);
  }
  return { type: 'call', name, parameters, isStar, orderBy, at };
}

export function parseOrderBy(cursor: Cursor, parse: Parse): OrderItem[] {
  if (!cursor.acceptWords('order', 'by')) return [];
  return cursor.list(() => {
    const expression = parse(cursor);
    const isDescending = cursor.acceptWords('desc');
    if (!isDescending) cursor.acceptWords('asc');
    if (cursor.isWord('using')) throw unsupported('ORDER BY USING', cursor.peek().at);
    // Without a word NULL counts as greater than everything.
    let nullsFirst = isDescending;
    if (cursor.acceptWords('nulls', 'first')) nullsFirst = true;
    else if (cursor.acceptWords('nulls', 'last')) nullsFirst = false;
    return { expression, isDescending, nullsFirst };
  });
}

/** `SELECT 1, 2 ORDER BY 2`: the place that a bare number names, or null. */
export function ordinalOf(expression: Expression, count: number, clause: string): number | null {
  if (expression.type !== 'literal' || expression.of !== 'integer') return null;
  const place = Number(expression.value);
  if (place >= 1 && place <= count) return place - 1;
  const words = `${clause} position ${place} is not in select list`;
  throw new SqlError(SQLSTATE.invalidReference, words, { at: expression.at });
}
