// Carries out a definition: the catalog that follows, and what becomes of rows that are stored
// already. All of it can be taken back while its transaction is open.

import type { Catalog, Table, TableIndex } from './catalog.ts';
import { defined, tableNamed } from './define.ts';
import type { Definition } from './definition.ts';
import { keyOf } from './hash.ts';
import { lockTable } from './locks.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import type { Storage } from './storage.ts';
import type { Store, Transaction, Version } from './stored.ts';
import type { Value, Values } from './value.ts';

export interface Definer {
  readonly storage: Storage;
  readonly transaction: Transaction;
  readonly open: Iterable<Transaction>;
}

/** Answers the catalog that follows; how to undo the rest is noted with the transaction. */
export function redefine(definer: Definer, before: Catalog, definition: Definition): Catalog {
  const after = defined(before, definition);
  if (after === before) return after;
  const { storage, transaction, open } = definer;
  switch (definition.type) {
    case 'create-table': {
      const table = tableNamed(after, definition.name, definition.at);
      // Another table may get its place when this one is taken back.
      transaction.undo.push(() => void storage.drop(table));
      break;
    }
    case 'drop-index':
    case 'create-schema':
      break;
    case 'create-index': {
      const table = tableNamed(after, definition.table, definition.at);
      const store = storage.of(table);
      lockTable(store, transaction, open, true);
      const index = table.indexes.find(({ name }) => name === definition.name);
      if (index?.isUnique === true) requireDistinct(table, index, store);
      break;
    }
    case 'add-column': {
      const table = tableNamed(after, definition.table, definition.at);
      const store = storage.of(table);
      lockTable(store, transaction, open, true);
      transaction.undo.push(widen(table, store));
      break;
    }
    case 'make-bigint': {
      const table = tableNamed(after, definition.table, definition.at);
      lockTable(storage.of(table), transaction, open, true);
      break;
    }
    case 'drop-table': {
      const table = tableNamed(before, definition.name, definition.at);
      lockTable(storage.of(table), transaction, open, true);
      transaction.undo.push(storage.drop(table));
      break;
    }
    case 'drop-schema':
      for (const table of before.tables.values()) {
        lockTable(storage.of(table), transaction, open, true);
      }
      transaction.undo.push(storage.clear());
      break;
    default: {
      const never: never = definition;
      return never;
    }
  }
  return after;
}

/** Rows as their transaction left them; others wait for the lock. */
function requireDistinct(table: Table, index: TableIndex, store: Store): void {
  const keys = new Set<Value>();
  for (const { newest } of store.rows) {
    const { values } = newest;
    if (values === null) continue;
    if (index.predicate !== null && index.predicate(values) !== true) continue;
    const key = keyOf(index.columns, values);
    if (key !== null && keys.has(key)) {
      const words = `could not create unique index "${index.name}"`;
      throw new SqlError(SQLSTATE.unique, words, { table: table.name, constraint: index.name });
    }
    keys.add(key);
  }
}

/** Every version of every row gets the last column's default: a column has no history. */
function widen(table: Table, store: Store): () => void {
  const column = table.columns.at(-1);
  if (column === undefined) throw new Error('A table that was widened has columns.');
  const hasRows = store.rows.some(({ newest }) => newest.values !== null);
  if (hasRows && column.isNotNull && column.default === null) {
    const words = `column "${column.name}" of relation "${table.name}" contains null values`;
    throw new SqlError(SQLSTATE.notNull, words, { table: table.name });
  }
  const narrow: (readonly [Version, Values])[] = [];
  for (const row of store.rows) {
    for (let version: Version | null = row.newest; version !== null; version = version.older) {
      if (version.values === null) continue;
      narrow.push([version, version.values]);
      version.values = [...version.values, column.default];
    }
  }
  return () => {
    for (const [version, values] of narrow) version.values = values;
  };
}
