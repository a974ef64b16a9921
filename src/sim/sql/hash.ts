// Finds rows by the values of some of their columns. A hash holds a row under the values of every
// version that is still kept, so whoever looks must check what he finds.

import type { Bucket, Hash, Store, StoredRow, Version } from './stored.ts';
import type { Value, Values } from './value.ts';

// No text of PostgreSQL's can hold it, so values with it between them are never mistaken.
const BETWEEN = '\0';

/** Null where a value is NULL: such a row equals no other. */
export function keyOf(columns: readonly number[], values: Values): Value {
  if (columns.length === 1) return values[columns[0] as number] ?? null;
  let key = '';
  for (const column of columns) {
    const value = values[column] ?? null;
    if (value === null) return null;
    key = withValue(key, value);
  }
  return key;
}

/** A key of several columns, and the next one's value. */
export function withValue(key: string, value: Value): string {
  return `${key}${BETWEEN}${value as string}`;
}

export function hashOf(store: Store, path: number, columns: readonly number[]): Hash {
  const found = store.hashes[path];
  if (found !== undefined) return found;
  const hash: Hash = { columns, buckets: new Map() };
  for (const row of store.rows) {
    for (let version: Version | null = row.newest; version !== null; version = version.older) {
      if (version.values !== null) add(hash, row, version.values);
    }
  }
  store.hashes[path] = hash;
  return hash;
}

/** Notes a row under the values of a new version of it. */
export function addToHashes(row: StoredRow, values: Values, before: Values | null): void {
  for (const hash of row.store.hashes) {
    if (hash === undefined || (before !== null && isSame(hash, values, before))) continue;
    add(hash, row, values);
  }
}

/** Forgets a row under values that no version of it has any more. */
export function removeFromHashes(row: StoredRow, values: Values, isGone: boolean): void {
  for (const hash of row.store.hashes) {
    if (hash === undefined) continue;
    const key = keyOf(hash.columns, values);
    if (key === null || (!isGone && hasKey(row, hash, key))) continue;
    const bucket = hash.buckets.get(key);
    if (bucket === row) hash.buckets.delete(key);
    else if (Array.isArray(bucket)) {
      const place = bucket.indexOf(row);
      if (place >= 0) bucket.splice(place, 1);
    }
  }
}

function isSame({ columns }: Hash, a: Values, b: Values): boolean {
  for (const column of columns) if (a[column] !== b[column]) return false;
  return true;
}

function hasKey(row: StoredRow, { columns }: Hash, key: Value): boolean {
  for (let version: Version | null = row.newest; version !== null; version = version.older) {
    if (version.values !== null && keyOf(columns, version.values) === key) return true;
  }
  return false;
}

function add({ columns, buckets }: Hash, row: StoredRow, values: Values): void {
  const key = keyOf(columns, values);
  if (key === null) return;
  const bucket = buckets.get(key);
  if (bucket === undefined) buckets.set(key, row);
  else if (!Array.isArray(bucket)) {
    if (bucket !== row) buckets.set(key, inOrder([bucket], row));
  } else if (!bucket.includes(row)) inOrder(bucket, row);
}

/** Rows of a bucket come in the order of the table. */
function inOrder(bucket: StoredRow[], row: StoredRow): Bucket {
  let place = bucket.length;
  while (place > 0 && (bucket[place - 1] as StoredRow).ordinal > row.ordinal) place -= 1;
  bucket.splice(place, 0, row);
  return bucket;
}
