// Makes UPDATE and DELETE ready: the rows of FROM or USING first, then the table's own that go with
// them, each judged anew where it has changed since the statement began. Knows no WITH clause.

import type { Delete, FromItem, SelectItem, Target, Update } from './ast.ts';
import { assignmentsOf } from './assignments.ts';
import type { Table } from './catalog.ts';
import type { Execution } from './execution.ts';
import { filtersOf, type Test } from './filter.ts';
import { joinParts, noTable, partsOfFrom, type FromPart, type Joined } from './from.ts';
import { loopOf } from './join.ts';
import { requireFree, WHOLE } from './locks.ts';
import { newestOf } from './newest.ts';
import { projectionOf, type Projection } from './projection.ts';
import { absentRow, within, type Making, type NamedRow, type Rows, type Scope } from './scope.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import type { StoredRow } from './stored.ts';
import { tableWriter } from './table-writer.ts';
import type { Values } from './value.ts';

export function updateOf(making: Making, outer: Scope, tree: Update): Rows {
  const { table, row, scope, joined, returning } = rangeOf(making, outer, tree);
  const writer = tableWriter(making.catalog, table);
  const set = assignmentsOf(making, scope, table, tree.set);
  const strength = writer.strengthOf(set.columns);
  return changing(row, joined, strength, returning, (x, stored, before) => {
    const values = set.make(x, before);
    writer.update(x, stored, before, values);
    x.rows[row.slot] = values;
  });
}

export function deleteOf(making: Making, outer: Scope, tree: Delete): Rows {
  const { table, row, joined, returning } = rangeOf(making, outer, tree);
  const writer = tableWriter(making.catalog, table);
  return changing(row, joined, WHOLE, returning, writer.delete);
}

interface Range {
  readonly table: Table;
  readonly row: NamedRow;
  readonly scope: Scope;
  readonly joined: Joined;
  /** Null: nothing is answered. */
  readonly returning: Projection | null;
}

function rangeOf(making: Making, outer: Scope, tree: Update | Delete): Range {
  const { table, row } = targetOf(making, tree.target);
  const from = partsOfFrom(making, outer, tree.from);
  refuseTwice(row, from, tree.from);
  const own: FromPart = { row, table, list: null, needs: new Set(), isLeft: false, on: [] };
  const scope = within(outer, [row, ...from.map((part) => part.row)]);
  const where = filtersOf(making, scope, tree.where, 'WHERE');
  const joined = joinParts(making, [...from, own], where);
  return { table, row, scope, joined, returning: returningOf(making, scope, tree.returning) };
}

export function targetOf(making: Making, { table: name, alias, at }: Target) {
  const table = making.catalog.tables.get(name);
  if (table === undefined) throw noTable(name, at);
  making.tables.set(table, true);
  const { columns } = table;
  const slot = making.newSlot();
  const row: NamedRow = { name: alias ?? name, slot, columns, absent: absentRow(columns) };
  return { table, row };
}

export function returningOf(
  making: Making,
  scope: Scope,
  items: readonly SelectItem[],
): Projection | null {
  return items.length === 0 ? null : projectionOf(making, scope, items, null);
}

function refuseTwice({ name }: NamedRow, from: readonly FromPart[], items: readonly FromItem[]) {
  const index = from.findIndex(({ row }) => row.name === name);
  if (index < 0) return;
  const words = `table name "${name}" specified more than once`;
  throw new SqlError(SQLSTATE.duplicateAlias, words, { at: items[index]?.at ?? 0 });
}

/** `change` finds the row's newest version in its slot; what it leaves there is answered. */
function changing(
  { slot }: NamedRow,
  { begin, first, steps, all }: Joined,
  strength: number,
  returning: Projection | null,
  change: (x: Execution, row: StoredRow, before: Values) => void,
): Rows {
  const conditions: Test | null = all;
  // A statement is not begun again before it has ended, so these are of one run.
  let answered: Values[] = [];
  const loop = loopOf(steps, (x) => {
    const row = x.stored[slot] as StoredRow;
    requireFree(row, x, strength);
    const before = newestOf(row, slot, x, conditions);
    if (before === null) return false;
    change(x, row, before);
    if (returning !== null) answered.push(returning.make(x));
    return false;
  });
  const run = (x: Execution): Values[] => {
    answered = [];
    begin(x);
    if (first === null || first(x)) loop(x);
    return answered;
  };
  return { columns: returning?.columns ?? [], run, any: (x) => run(x).length > 0 };
}
