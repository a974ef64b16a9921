// Which names mean what at one place of a statement: tables and their aliases, columns, parts of
// the WITH clause. Also counts what a running statement must hold in hand. Knows no expressions.

import type { ColumnName, Expression, Query } from './ast.ts';
import type { Catalog, Table } from './catalog.ts';
import { computed, type Computed } from './computed.ts';
import type { Execution } from './execution.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import type { Column, SqlType } from './sql-type.ts';
import type { Values } from './value.ts';

/** A query, ready to run. */
export interface Rows {
  readonly columns: readonly Column[];
  run(x: Execution): Values[];
  /** Whether there is at least one row. */
  any(x: Execution): boolean;
}

/** A table, query or function in FROM: its row stands in `slot`. */
export interface NamedRow {
  readonly name: string;
  readonly slot: number;
  readonly columns: readonly Column[];
  /** Of a function that answers one value a row: its name means that value. */
  readonly isScalar?: boolean;
  /** What stands in the slot where a LEFT JOIN found nothing. */
  readonly absent: Values;
}

export interface Scope {
  readonly rows: readonly NamedRow[];
  readonly outer: Scope | null;
  readonly ctes: ReadonlyMap<string, Rows>;
  /** In a query with groups: what is known of a group. */
  readonly group: ((expression: Expression) => Computed | null) | null;
}

/** What is shared by all parts of a statement while it is made ready. */
export interface Making {
  readonly catalog: Catalog;
  /** By number, from 0; undefined while nothing has said it. */
  readonly parameterTypes: (SqlType | undefined)[];
  /** Every table that the statement names; true: it writes to it. */
  readonly tables: Map<Table, boolean>;
  newSlot(): number;
  newResult(): number;
  /** The slots that whatever `work` makes will read. */
  watch<T>(work: () => T): readonly [T, ReadonlySet<number>];
  reads(slot: number): void;
  /** A query inside an expression. */
  query(query: Query, scope: Scope): Rows;
}

export function newMaking(catalog: Catalog, query: Making['query']): Making {
  let slots = 0;
  let results = 0;
  let watched = new Set<number>();
  return {
    catalog,
    query,
    parameterTypes: [],
    tables: new Map(),
    newSlot: () => slots++,
    newResult: () => results++,
    reads: (slot) => void watched.add(slot),
    watch(work) {
      const before = watched;
      const mine = new Set<number>();
      watched = mine;
      try {
        return [work(), mine];
      } finally {
        watched = before;
        for (const slot of mine) before.add(slot);
      }
    },
  };
}

export function within(scope: Scope, rows: readonly NamedRow[]): Scope {
  return { ...scope, rows };
}

/** A column, or a whole row where `name` is that of a table. */
export function named(
  making: Making,
  scope: Scope,
  table: string | null,
  name: string,
  at: number,
): Computed {
  if (table !== null) {
    const [row, owner] = rowNamed(scope, table, at);
    return columnOf(making, owner, row, { table, name, at });
  }
  for (let next: Scope | null = scope; next !== null; next = next.outer) {
    const owners = next.rows.filter(({ columns }) => columns.some((one) => one.name === name));
    if (owners.length > 1) {
      const words = `column reference "${name}" is ambiguous`;
      throw new SqlError(SQLSTATE.ambiguousColumn, words, { at });
    }
    if (owners[0] !== undefined) return columnOf(making, next, owners[0], { table, name, at });
  }
  const found = findRow(scope, name);
  if (found !== null) {
    const [row] = found;
    return row.isScalar === true ? columnAt(making, row, 0) : wholeRow(making, row);
  }
  const words = `column "${name}" does not exist`;
  throw new SqlError(SQLSTATE.undefinedColumn, words, { at });
}

/** With the scope that it belongs to. */
function findRow(scope: Scope, name: string): readonly [NamedRow, Scope] | null {
  for (let next: Scope | null = scope; next !== null; next = next.outer) {
    const found = next.rows.find((row) => row.name === name);
    if (found !== undefined) return [found, next];
  }
  return null;
}

export function rowNamed(scope: Scope, name: string, at: number): readonly [NamedRow, Scope] {
  const found = findRow(scope, name);
  if (found !== null) return found;
  const words = `missing FROM-clause entry for table "${name}"`;
  throw new SqlError(SQLSTATE.undefinedTable, words, { at });
}

function columnOf(
  making: Making,
  owner: Scope,
  row: NamedRow,
  wanted: Omit<ColumnName, 'type'>,
): Computed {
  const { name, at } = wanted;
  const index = row.columns.findIndex((column) => column.name === name);
  if (index < 0) {
    const words = `column ${row.name}.${name} does not exist`;
    throw new SqlError(SQLSTATE.undefinedColumn, words, { at });
  }
  if (owner.group === null) return columnAt(making, row, index);
  // A group has many rows: only what they have in common can be told of it.
  const known = owner.group({ type: 'column', ...wanted });
  if (known !== null) return known;
  const words = `column "${row.name}.${name}" must appear in the GROUP BY clause or be aggregated`;
  throw new SqlError(SQLSTATE.grouping, words, { at });
}

export function columnAt(making: Making, { slot, columns }: NamedRow, index: number): Computed {
  making.reads(slot);
  const { type, columns: own } = columns[index] as Column;
  // Every slot that is read holds a row of this width.
  const run = ({ rows }: Execution) => (rows[slot] as Values)[index] as Values[number];
  return computed(type, run, { columns: own, place: { slot, index } });
}

export function wholeRow(making: Making, { slot, columns, absent }: NamedRow): Computed {
  making.reads(slot);
  const run = ({ rows }: Execution) => {
    const row = rows[slot] as Values;
    return row === absent ? null : row;
  };
  return computed('record', run, { columns });
}

/** The row of nothing, for a LEFT JOIN; each call makes another, which is told by its identity. */
export function absentRow(columns: readonly Column[]): Values {
  return columns.map(() => null);
}
