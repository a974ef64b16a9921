// The rows of all tables of one database, and of a template that new databases are made from. A
// table's rows are laid out when somebody first touches it. Knows no statements.

import type { Catalog, Table } from './catalog.ts';
import { committed } from './versions.ts';
import type { Store, StoredRow } from './stored.ts';
import type { Values } from './value.ts';

/** What a table holds to begin with. */
export interface Filling {
  readonly rows: readonly Values[];
  readonly nextIdentity: number;
}

export interface Storage {
  of(table: Table): Store;
  /** Only if it was ever touched. */
  found(table: Table): Store | undefined;
  /** Forgets the rows of a table; answers how to bring them back. */
  drop(table: Table): () => void;
  /** Forgets every table; answers how to bring them back. */
  clear(): () => void;
}

/** `fillings`: by the id of the table, as they were at commit `version`. */
export function newStorage(fillings: readonly (Filling | undefined)[], version: number): Storage {
  let stores: (Store | undefined)[] = [];
  let filled = fillings;

  const made = ({ id, name }: Table): Store => {
    const filling = filled[id];
    const store: Store = {
      table: name,
      rows: [],
      hashes: [],
      nextOrdinal: filling?.rows.length ?? 0,
      nextIdentity: filling?.nextIdentity ?? 1,
      lock: null,
    };
    filling?.rows.forEach((values, ordinal) => {
      store.rows.push(oldRow(store, values, ordinal, version));
    });
    stores[id] = store;
    return store;
  };

  return {
    of: (table) => stores[table.id] ?? made(table),
    found: (table) =>
      stores[table.id] ?? (filled[table.id] === undefined ? undefined : made(table)),
    drop({ id }) {
      const store = stores[id];
      stores[id] = undefined;
      return () => {
        stores[id] = store;
      };
    },
    clear() {
      const before = [stores, filled] as const;
      stores = [];
      filled = [];
      return () => {
        [stores, filled] = before;
      };
    },
  };
}

function oldRow(store: Store, values: Values, ordinal: number, from: number): StoredRow {
  const row = { newest: null, ordinal, store, locks: null };
  const made = row as unknown as StoredRow;
  made.newest = { values, from, writer: null, command: 0, older: null, row: made };
  return made;
}

/** The committed rows of all tables. */
export function fillingsOf(storage: Storage, catalog: Catalog): (Filling | undefined)[] {
  const fillings: (Filling | undefined)[] = [];
  for (const table of catalog.tables.values()) {
    const store = storage.found(table);
    if (store === undefined) continue;
    const { nextIdentity } = store;
    fillings[table.id] = { rows: committedRows(store), nextIdentity };
  }
  return fillings;
}

export function committedRows(store: Store): Values[] {
  return store.rows.flatMap((row) => {
    const values = committed(row)?.values ?? null;
    return values === null ? [] : [values];
  });
}
