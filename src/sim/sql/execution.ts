// One run of one statement: what it may see, and the rows that it has in hand. Knows no statement.

import type { Catalog, Table } from './catalog.ts';
import type { Store, StoredRow, Transaction } from './stored.ts';
import type { Value, Values } from './value.ts';

/** The tables of one database. */
export interface Stores {
  of(table: Table): Store;
  /** How many statements wait for a lock. */
  waiting(): number;
}

export interface Execution {
  readonly stores: Stores;
  readonly catalog: Catalog;
  readonly transaction: Transaction;
  /** Commits up to this one are seen. */
  readonly snapshot: number;
  /** Of its own transaction, statements before this one are seen. */
  readonly command: number;
  readonly parameters: Values;
  /** By slot: the row of each table, query or function that is being looked at. */
  readonly rows: Values[];
  /** By slot: the same row as it is stored, where it comes from a table. */
  readonly stored: (StoredRow | null)[];
  /** By number: what parts of the statement have answered. */
  readonly results: (Values[] | undefined)[];
  /** To be asked once all of it is done. */
  readonly checks: (() => void)[];
}

/** Part of a statement, ready to run. */
export type Compute = (x: Execution) => Value;
