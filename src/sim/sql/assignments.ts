// SET of an UPDATE or of ON CONFLICT: which columns get which values. Knows one table's columns.

import type { Assignment } from './ast.ts';
import { columnIndex, type Table, type TableColumn } from './catalog.ts';
import { assigned } from './coerce.ts';
import type { Compute, Execution } from './execution.ts';
import { expressionOf } from './expression.ts';
import type { Making, Scope } from './scope.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import type { Value, Values } from './value.ts';

export interface Assignments {
  /** Places of the columns that it sets. */
  readonly columns: readonly number[];
  /** The row with its new values; `before` must stand in its slot. */
  make(x: Execution, before: Values): Values;
}

export function assignmentsOf(
  making: Making,
  scope: Scope,
  table: Table,
  set: readonly Assignment[],
): Assignments {
  const columns: number[] = [];
  const runs: Compute[] = [];
  for (const { column: name, expression, at } of set) {
    const index = placeOf(table, name, at);
    if (columns.includes(index)) {
      const words = `multiple assignments to same column "${name}"`;
      throw new SqlError(SQLSTATE.syntax, words, { at });
    }
    const column = table.columns[index] as TableColumn;
    if (column.isIdentity && expression !== null) throw generated(column, at);
    columns.push(index);
    runs.push(
      expression === null
        ? () => column.default
        : assigned(expressionOf(making, scope, expression), column.type, name, at).run,
    );
  }
  return {
    columns,
    make(x, before) {
      const values: Value[] = before.slice();
      for (let index = 0; index < columns.length; index += 1) {
        values[columns[index] as number] = (runs[index] as Compute)(x);
      }
      return values;
    },
  };
}

export function placeOf(table: Table, name: string, at: number): number {
  const index = columnIndex(table, name);
  if (index >= 0) return index;
  const words = `column "${name}" of relation "${table.name}" does not exist`;
  throw new SqlError(SQLSTATE.undefinedColumn, words, { at });
}

export function generated({ name }: TableColumn, at: number): SqlError {
  const words = `column "${name}" is an identity column defined as GENERATED ALWAYS`;
  return new SqlError(SQLSTATE.generatedAlways, words, { at });
}
