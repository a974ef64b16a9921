// How the rows of a table are found: by an index whose first columns are known to equal something,
// or by looking at all of them. Knows indexes; the hash behind one is made when it is first used.

import type { Table, TableIndex } from './catalog.ts';
import type { Compute, Execution } from './execution.ts';
import type { Filter } from './filter.ts';
import { hashOf, withValue } from './hash.ts';
import type { Bucket } from './stored.ts';
import type { Value } from './value.ts';

/** Rows that may be meant: whoever looks must still ask every condition of each. */
export type Access = (x: Execution) => Bucket | undefined;

/** `known`: the slots that hold a row before this table is looked at. */
export function accessOf(
  table: Table,
  slot: number,
  filters: readonly Filter[],
  isKnown: (slot: number) => boolean,
): Access {
  const keys = new Map<number, Compute>();
  for (const { equality } of filters) {
    if (equality === null) continue;
    for (const [own, other] of [equality, [equality[1], equality[0]] as const]) {
      const { place } = own.computed;
      if (place?.slot !== slot || ![...other.slots].every(isKnown)) continue;
      if (!keys.has(place.index)) keys.set(place.index, other.computed.run);
    }
  }
  const columns = bestColumns(table, keys);
  if (columns.length === 0) return (x) => x.stores.of(table).rows;
  const path = table.paths.numberOf(columns);
  const runs = columns.map((column) => keys.get(column) as Compute);
  const [only] = runs;
  if (runs.length === 1 && only !== undefined) return byOne(table, path, columns, only);
  return (x) => {
    let key = '';
    for (const run of runs) {
      const value = run(x);
      if (value === null) return undefined;
      key = withValue(key, value);
    }
    return hashOf(x.stores.of(table), path, columns).buckets.get(key);
  };
}

function byOne(table: Table, path: number, columns: readonly number[], run: Compute): Access {
  return (x) => {
    const key: Value = run(x);
    if (key === null) return undefined;
    return hashOf(x.stores.of(table), path, columns).buckets.get(key);
  };
}

/** The first columns of an index, as many as are known; a whole unique index is best. */
function bestColumns(table: Table, keys: ReadonlyMap<number, Compute>): readonly number[] {
  let best: readonly number[] = [];
  let bestScore = 0;
  for (const index of table.indexes) {
    const columns = knownColumns(index, keys);
    const isWhole = columns.length === index.columns.length;
    // The rows of a partial index are few; those that merely share its first columns may not be.
    if (index.predicate !== null && !isWhole) continue;
    const score = columns.length + (isWhole && index.isUnique ? table.columns.length : 0);
    if (score <= bestScore) continue;
    best = columns;
    bestScore = score;
  }
  return best;
}

function knownColumns({ columns }: TableIndex, keys: ReadonlyMap<number, Compute>): number[] {
  const end = columns.findIndex((column) => !keys.has(column));
  return columns.slice(0, end < 0 ? columns.length : end);
}
