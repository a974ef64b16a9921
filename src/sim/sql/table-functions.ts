// Functions that stand in FROM and answer rows: JSON taken apart, and numbers in a row. Knows no
// tables.

import type { FromItem } from './ast.ts';
import { cast } from './coerce.ts';
import type { Computed } from './computed.ts';
import type { Execution } from './execution.ts';
import { fromJson, noFunction } from './functions.ts';
import { jsonText } from './operators.ts';
import { SQLSTATE, SqlError, unsupported } from './sql-error.ts';
import type { Column, SqlType } from './sql-type.ts';
import { Json, type Values } from './value.ts';

export interface TableFunction {
  readonly columns: readonly Column[];
  readonly isScalar: boolean;
  run(x: Execution): Values[];
}

export function tableFunction(
  name: string,
  given: readonly Computed[],
  item: FromItem,
): TableFunction {
  const { at } = item;
  const [first, second] = given;
  if (name === 'generate_series' && first !== undefined && given.length === 2) {
    return series(first, second as Computed, item);
  }
  if (first === undefined || given.length !== 1) throw noFunction(name, given, at);
  switch (name) {
    case 'json_array_elements_text':
      return elements(item, first, 'text', (value) => jsonText(value));
    case 'json_array_elements':
      return elements(item, first, 'json', (value) => new Json(value));
    case 'json_to_recordset':
      return recordset(first, item);
    default:
      throw noFunction(name, given, at);
  }
}

/** The column of a function that answers one has the alias for a name. */
function oneColumn(item: FromItem, name: string, type: SqlType): Column[] {
  const [own, other] = item.columns;
  if (other !== undefined || (own?.type ?? null) !== null) {
    throw unsupported('This list of columns', item.at);
  }
  return [{ name: own?.name ?? name, type, columns: null }];
}

function arrayOf(json: Computed, at: number): (x: Execution) => readonly unknown[] {
  const { run } = cast(json, 'json', at);
  return (x) => {
    const value = run(x);
    if (value === null) return [];
    const list = (value as Json).value;
    if (Array.isArray(list)) return list as unknown[];
    throw new SqlError(SQLSTATE.badParameter, 'cannot call json_array_elements on a non-array');
  };
}

function elements(
  item: FromItem,
  json: Computed,
  type: SqlType,
  valueOf: (value: unknown) => Values[number],
): TableFunction {
  const list = arrayOf(json, item.at);
  // PostgreSQL names the column `value`, whatever the function is called.
  const columns = oneColumn(item, 'value', type);
  return { columns, isScalar: true, run: (x) => list(x).map((value) => [valueOf(value)]) };
}

function series(from: Computed, to: Computed, item: FromItem): TableFunction {
  const type = from.type === 'bigint' || to.type === 'bigint' ? 'bigint' : 'integer';
  const [low, high] = [cast(from, type, item.at), cast(to, type, item.at)];
  const columns = oneColumn(item, item.alias ?? 'generate_series', type);
  return {
    columns,
    isScalar: true,
    run(x) {
      const [first, last] = [low.run(x), high.run(x)];
      if (first === null || last === null) return [];
      const length = Math.max(0, Number(last) - Number(first) + 1);
      return Array.from({ length }, (_, index) => [Number(first) + index]);
    },
  };
}

function recordset(json: Computed, item: FromItem): TableFunction {
  const list = arrayOf(json, item.at);
  const columns = item.columns.map(({ name, type }) => {
    if (type === null) throw unsupported('A column without its type', item.at);
    return { name, type, columns: null };
  });
  if (columns.length === 0) {
    const words = 'a column definition list is required for functions returning "record"';
    throw new SqlError(SQLSTATE.syntax, words, { at: item.at });
  }
  const rowOf = (value: unknown): Values => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject) {
      throw new SqlError(SQLSTATE.badParameter, 'argument of json_to_recordset must be objects');
    }
    const fields = value as Record<string, unknown>;
    return columns.map((column) => fromJson(column, fields[column.name]));
  };
  return { columns, isScalar: false, run: (x) => list(x).map(rowOf) };
}
