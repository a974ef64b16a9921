// Makes a SELECT ready: its rows from FROM through WHERE, groups, order and limits to what it
// answers. Knows no WITH clause; its scope brings the names of one.

import type { Select } from './ast.ts';
import type { Execution } from './execution.ts';
import { filtersOf } from './filter.ts';
import { joinParts, partsOfFrom, type Joined } from './from.ts';
import { groupingOf, isGrouped } from './group.ts';
import { loopOf, type Loop } from './join.ts';
import { limitsOf, orderOf, type Limits, type Order } from './order.ts';
import { projectionOf, type Settle } from './projection.ts';
import { rowLocking, type Candidate, type RowLocking } from './row-locking.ts';
import { within, type Making, type Rows, type Scope } from './scope.ts';
import { unsupported } from './sql-error.ts';
import type { Values } from './value.ts';

interface Parts {
  /** Goes through the rows, or groups, that are to be answered. */
  readonly loop: (each: Loop) => Loop;
  readonly make: (x: Execution) => Values;
  readonly order: Order | null;
  readonly limits: Limits | null;
  readonly locking: RowLocking | null;
}

export function selectOf(making: Making, outer: Scope, tree: Select, settle: Settle | null): Rows {
  const from = partsOfFrom(making, outer, tree.from);
  const scope = within(
    outer,
    from.map(({ row }) => row),
  );
  const joined = joinParts(making, from, filtersOf(making, scope, tree.where, 'WHERE'));
  const source = (each: Loop): Loop => begun(joined, loopOf(joined.steps, each));
  const grouping = isGrouped(tree) ? groupingOf(making, scope, tree) : null;
  const inner = grouping?.scope ?? scope;
  const { columns, make } = projectionOf(making, inner, tree.items, settle);
  const order = orderOf(making, inner, tree.orderBy, columns);
  const limits = limitsOf(making, outer, tree);
  const loop = (each: Loop): Loop =>
    grouping === null ? source(each) : grouping.loop(source, each);
  if (grouping !== null && tree.locking !== null) {
    throw unsupported('FOR UPDATE of groups', tree.locking.at);
  }
  const locking = tree.locking === null ? null : rowLocking(making, tree.locking, from, joined.all);
  const parts = { loop, make, order, limits, locking };
  const run = locking === null ? reader(parts) : locker(parts, locking);
  const isPlain = limits === null && locking === null;
  return { columns, run, any: isPlain ? loop(() => true) : (x) => run(x).length > 0 };
}

function begun({ first, begin }: Joined, loop: Loop): Loop {
  return (x) => {
    begin(x);
    return (first === null || first(x)) && loop(x);
  };
}

function reader(parts: Parts): (x: Execution) => Values[] {
  const { loop, make, order, limits } = parts;
  if (order !== null) return sorted(parts, order);
  if (limits === null) return collected(loop, make);
  // A query is not begun again before it has ended, so these are of one run.
  let found: Values[] = [];
  let end = 0;
  const goThrough = loop((x) => {
    if (found.length < end) found.push(make(x));
    return found.length >= end;
  });
  return (x) => {
    const offset = limits.offset(x);
    end = offset + limits.limit(x);
    found = [];
    if (end > 0) goThrough(x);
    return offset === 0 ? found : found.slice(offset);
  };
}

interface Sorted<T> {
  readonly item: T;
  readonly keys: Values;
}

function sorted(parts: Parts, order: Order): (x: Execution) => Values[] {
  const { loop, make, limits } = parts;
  const entries = collected(loop, (x): Sorted<Values> => {
    const item = make(x);
    return { item, keys: order.keys(x, item) };
  });
  return (x) => {
    const all = entries(x).sort((a, b) => order.compare(a.keys, b.keys));
    const offset = limits?.offset(x) ?? 0;
    const end = offset + (limits?.limit(x) ?? Infinity);
    return all.slice(offset, end).map(({ item }) => item);
  };
}

/** Rows are locked one by one, in the order of the answer, until there are enough. */
function locker(
  { loop, make, order, limits }: Parts,
  locking: RowLocking,
): (x: Execution) => Values[] {
  const entries = collected(loop, (x): Sorted<Candidate> => {
    return { item: locking.keep(x), keys: order?.keys(x, make(x)) ?? [] };
  });
  return (x) => {
    const all = entries(x);
    if (order !== null) all.sort((a, b) => order.compare(a.keys, b.keys));
    const offset = limits?.offset(x) ?? 0;
    const end = offset + (limits?.limit(x) ?? Infinity);
    const found: Values[] = [];
    for (const { item } of all) {
      if (found.length >= end) break;
      if (locking.take(x, item)) found.push(make(x));
    }
    return found.slice(offset);
  };
}

/** What `of` makes of each row. */
function collected<T>(loop: (each: Loop) => Loop, of: (x: Execution) => T): (x: Execution) => T[] {
  let entries: T[] = [];
  const goThrough = loop((x) => {
    entries.push(of(x));
    return false;
  });
  return (x) => {
    entries = [];
    goThrough(x);
    return entries;
  };
}
