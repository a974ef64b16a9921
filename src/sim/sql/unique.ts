// Unique indexes, asked of the newest state of the table, whoever wrote it: a row that another
// transaction has written and not yet committed must be waited for.

import type { Table, TableIndex } from './catalog.ts';
import type { Execution } from './execution.ts';
import { hashOf, keyOf } from './hash.ts';
import { LockWait } from './locks.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import { PENDING, type StoredRow, type Transaction, type Version } from './stored.ts';
import type { Value, Values } from './value.ts';

/** The row that stands where `values` would; null: the place is free. `self` does not count. */
export function conflicting(
  x: Execution,
  table: Table,
  index: TableIndex,
  values: Values,
  self: StoredRow | null,
): StoredRow | null {
  if (index.predicate !== null && index.predicate(values) !== true) return null;
  const key = keyOf(index.columns, values);
  if (key === null) return null;
  const found = hashOf(x.stores.of(table), index.path, index.columns).buckets.get(key);
  if (found === undefined) return null;
  if (!Array.isArray(found)) {
    return found !== self && stands(x, index, key, found) ? found : null;
  }
  return found.find((row) => row !== self && stands(x, index, key, row)) ?? null;
}

function stands(x: Execution, index: TableIndex, key: Value, row: StoredRow): boolean {
  const { newest } = row;
  const isMeant = (values: Values | null): boolean =>
    values !== null &&
    keyOf(index.columns, values) === key &&
    (index.predicate === null || index.predicate(values) === true);
  if (newest.from !== PENDING || newest.writer === x.transaction) return isMeant(newest.values);
  // A version that stood here even for a moment may be what remains, if others are taken back.
  for (let version: Version | null = newest; version !== null; version = version.older) {
    if (isMeant(version.values)) throw new LockWait(newest.writer as Transaction);
    if (version.from !== PENDING) break;
  }
  return false;
}

/** `before`: what the row was; a place that it had already is its own. */
export function requireUnique(
  x: Execution,
  table: Table,
  indexes: readonly TableIndex[],
  values: Values,
  self: StoredRow | null,
  before: Values | null,
): void {
  for (const index of indexes) {
    if (before !== null && hadPlace(index, values, before)) continue;
    if (conflicting(x, table, index, values, self) === null) continue;
    const words = `duplicate key value violates unique constraint "${index.name}"`;
    throw new SqlError(SQLSTATE.unique, words, { table: table.name, constraint: index.name });
  }
}

function hadPlace({ columns, predicate }: TableIndex, values: Values, before: Values): boolean {
  for (const column of columns) if (values[column] !== before[column]) return false;
  return predicate === null || predicate(before) === true;
}
