// The functions that a statement may call for one value. Knows types and values; functions that
// answer rows, and aggregates, are elsewhere.

import { settledAlone, unified } from './coerce.ts';
import { computed, constant, type Computed } from './computed.ts';
import { comparison } from './operators.ts';
import { objectOf, toJson } from './record-json.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import type { Column } from './sql-type.ts';
import { compare, fromText, Json, type Value, type Values } from './value.ts';

type Make = (given: readonly Computed[], at: number) => Computed;

/** Null: there is no such function here. */
export function functionNamed(name: string): Make | null {
  return Object.hasOwn(FUNCTIONS, name) ? (FUNCTIONS[name] ?? null) : null;
}

const AGGREGATES: ReadonlySet<string> = new Set(['count', 'sum', 'min', 'max', 'json_agg']);

/** Functions over the rows of a group (aggregate.ts). */
export function isAggregate(name: string): boolean {
  return AGGREGATES.has(name);
}

export function noFunction(name: string, given: readonly Computed[], at: number): SqlError {
  const types = given.map(({ type }) => type).join(', ');
  const words = `function ${name}(${types}) does not exist in the memory database`;
  return new SqlError(SQLSTATE.undefinedFunction, words, { at });
}

// What the program says that asks for the version; tests tell databases apart by it.
const VERSION = 'PostgreSQL 18 as the memory database speaks it';
/** There is but one. */
export const DATABASE_NAME = 'memory';

const FUNCTIONS: Readonly<Record<string, Make>> = {
  coalesce: (given, at) => firstKnown(unified(given, at, 'COALESCE')),
  greatest: (given, at) => extreme(unified(given, at, 'GREATEST'), 1),
  least: (given, at) => extreme(unified(given, at, 'LEAST'), -1),
  nullif: (given, at) => nullIf(exactly(2, 'nullif', given, at), at),
  row_to_json: (given, at) => rowToJson(exactly(1, 'row_to_json', given, at), at),
  jsonb_build_object: (given, at) => buildObject(given, at),
  jsonb_populate_record: (given, at) =>
    populate(exactly(2, 'jsonb_populate_record', given, at), at),
  version: (given, at) => {
    exactly(0, 'version', given, at);
    return constant('text', VERSION);
  },
  current_database: (given, at) => {
    exactly(0, 'current_database', given, at);
    return constant('text', DATABASE_NAME);
  },
  to_regclass: (given, at) => regclass(exactly(1, 'to_regclass', given, at), at),
};

function exactly(
  count: number,
  name: string,
  given: readonly Computed[],
  at: number,
): readonly Computed[] {
  if (given.length !== count) throw noFunction(name, given, at);
  return given;
}

function firstKnown(items: readonly Computed[]): Computed {
  const runs = items.map(({ run }) => run);
  return computed((items[0] as Computed).type, (x) => {
    for (const run of runs) {
      const value = run(x);
      if (value !== null) return value;
    }
    return null;
  });
}

/** NULLs do not count. */
function extreme(items: readonly Computed[], sign: 1 | -1): Computed {
  const runs = items.map(({ run }) => run);
  return computed((items[0] as Computed).type, (x) => {
    let best: Value = null;
    for (const run of runs) {
      const value = run(x);
      if (value === null) continue;
      if (best === null || compare(value, best) === sign) best = value;
    }
    return best;
  });
}

function nullIf(given: readonly Computed[], at: number): Computed {
  const [left, right] = given as readonly [Computed, Computed];
  const value = left.type === 'unknown' ? settledAlone(left, at) : left;
  const { run } = value;
  const isSame = comparison('=', value, right, at).run;
  return computed(value.type, (x) => (isSame(x) === true ? null : run(x)));
}

function rowToJson(given: readonly Computed[], at: number): Computed {
  const [record] = given as readonly [Computed];
  if (record.type !== 'record') throw noFunction('row_to_json', given, at);
  const { run } = record;
  const make = objectOf(record.columns ?? []);
  return computed('json', (x) => {
    const row = run(x);
    return row === null ? null : new Json(make(row as Values));
  });
}

function buildObject(given: readonly Computed[], at: number): Computed {
  if (given.length % 2 !== 0) throw noFunction('jsonb_build_object', given, at);
  const items = given.map((item) => settledAlone(item, at));
  const converts = items.map(
    ({ type, columns }) => toJson(type, columns) ?? ((value: Value): unknown => value),
  );
  return computed('jsonb', (x) => {
    const values = items.map(({ run }, index) => {
      const value = run(x);
      return value === null ? null : converts[index]?.(value);
    });
    const fields: [string, unknown][] = [];
    for (let index = 0; index < values.length; index += 2) {
      if (values[index] === null) {
        throw new SqlError(
          SQLSTATE.badParameter,
          'argument of jsonb_build_object must not be null',
        );
      }
      fields.push([String(values[index]), values[index + 1]]);
    }
    return new Json(Object.fromEntries(fields));
  });
}

/** The record, with the columns that the object names taken from there. */
function populate(given: readonly Computed[], at: number): Computed {
  const [record, object] = given as readonly [Computed, Computed];
  if (record.type !== 'record' || object.type !== 'jsonb') {
    throw noFunction('jsonb_populate_record', given, at);
  }
  const columns = record.columns ?? [];
  const run = (x: Parameters<Computed['run']>[0]): Value => {
    const base = record.run(x) as Values | null;
    const fields = (object.run(x) as Json | null)?.value as Record<string, unknown> | undefined;
    if (fields === undefined) return base;
    return columns.map((column, index) =>
      Object.hasOwn(fields, column.name)
        ? fromJson(column, fields[column.name])
        : (base?.[index] ?? null),
    );
  };
  return computed('record', run, { columns });
}

/** A value of JSON as one of a column. */
export function fromJson({ type }: Column, value: unknown): Value {
  if (type === 'json' || type === 'jsonb') return value === undefined ? null : new Json(value);
  if (value === null || value === undefined) return null;
  return fromText(type, typeof value === 'string' ? value : JSON.stringify(value));
}

function regclass(given: readonly Computed[], at: number): Computed {
  const name = settledAlone((given as readonly [Computed])[0], at);
  if (name.type !== 'text') throw noFunction('to_regclass', given, at);
  return computed('text', (x) => {
    const value = name.run(x);
    return x.catalog.tables.has(value as string) ? value : null;
  });
}
