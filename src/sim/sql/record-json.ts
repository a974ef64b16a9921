// Makes JavaScript objects of rows: what `row_to_json` packs, and what a statement answers. An
// object's shape is made once for all rows of a kind.

import type { Column, SqlType } from './sql-type.ts';
import { Json, type Value, type Values } from './value.ts';

type Fields = Record<string, unknown>;
type Convert = (value: Value) => unknown;

function maker(columns: readonly Column[], convertOf: (column: Column) => Convert | null) {
  const names = columns.map(({ name }) => name);
  const converts = columns.map(convertOf);
  const isPlain = converts.every((convert) => convert === null);
  // An object that is copied keeps its shape; one that is built up name by name becomes slow.
  const shape = JSON.parse(
    `{${names.map((name) => `${JSON.stringify(name)}:null`).join(',')}}`,
  ) as Fields;
  return (values: Values): Fields => {
    const fields = { ...shape };
    for (let index = 0; index < names.length; index += 1) {
      const value = values[index] as Value;
      const convert = isPlain || value === null ? null : (converts[index] ?? null);
      fields[names[index] as string] = convert === null ? value : convert(value);
    }
    return fields;
  };
}

/** How a value of a type is seen as JSON; null: just as it is. */
export function toJson(type: SqlType, columns: readonly Column[] | null): Convert | null {
  if (type === 'json' || type === 'jsonb') return (value) => (value as Json).value;
  if (type !== 'record') return null;
  const make = objectOf(columns ?? []);
  return (value) => make(value as Values);
}

/** `row_to_json` of a record with these columns. */
export function objectOf(columns: readonly Column[]): (values: Values) => Fields {
  return maker(columns, ({ type, columns: own }) => toJson(type, own));
}

/** What a driver hands out for a row: JSON parsed, `bigint` as a number, `numeric` as text. */
export function answerOf(columns: readonly Column[]): (values: Values) => Fields {
  return maker(columns, ({ type }) => {
    if (type === 'json' || type === 'jsonb') return (value) => (value as Json).value;
    return type === 'numeric' ? String : null;
  });
}
