// Foreign keys, asked once a statement is done with all its tables: a row must find the one it
// refers to, and nobody may refer to a row that goes. Waits where another transaction has not
// decided.

import { foreignKeysTo, type Catalog, type ForeignKey, type Table } from './catalog.ts';
import type { Execution } from './execution.ts';
import { hashOf, keyOf } from './hash.ts';
import { holderOf, KEEP_KEY, lockRow, LockWait } from './locks.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import { PENDING, type Bucket, type StoredRow, type Transaction } from './stored.ts';
import type { Value, Values } from './value.ts';
import { committed } from './versions.ts';

export interface ForeignKeys {
  /** `before`: null for a new row. */
  afterWrite(x: Execution, row: StoredRow, before: Values | null): void;
  /** The row was deleted, or has got another key. */
  afterLoss(x: Execution, row: StoredRow, before: Values): void;
}

interface Link extends ForeignKey {
  readonly other: Table;
  readonly path: number;
  /** The columns of the other table by which the row is found there. */
  readonly there: readonly number[];
  readonly here: readonly number[];
}

export function foreignKeysOf(catalog: Catalog, table: Table): ForeignKeys {
  const link = (key: ForeignKey, name: string, here: Link['here'], there: Link['there']): Link => {
    const other = catalog.tables.get(name) as Table;
    return { ...key, other, here, there, path: other.paths.numberOf(there) };
  };
  const up = table.foreignKeys.map((key) => link(key, key.parent, key.columns, key.parentColumns));
  const down = foreignKeysTo(catalog, table.name).map((key) =>
    link(key, key.table, key.parentColumns, key.columns),
  );
  return {
    afterWrite(x, row, before) {
      for (const one of up) {
        const { values } = row.newest;
        if (before !== null && values !== null && isSame(one.here, values, before)) continue;
        x.checks.push(() => requireParent(x, one, row));
      }
    },
    afterLoss(x, row, before) {
      for (const one of down) {
        const { values } = row.newest;
        if (values !== null && isSame(one.here, values, before)) continue;
        x.checks.push(() => requireNoChild(x, one, table, keyOf(one.here, before)));
      }
    },
  };
}

function isSame(columns: readonly number[], a: Values, b: Values): boolean {
  return columns.every((column) => a[column] === b[column]);
}

function candidates(x: Execution, { other, path, there }: Link, key: Value): readonly StoredRow[] {
  const found: Bucket | undefined = hashOf(x.stores.of(other), path, there).buckets.get(key);
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
}

function requireParent(x: Execution, link: Link, row: StoredRow): void {
  const { values } = row.newest;
  const key = values === null ? null : keyOf(link.here, values);
  if (key === null) return;
  for (const parent of candidates(x, link, key)) {
    const { values: last, isLeaving } = settledValues(parent, x.transaction, link.there, key);
    if (last === null || keyOf(link.there, last) !== key) continue;
    const holder = isLeaving ?? holderOf(parent, x.transaction, KEEP_KEY);
    if (holder !== null) throw new LockWait(holder);
    lockRow(parent, x, KEEP_KEY);
    return;
  }
  const { name, table } = link;
  const words = `insert or update on table "${table}" violates foreign key constraint "${name}"`;
  throw new SqlError(SQLSTATE.foreignKey, words, { table, constraint: name });
}

/** As committed or as our own; `isLeaving`: the other transaction that takes this key away. */
function settledValues(
  row: StoredRow,
  mine: Transaction,
  columns: readonly number[],
  key: Value,
): { readonly values: Values | null; readonly isLeaving: Transaction | null } {
  const { newest } = row;
  if (newest.from !== PENDING || newest.writer === mine) {
    return { values: newest.values, isLeaving: null };
  }
  const stays = newest.values !== null && keyOf(columns, newest.values) === key;
  return { values: committed(row)?.values ?? null, isLeaving: stays ? null : newest.writer };
}

function requireNoChild(x: Execution, link: Link, parent: Table, key: Value): void {
  if (key === null) return;
  for (const child of candidates(x, link, key)) {
    const { values, isLeaving } = settledValues(child, x.transaction, link.there, key);
    if (values === null || keyOf(link.there, values) !== key) continue;
    if (isLeaving !== null) throw new LockWait(isLeaving);
    const { name, table } = link;
    const words =
      `update or delete on table "${parent.name}" violates foreign key constraint "${name}" ` +
      `on table "${table}"`;
    throw new SqlError(SQLSTATE.foreignKey, words, { table, constraint: name });
  }
}
