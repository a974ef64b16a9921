// The types that a value of this database can have, by their names, and which of them are numbers.
// Knows no values.

/** `unknown`: a quoted string, NULL or parameter whose neighbours have not yet said what it is. */
export type SqlType =
  'text' | 'integer' | 'bigint' | 'numeric' | 'boolean' | 'json' | 'jsonb' | 'record' | 'unknown';

const NAMES: Readonly<Record<string, SqlType>> = {
  text: 'text',
  integer: 'integer',
  int: 'integer',
  int4: 'integer',
  bigint: 'bigint',
  int8: 'bigint',
  numeric: 'numeric',
  decimal: 'numeric',
  boolean: 'boolean',
  bool: 'boolean',
  json: 'json',
  jsonb: 'jsonb',
};

/** Null: no type of this database. */
export function typeNamed(name: string): SqlType | null {
  return NAMES[name] ?? null;
}

const SHORT_NAMES: Partial<Record<SqlType, string>> = {
  integer: 'int4',
  bigint: 'int8',
  boolean: 'bool',
};

/** As PostgreSQL calls it within. */
export function shortName(type: SqlType): string {
  return SHORT_NAMES[type] ?? type;
}

// Of two numbers the one further right is what both become.
const WIDTHS: readonly SqlType[] = ['integer', 'bigint', 'numeric'];

export function isNumber(type: SqlType): boolean {
  return WIDTHS.includes(type);
}

export function widerNumber(a: SqlType, b: SqlType): SqlType {
  return WIDTHS.indexOf(a) >= WIDTHS.indexOf(b) ? a : b;
}

export interface Column {
  readonly name: string;
  readonly type: SqlType;
  /** Of a record. */
  readonly columns: readonly Column[] | null;
}
