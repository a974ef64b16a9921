// Groups of rows: GROUP BY, the aggregates over each group, HAVING. A group stands in a slot as a
// row of its keys and results. Knows no projection.

import type { Call, Expression, Select } from './ast.ts';
import { aggregateOf, type Aggregate, type Tally } from './aggregate.ts';
import { condition, settledAlone } from './coerce.ts';
import { computed, type Computed } from './computed.ts';
import type { Execution } from './execution.ts';
import { expressionOf } from './expression.ts';
import { sameExpression, someExpression } from './expression-parts.ts';
import { isAggregate } from './functions.ts';
import type { Loop } from './join.ts';
import { ordinalOf } from './parse-primary.ts';
import type { Making, Scope } from './scope.ts';
import { unsupported } from './sql-error.ts';
import type { Value, Values } from './value.ts';

export function isGrouped({ items, groupBy, having, orderBy }: Select): boolean {
  const trees = [
    ...items.flatMap((item) => (item.type === 'expression' ? [item.expression] : [])),
    ...orderBy.map(({ expression }) => expression),
  ];
  return (
    groupBy.length > 0 ||
    having !== null ||
    trees.some((tree) => someExpression(tree, isAggregateCall))
  );
}

function isAggregateCall(tree: Expression): tree is Call {
  return tree.type === 'call' && isAggregate(tree.name);
}

export interface Grouping {
  /** In which expressions speak of a group. */
  readonly scope: Scope;
  /** Goes through the groups of the rows that `source` hands on. */
  loop(source: (each: Loop) => Loop, next: Loop): Loop;
}

export function groupingOf(making: Making, scope: Scope, tree: Select): Grouping {
  const slot = making.newSlot();
  const byTrees = tree.groupBy.map((item) => groupedBy(item, tree));
  const keys = byTrees.map((item) => {
    const key = settledAlone(expressionOf(making, scope, item), item.at);
    if (key.type !== 'record' && key.type !== 'json' && key.type !== 'jsonb') return key;
    throw unsupported(`GROUP BY of type ${key.type}`, item.at);
  });
  const aggregates: Aggregate[] = [];
  const group = (part: Expression): Computed | null => {
    const key = byTrees.findIndex((item) => isSameColumn(item, part));
    if (key >= 0) return inGroup(slot, key, keys[key] as Computed);
    if (!isAggregateCall(part)) return null;
    const of = (inner: Expression): Computed => expressionOf(making, scope, inner);
    const order = part.orderBy.map(({ expression }) => settledAlone(of(expression), part.at));
    const made = aggregateOf(part, part.parameters.map(of), order);
    aggregates.push(made);
    return inGroup(slot, keys.length + aggregates.length - 1, { type: made.type, columns: null });
  };
  const grouped: Scope = { ...scope, group };
  const { having } = tree;
  const has =
    having === null
      ? null
      : condition(expressionOf(making, grouped, having), having.at, 'HAVING').run;
  return {
    scope: grouped,
    loop(source, next) {
      // There may be more aggregates by then: those of the projection.
      const collect = collector(keys, aggregates, source);
      return (x) => {
        for (const values of collect(x)) {
          x.rows[slot] = values;
          if ((has === null || has(x) === true) && next(x)) return true;
        }
        return false;
      };
    },
  };
}

/** A place in the list, an alias in it, or an expression over the rows. */
function groupedBy(item: Expression, { items }: Select): Expression {
  const place = ordinalOf(item, items.length, 'GROUP BY');
  const meant = place === null ? undefined : items[place];
  return meant?.type === 'expression' ? meant.expression : item;
}

/** A column is the same whether its table is named or not. */
function isSameColumn(a: Expression, b: Expression): boolean {
  if (a.type !== 'column' || b.type !== 'column') return sameExpression(a, b);
  return a.name === b.name && (a.table === b.table || a.table === null || b.table === null);
}

function inGroup(slot: number, index: number, of: Pick<Computed, 'type' | 'columns'>): Computed {
  const run = ({ rows }: Execution): Value => (rows[slot] as Values)[index] ?? null;
  return computed(of.type, run, { columns: of.columns });
}

interface Group {
  readonly keys: Values;
  readonly tallies: readonly Tally[];
}

function collector(
  keys: readonly Computed[],
  aggregates: readonly Aggregate[],
  source: (each: Loop) => Loop,
): (x: Execution) => Values[] {
  let groups = new Map<string, Group>();
  const groupOf = (values: Values): Group => {
    const name = JSON.stringify(values);
    const found = groups.get(name);
    if (found !== undefined) return found;
    const made = { keys: values, tallies: aggregates.map((one) => one.begin()) };
    groups.set(name, made);
    return made;
  };
  const each = source((x) => {
    const { tallies } = groupOf(keys.map(({ run }) => run(x)));
    for (const tally of tallies) tally.add(x);
    return false;
  });
  return (x) => {
    groups = new Map();
    // Without GROUP BY there is one group, of no rows if need be.
    if (keys.length === 0) groupOf([]);
    each(x);
    const made = [...groups.values()];
    return made.map((one) => [...one.keys, ...one.tallies.map((tally) => tally.result())]);
  };
}
