// The columns and constraints of a table as they come out of its definition, named as PostgreSQL
// names them. Knows no rows.

import type { Expression } from './ast.ts';
import {
  columnIndex,
  EMPTY_CATALOG,
  type Catalog,
  type ForeignKey,
  type RowTest,
  type Table,
  type TableColumn,
  type TableIndex,
} from './catalog.ts';
import { assigned, condition } from './coerce.ts';
import type { Computed } from './computed.ts';
import type { ColumnSpec, ConstraintSpec } from './definition.ts';
import type { Execution } from './execution.ts';
import { expressionOf } from './expression.ts';
import { partsOf } from './expression-parts.ts';
import { noTable } from './from.ts';
import { absentRow, newMaking, type Making, type Scope } from './scope.ts';
import { SQLSTATE, SqlError, unsupported } from './sql-error.ts';
import type { Column } from './sql-type.ts';
import type { Value, Values } from './value.ts';

/** Its default must be a constant: this database has no clock and no chance. */
export function tableColumn(spec: ColumnSpec): TableColumn {
  const { name, type, isIdentity, isNotNull } = spec;
  let value: Value = null;
  if (spec.default !== null) {
    const { at } = spec.default;
    const made = assigned(alone([], name, spec.default), type, name, at);
    if (made.constant === undefined) throw unsupported('A default that is not constant', at);
    value = made.constant;
  }
  return { name, type, columns: null, isNotNull, isIdentity, default: value };
}

const NOWHERE: Scope = { rows: [], outer: null, ctes: new Map(), group: null };
// A table's own rules see one row, in this slot.
const ROW_SLOT = 0;

function alone(columns: readonly Column[], name: string, tree: Expression): Computed {
  const making: Making = newMaking(EMPTY_CATALOG, () => {
    throw unsupported('A query in a rule of a table', tree.at);
  });
  const row = { name, slot: ROW_SLOT, columns, absent: absentRow(columns) };
  const made = expressionOf(making, { ...NOWHERE, rows: [row] }, tree);
  if (making.parameterTypes.length > 0) throw unsupported('A parameter in a rule', tree.at);
  return made;
}

/** A condition that speaks of the row alone. */
export function testOf(columns: readonly Column[], name: string, tree: Expression): RowTest {
  const { run } = condition(alone(columns, name, tree), tree.at, 'CHECK');
  // One row in hand is all that such a condition needs of an execution.
  const hand: Values[] = [];
  const x = { rows: hand } as unknown as Execution;
  return (values) => {
    hand[ROW_SLOT] = values;
    return run(x);
  };
}

export function placesOf(table: Table, names: readonly string[], at: number): number[] {
  return names.map((name) => {
    const index = columnIndex(table, name);
    if (index >= 0) return index;
    throw new SqlError(SQLSTATE.undefinedColumn, `column "${name}" does not exist`, { at });
  });
}

/** The table with its constraints. */
export function constrained(
  catalog: Catalog,
  bare: Table,
  constraints: readonly ConstraintSpec[],
): Table {
  const names = new Set<string>();
  const free = (wanted: string): string => {
    let name = wanted;
    for (let count = 1; names.has(name); count += 1) name = `${wanted}${count}`;
    names.add(name);
    return name;
  };
  let table = bare;
  for (const one of constraints) {
    const name = one.name ?? free(defaultName(table, one));
    table = withConstraint(catalog, table, one, name);
  }
  return table;
}

function defaultName({ name, columns }: Table, one: ConstraintSpec): string {
  switch (one.type) {
    case 'primary':
      return `${name}_pkey`;
    case 'unique':
      return `${name}_${one.columns.join('_')}_key`;
    case 'foreign':
      return `${name}_${one.columns.join('_')}_fkey`;
    case 'check': {
      const named = one.column === null ? columnsIn(one.condition) : [one.column];
      const [only, other] = named.filter((column) => columns.some((own) => own.name === column));
      return only === undefined || other !== undefined ? `${name}_check` : `${name}_${only}_check`;
    }
    default: {
      const never: never = one;
      return never;
    }
  }
}

function columnsIn(tree: Expression): string[] {
  const own = tree.type === 'column' ? [tree.name] : [];
  return [...new Set([...own, ...partsOf(tree).flatMap(columnsIn)])];
}

function withConstraint(catalog: Catalog, table: Table, one: ConstraintSpec, name: string): Table {
  switch (one.type) {
    case 'primary':
    case 'unique': {
      const isPrimary = one.type === 'primary';
      if (isPrimary && table.indexes.some((index) => index.isPrimary)) {
        const words = `multiple primary keys for table "${table.name}" are not allowed`;
        throw new SqlError(SQLSTATE.badTable, words, { at: one.at });
      }
      const places = placesOf(table, one.columns, one.at);
      const index: TableIndex = {
        name,
        columns: places,
        isUnique: true,
        isConstraint: true,
        isPrimary,
        predicate: null,
        path: table.paths.numberOf(places),
      };
      const columns = table.columns.map((column, place) =>
        isPrimary && places.includes(place) ? { ...column, isNotNull: true } : column,
      );
      return { ...table, columns, indexes: [...table.indexes, index] };
    }
    case 'check': {
      const test = testOf(table.columns, table.name, one.condition);
      return { ...table, checks: [...table.checks, { name, test }] };
    }
    case 'foreign': {
      const key = foreignKey(catalog, table, one, name);
      return { ...table, foreignKeys: [...table.foreignKeys, key] };
    }
    default: {
      const never: never = one;
      return never;
    }
  }
}

function foreignKey(
  catalog: Catalog,
  table: Table,
  spec: Extract<ConstraintSpec, { readonly type: 'foreign' }>,
  name: string,
): ForeignKey {
  const parent = spec.table === table.name ? table : catalog.tables.get(spec.table);
  if (parent === undefined) throw noTable(spec.table, spec.at);
  const primary = parent.indexes.find(({ isPrimary }) => isPrimary)?.columns ?? [];
  const parentColumns =
    spec.references === null ? primary : placesOf(parent, spec.references, spec.at);
  const columns = placesOf(table, spec.columns, spec.at);
  const isKey = parent.indexes.some(
    (index) =>
      index.isUnique && index.predicate === null && index.columns.join() === parentColumns.join(),
  );
  if (!isKey || columns.length !== parentColumns.length) {
    const words = `there is no unique constraint matching given keys for "${parent.name}"`;
    throw new SqlError(SQLSTATE.badForeignKey, words, { at: spec.at });
  }
  return { name, table: table.name, columns, parent: parent.name, parentColumns };
}
