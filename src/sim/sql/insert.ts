// Makes INSERT ready: rows from VALUES or a query, defaults for what they leave out, and what
// happens where a row is there already. Knows no WITH clause.

import type { Conflict, Insert } from './ast.ts';
import { assignmentsOf, generated, placeOf } from './assignments.ts';
import type { Table, TableColumn, TableIndex } from './catalog.ts';
import { assigned, condition } from './coerce.ts';
import type { Compute, Execution } from './execution.ts';
import { expressionOf } from './expression.ts';
import { lockRow, requireFree } from './locks.ts';
import { returningOf, targetOf } from './modify.ts';
import type { Projection, Settle } from './projection.ts';
import { absentRow, within, type Making, type NamedRow, type Rows, type Scope } from './scope.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import { PENDING, type StoredRow } from './stored.ts';
import { tableWriter, type TableWriter } from './table-writer.ts';
import { conflicting } from './unique.ts';
import type { Value, Values } from './value.ts';

/** Makes the query of an INSERT ready, its columns as the table wants them. */
export type MakeQuery = (
  source: Exclude<Insert['source'], { type: 'values' }>,
  settle: Settle,
) => Rows;

export function insertOf(making: Making, outer: Scope, tree: Insert, makeQuery: MakeQuery): Rows {
  const { table, row } = targetOf(making, tree.target);
  const places = placesOf(table, tree);
  const given = sourceOf(making, outer, table, tree, places, makeQuery);
  const scope = within(outer, [row]);
  const writer = tableWriter(making.catalog, table);
  const complete = completer(table, places);
  const onConflict =
    tree.conflict === null ? null : conflictOf(making, outer, table, row, writer, tree.conflict);
  const returning: Projection | null = returningOf(making, scope, tree.returning);
  const run = (x: Execution): Values[] => {
    const answered: Values[] = [];
    for (const values of given(x)) {
      const whole = complete(x, values);
      writer.check(whole);
      const outcome = onConflict === null ? 'free' : onConflict(x, whole);
      if (outcome === 'kept') continue;
      if (outcome === 'free') {
        writer.insert(x, whole);
        x.rows[row.slot] = whole;
      }
      if (returning !== null) answered.push(returning.make(x));
    }
    return answered;
  };
  return { columns: returning?.columns ?? [], run, any: (x) => run(x).length > 0 };
}

function placesOf(table: Table, { columns }: Insert): number[] {
  if (columns === null) return table.columns.map((_, index) => index);
  const places = columns.map(({ name, at }) => placeOf(table, name, at));
  const twice = places.findIndex((place, index) => places.indexOf(place) < index);
  if (twice < 0) return places;
  const { name = '', at = 0 } = columns[twice] ?? {};
  const words = `column "${name}" specified more than once`;
  throw new SqlError(SQLSTATE.duplicateColumn, words, { at });
}

function sourceOf(
  making: Making,
  outer: Scope,
  table: Table,
  { source, at, columns }: Insert,
  places: readonly number[],
  makeQuery: MakeQuery,
): (x: Execution) => Values[] {
  const columnAt = (index: number): TableColumn => {
    const column = table.columns[places[index] ?? -1];
    if (column !== undefined) return column;
    const words = 'INSERT has more expressions than target columns';
    throw new SqlError(SQLSTATE.syntax, words, { at });
  };
  const settle: Settle = (item, index, itemAt) => {
    const column = columnAt(index);
    if (column.isIdentity) throw generated(column, itemAt);
    return assigned(item, column.type, column.name, itemAt);
  };
  const refuseFewer = (count: number): void => {
    // Without a list of columns the last ones may be left out.
    if (columns === null || count >= places.length) return;
    const words = 'INSERT has more target columns than expressions';
    throw new SqlError(SQLSTATE.syntax, words, { at });
  };
  if (source.type !== 'values') {
    const query = makeQuery(source, settle);
    refuseFewer(query.columns.length);
    return query.run;
  }
  const rows = source.rows.map((trees): Compute[] => {
    refuseFewer(trees.length);
    return trees.map((tree, index) => {
      if (tree === null) return () => MISSING;
      return settle(expressionOf(making, outer, tree), index, tree.at).run;
    });
  });
  return (x) => rows.map((runs) => runs.map((run) => run(x)));
}

// DEFAULT where a value was expected; told from all values by what it is.
const MISSING: Values = [];

/** Puts the given values into their columns, and defaults into the others. */
function completer(table: Table, places: readonly number[]) {
  const defaults = table.columns.map((column) => column.default);
  const identity = table.columns.findIndex(({ isIdentity }) => isIdentity);
  return (x: Execution, given: Values): Values => {
    const values: Value[] = defaults.slice();
    for (let index = 0; index < given.length; index += 1) {
      const value = given[index] as Value;
      if (value !== MISSING) values[places[index] as number] = value;
    }
    if (identity >= 0) {
      const store = x.stores.of(table);
      // As in PostgreSQL a number that was given out is never given out again.
      values[identity] = store.nextIdentity;
      store.nextIdentity += 1;
    }
    return values;
  };
}

/**
 * `free`: to be inserted. `kept`: the row that is there stays. `changed`: it stands in its slot.
 */
type Outcome = 'free' | 'kept' | 'changed';

function conflictOf(
  making: Making,
  outer: Scope,
  table: Table,
  row: NamedRow,
  writer: TableWriter,
  conflict: Conflict,
): (x: Execution, values: Values) => Outcome {
  const arbiters = arbitersOf(writer.uniques, table, conflict);
  const find = (x: Execution, values: Values): StoredRow | null => {
    for (const index of arbiters) {
      const found = conflicting(x, table, index, values, null);
      if (found !== null) return found;
    }
    return null;
  };
  if (conflict.set === null) return (x, values) => (find(x, values) === null ? 'free' : 'kept');
  const slot = making.newSlot();
  const { columns } = table;
  const excluded: NamedRow = { name: 'excluded', slot, columns, absent: absentRow(columns) };
  const scope = within(outer, [row, excluded]);
  const set = assignmentsOf(making, scope, table, conflict.set);
  const { where, at } = conflict;
  const may =
    where === null ? null : condition(expressionOf(making, scope, where), at, 'WHERE').run;
  const strength = writer.strengthOf(set.columns);
  return (x, values) => {
    const found = find(x, values);
    if (found === null) return 'free';
    requireFree(found, x, strength);
    const { newest } = found;
    if (newest.from === PENDING && newest.command === x.command) throw twice();
    const before = newest.values as Values;
    x.rows[row.slot] = before;
    x.rows[slot] = values;
    lockRow(found, x, strength);
    if (may !== null && may(x) !== true) return 'kept';
    const changed = set.make(x, before);
    writer.update(x, found, before, changed);
    x.rows[row.slot] = changed;
    return 'changed';
  };
}

function twice(): SqlError {
  const words = 'ON CONFLICT DO UPDATE command cannot affect row a second time';
  return new SqlError(SQLSTATE.cardinality, words);
}

function arbitersOf(
  uniques: readonly TableIndex[],
  table: Table,
  { columns, set, at }: Conflict,
): readonly TableIndex[] {
  if (columns === null && set === null) return uniques;
  const wanted = new Set((columns ?? []).map((name) => placeOf(table, name, at)));
  const found = uniques.filter(
    (index) =>
      index.predicate === null &&
      index.columns.length === wanted.size &&
      index.columns.every((column) => wanted.has(column)),
  );
  if (found.length > 0) return found;
  const words = 'there is no unique or exclusion constraint matching the ON CONFLICT specification';
  throw new SqlError(SQLSTATE.invalidReference, words, { at });
}
