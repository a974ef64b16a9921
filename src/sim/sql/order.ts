// ORDER BY, LIMIT and OFFSET. Rows that are alike stay in the order in which they came.

import type { Bounds, OrderItem } from './ast.ts';
import { cast, settledAlone } from './coerce.ts';
import type { Compute, Execution } from './execution.ts';
import { expressionOf } from './expression.ts';
import { ordinalOf } from './parse-primary.ts';
import type { Making, Scope } from './scope.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import type { Column } from './sql-type.ts';
import { compare, type Value, type Values } from './value.ts';

export interface Order {
  /** What a row is sorted by; `values`: what is answered of it. */
  keys(x: Execution, values: Values): Value[];
  /** Of two lists of keys. */
  compare(a: Values, b: Values): number;
}

/** Null: no order. A bare name may be that of an answered column, a bare number its place. */
export function orderOf(
  making: Making,
  scope: Scope,
  items: readonly OrderItem[],
  answered: readonly Column[],
): Order | null {
  if (items.length === 0) return null;
  const keys = items.map((item) => keyOf(making, scope, item, answered));
  return {
    keys: (x, values) => keys.map((key) => key(x, values)),
    compare: comparator(items),
  };
}

type Key = (x: Execution, values: Values) => Value;

function keyOf(
  making: Making,
  scope: Scope,
  { expression }: OrderItem,
  answered: readonly Column[],
): Key {
  const isBare = expression.type === 'column' && expression.table === null;
  const place = isBare
    ? answered.findIndex(({ name }) => name === expression.name)
    : (ordinalOf(expression, answered.length, 'ORDER BY') ?? -1);
  if (place >= 0) return (_x, values) => values[place] ?? null;
  const { run, type } = settledAlone(expressionOf(making, scope, expression), expression.at);
  if (type === 'json' || type === 'jsonb' || type === 'record') {
    const words = `could not identify an ordering operator for type ${type}`;
    throw new SqlError(SQLSTATE.undefinedFunction, words, { at: expression.at });
  }
  return run;
}

export function comparator(items: readonly OrderItem[]): (a: Values, b: Values) => number {
  return (a, b) => {
    for (const [index, { isDescending, nullsFirst }] of items.entries()) {
      const one = a[index] ?? null;
      const other = b[index] ?? null;
      if (one === other) continue;
      if (one === null) return nullsFirst ? -1 : 1;
      if (other === null) return nullsFirst ? 1 : -1;
      const order = compare(one, other);
      if (order !== 0) return isDescending ? -order : order;
    }
    return 0;
  };
}

export interface Limits {
  /** How many rows are passed over. */
  offset(x: Execution): number;
  /** How many rows are answered after those. */
  limit(x: Execution): number;
}

/** Null: all rows. */
export function limitsOf(making: Making, scope: Scope, bounds: Bounds): Limits | null {
  if (bounds.limit === null && bounds.offset === null) return null;
  const count = (name: 'limit' | 'offset', otherwise: number) => {
    const tree = bounds[name];
    if (tree === null) return () => otherwise;
    const made = expressionOf(making, { ...scope, rows: [] }, tree);
    const { run }: { run: Compute } = cast(made, 'bigint', tree.at);
    return (x: Execution): number => {
      const value = run(x);
      if (value === null) return otherwise;
      if ((value as number) >= 0) return value as number;
      const words = `${name.toUpperCase()} must not be negative`;
      throw new SqlError(SQLSTATE.badLimit, words);
    };
  };
  return { offset: count('offset', 0), limit: count('limit', Infinity) };
}
