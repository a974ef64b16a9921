// How rows lie in memory: each as a chain of versions, newest first, each version with the number
// of the commit that made it. And who may hold them: the transactions. Knows shapes; what is done
// with them is told in the files beside this one.

import type { Catalog } from './catalog.ts';
import type { Value, Values } from './value.ts';

/** Greater than the number of any commit: seen by nobody but the transaction that wrote it. */
export const PENDING = Infinity;

export interface Version {
  /** Null: here the row ends. */
  values: Values | null;
  /** The commit that made it, or PENDING. */
  from: number;
  /** Who wrote it, until it is committed. */
  writer: Transaction | null;
  readonly command: number;
  older: Version | null;
  readonly row: StoredRow;
}

export interface StoredRow {
  newest: Version;
  /** Rows of a table come in this order. */
  readonly ordinal: number;
  readonly store: Store;
  /** Locks of open transactions, besides what they wrote. */
  locks: RowLock[] | null;
}

export interface RowLock {
  readonly transaction: Transaction;
  readonly strength: number;
}

export type Bucket = StoredRow | StoredRow[];

/** Finds rows by the values of some columns; holds every version's values that is still kept. */
export interface Hash {
  readonly columns: readonly number[];
  readonly buckets: Map<Value, Bucket>;
}

export interface TableLock {
  readonly transaction: Transaction;
  /** Nobody else may even read. */
  readonly isTotal: boolean;
}

/** The rows of one table. */
export interface Store {
  readonly table: string;
  readonly rows: StoredRow[];
  /** By the number of the path; made when first asked for. */
  readonly hashes: (Hash | undefined)[];
  nextOrdinal: number;
  nextIdentity: number;
  lock: TableLock | null;
}

/** A transaction, or a single statement, which is a short one. */
export interface Transaction {
  readonly isSingle: boolean;
  status: 'open' | 'failed' | 'ended';
  /** Counts its statements. */
  command: number;
  readonly written: Version[];
  readonly locked: StoredRow[];
  readonly lockedStores: Store[];
  /** Tables it has written to or locked rows of. */
  readonly touched: Set<Store>;
  /** Its own view of the tables while it has changed them. */
  catalog: Catalog | null;
  /** What its definitions did to stored rows, backwards. */
  readonly undo: (() => void)[];
  waitsFor: Transaction | null;
  /** Who goes on when it ends. */
  waiters: (() => void)[];
}
