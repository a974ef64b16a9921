// Writes rows of one table under all its rules: NOT NULL, checks, unique indexes and foreign keys.
// Knows no statement.

import type { Catalog, Table, TableIndex } from './catalog.ts';
import type { Execution } from './execution.ts';
import { foreignKeysOf } from './foreign-keys.ts';
import { CHANGE, WHOLE } from './locks.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import type { StoredRow } from './stored.ts';
import { requireUnique } from './unique.ts';
import type { Values } from './value.ts';
import { insertRow, writeRow } from './versions.ts';

export interface TableWriter {
  readonly uniques: readonly TableIndex[];
  /** What a row must be like by itself. */
  check(values: Values): void;
  /** A row that was checked. */
  insert(x: Execution, values: Values): StoredRow;
  update(x: Execution, row: StoredRow, before: Values, values: Values): void;
  delete(x: Execution, row: StoredRow, before: Values): void;
  /** How strongly a row is held whose columns with these places are changed. */
  strengthOf(columns: readonly number[]): number;
}

export function tableWriter(catalog: Catalog, table: Table): TableWriter {
  const { columns, checks } = table;
  const uniques = table.indexes.filter(({ isUnique }) => isUnique);
  const required = columns.flatMap(({ isNotNull }, index) => (isNotNull ? [index] : []));
  const foreign = foreignKeysOf(catalog, table);
  const keys = new Set(uniques.flatMap((index) => (index.predicate === null ? index.columns : [])));

  function check(values: Values): void {
    for (const index of required) {
      if (values[index] === null) throw nullIn(table, index);
    }
    for (const { name, test } of checks) {
      if (test(values) !== false) continue;
      const words = `new row for relation "${table.name}" violates check constraint "${name}"`;
      throw new SqlError(SQLSTATE.check, words, { table: table.name, constraint: name });
    }
  }

  return {
    uniques,
    check,
    insert(x, values) {
      requireUnique(x, table, uniques, values, null, null);
      const row = insertRow(x.stores.of(table), values, x);
      foreign.afterWrite(x, row, null);
      return row;
    },
    update(x, row, before, values) {
      check(values);
      requireUnique(x, table, uniques, values, row, before);
      writeRow(row, values, x);
      foreign.afterWrite(x, row, before);
      foreign.afterLoss(x, row, before);
    },
    delete(x, row, before) {
      writeRow(row, null, x);
      foreign.afterLoss(x, row, before);
    },
    strengthOf: (changed) => (changed.some((column) => keys.has(column)) ? WHOLE : CHANGE),
  };
}

function nullIn(table: Table, index: number): SqlError {
  const column = table.columns[index]?.name ?? '';
  const words =
    `null value in column "${column}" of relation "${table.name}" ` +
    'violates not-null constraint';
  return new SqlError(SQLSTATE.notNull, words, { table: table.name });
}
