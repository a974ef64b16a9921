// Reads expressions, operators by their precedence as PostgreSQL has it. Knows no tables and no
// types beyond their names; what it cannot read it refuses by name.

import type { Expression, InList, InQuery } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseCase, parseCall, parseLiteral, parseType } from './parse-primary.ts';
import { unsupported } from './sql-error.ts';

export function parseExpression(cursor: Cursor): Expression {
  let left = parseAnd(cursor);
  while (cursor.isWord('or')) {
    const { at } = cursor.next();
    left = { type: 'or', left, right: parseAnd(cursor), at };
  }
  return left;
}

function parseAnd(cursor: Cursor): Expression {
  let left = parseNot(cursor);
  while (cursor.isWord('and')) {
    const { at } = cursor.next();
    left = { type: 'and', left, right: parseNot(cursor), at };
  }
  return left;
}

function parseNot(cursor: Cursor): Expression {
  const { at } = cursor.peek();
  if (!cursor.acceptWords('not')) return parseIs(cursor);
  return { type: 'not', operand: parseNot(cursor), at };
}

function parseIs(cursor: Cursor): Expression {
  let operand = parseComparison(cursor);
  while (cursor.isWord('is')) {
    const { at } = cursor.next();
    const isNegated = cursor.acceptWords('not');
    if (!cursor.isWord('null', 'true', 'false')) throw unsupported('This IS', at);
    const what = cursor.next().text as 'null' | 'true' | 'false';
    operand = { type: 'is', operand, what, isNegated, at };
  }
  return operand;
}

const COMPARISONS = new Set(['=', '<>', '<', '>', '<=', '>=']);

function parseComparison(cursor: Cursor): Expression {
  const left = parseMembership(cursor);
  const { type, text, at } = cursor.peek();
  if (type !== 'symbol' || !COMPARISONS.has(text)) return left;
  cursor.next();
  if (cursor.isWord('any', 'all', 'some')) throw unsupported('ANY, ALL or SOME', at);
  return { type: 'binary', operator: text, left, right: parseMembership(cursor), at };
}

/** BETWEEN and IN. */
function parseMembership(cursor: Cursor): Expression {
  const operand = parseConcatenation(cursor);
  const { at } = cursor.peek();
  const isNegated = cursor.acceptWords('not');
  if (cursor.isWord('like', 'ilike', 'similar')) throw unsupported('LIKE', at);
  if (cursor.acceptWords('in')) return parseIn(cursor, operand, isNegated, at);
  if (cursor.acceptWords('between')) {
    if (cursor.isWord('symmetric')) throw unsupported('BETWEEN SYMMETRIC', at);
    const low = parseConcatenation(cursor);
    cursor.expectWords('and');
    const high = parseConcatenation(cursor);
    const within: Expression = {
      type: 'and',
      left: { type: 'binary', operator: '>=', left: operand, right: low, at },
      right: { type: 'binary', operator: '<=', left: operand, right: high, at },
      at,
    };
    return isNegated ? { type: 'not', operand: within, at } : within;
  }
  if (isNegated) throw cursor.error();
  return operand;
}

function parseIn(
  cursor: Cursor,
  operand: Expression,
  isNegated: boolean,
  at: number,
): InList | InQuery {
  cursor.expectSymbol('(');
  if (cursor.isWord('select', 'with')) {
    const query = cursor.query();
    cursor.expectSymbol(')');
    return { type: 'in-query', operand, query, isNegated, at };
  }
  const list = cursor.list(() => parseExpression(cursor));
  cursor.expectSymbol(')');
  return { type: 'in', operand, list, isNegated, at };
}

type Parse = (cursor: Cursor) => Expression;

function leftToRight(operators: readonly string[], parseOperand: Parse): Parse {
  return (cursor) => {
    let left = parseOperand(cursor);
    for (;;) {
      const { type, text, at } = cursor.peek();
      if (type !== 'symbol' || !operators.includes(text)) return left;
      cursor.next();
      left = { type: 'binary', operator: text, left, right: parseOperand(cursor), at };
    }
  };
}

const parseConcatenation: Parse = leftToRight(
  ['||', '->', '->>'],
  leftToRight(['+', '-'], leftToRight(['*', '/', '%'], parseUnary)),
);

function parseUnary(cursor: Cursor): Expression {
  const { at } = cursor.peek();
  if (cursor.acceptSymbol('+')) return parseUnary(cursor);
  if (cursor.acceptSymbol('-')) return negated(parseUnary(cursor), at);
  let operand = parsePrimary(cursor);
  while (cursor.isSymbol('::')) {
    const cast = cursor.next();
    operand = { type: 'cast', operand, to: parseType(cursor), at: cast.at };
  }
  return operand;
}

function negated(operand: Expression, at: number): Expression {
  if (operand.type !== 'literal' || typeof operand.value !== 'number') {
    return { type: 'negative', operand, at };
  }
  return { ...operand, value: -operand.value + 0, at };
}

function parsePrimary(cursor: Cursor): Expression {
  const { type, text, at } = cursor.peek();
  const literal = parseLiteral(cursor);
  if (literal !== null) return literal;
  if (type === 'parameter') {
    cursor.next();
    return { type: 'parameter', number: Number(text), at };
  }
  if (cursor.isSymbol('(')) return parseBracketed(cursor);
  if (cursor.acceptWords('case')) return parseCase(cursor, at, parseExpression);
  if (cursor.isWord('exists')) {
    cursor.next();
    cursor.expectSymbol('(');
    const query = cursor.query();
    cursor.expectSymbol(')');
    return { type: 'exists', query, at };
  }
  if (cursor.acceptWords('cast')) {
    cursor.expectSymbol('(');
    const operand = parseExpression(cursor);
    cursor.expectWords('as');
    const to = parseType(cursor);
    cursor.expectSymbol(')');
    return { type: 'cast', operand, to, at };
  }
  if (cursor.isWord('array', 'row', 'interval', 'extract', 'current_timestamp', 'current_date')) {
    throw unsupported(text.toUpperCase(), at);
  }
  const name = cursor.name();
  if (cursor.isSymbol('(')) return parseCall(cursor, name, at, parseExpression);
  if (!cursor.acceptSymbol('.')) return { type: 'column', table: null, name, at };
  return { type: 'column', table: name, name: cursor.name(), at };
}

/** `(SELECT …)`, or an expression in brackets, of which a record's column may be taken. */
function parseBracketed(cursor: Cursor): Expression {
  const { at } = cursor.next();
  if (cursor.isWord('select', 'with')) {
    const query = cursor.query();
    cursor.expectSymbol(')');
    return { type: 'scalar', query, at };
  }
  let inner = parseExpression(cursor);
  if (cursor.isSymbol(',')) throw unsupported('A row in brackets', at);
  cursor.expectSymbol(')');
  while (cursor.isSymbol('.') && cursor.peek(1).text !== '*') {
    cursor.next();
    inner = { type: 'field', operand: inner, name: cursor.name(), at };
  }
  return inner;
}
