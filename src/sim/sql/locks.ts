// Who must wait for whom: rows that an open transaction has written or locked, and tables that one
// has locked. Decides only whether the way is free.

import type { Execution } from './execution.ts';
import { PENDING, type Store, type StoredRow, type Transaction } from './stored.ts';

/** The row's key must stay: somebody refers to it. */
export const KEEP_KEY = 1;
/** The row is changed, not its key. */
export const CHANGE = 2;
/** The row is deleted, its key changed, or it is locked FOR UPDATE. */
export const WHOLE = 3;

// Two locks of different transactions bear each other while their strengths stay below this sum:
// KEEP_KEY goes with all but WHOLE.
const CONFLICT = 4;

/** Thrown out of a statement that cannot go on before `holder` has ended. */
export class LockWait extends Error {
  readonly holder: Transaction;

  constructor(holder: Transaction) {
    super('waits for another transaction');
    this.name = 'LockWait';
    this.holder = holder;
  }
}

/** The open transaction that stands in the way of `strength`, or null. */
export function holderOf(row: StoredRow, mine: Transaction, strength: number): Transaction | null {
  const { newest, locks } = row;
  if (newest.from === PENDING && newest.writer !== mine && strength >= CHANGE) {
    return newest.writer;
  }
  if (locks === null) return null;
  const lock = locks.find(
    (other) => other.transaction !== mine && other.strength + strength >= CONFLICT,
  );
  return lock?.transaction ?? null;
}

export function requireFree(row: StoredRow, x: Execution, strength: number): void {
  if (row.newest.from !== PENDING && row.locks === null) return;
  const holder = holderOf(row, x.transaction, strength);
  if (holder !== null) throw new LockWait(holder);
}

/** Holds a row until the transaction ends; a single statement ends before anybody could ask. */
export function lockRow(row: StoredRow, x: Execution, strength: number): void {
  const { transaction } = x;
  if (transaction.isSingle) return;
  transaction.touched.add(row.store);
  const locks = (row.locks ??= []);
  if (locks.some((own) => own.transaction === transaction && own.strength >= strength)) return;
  locks.push({ transaction, strength });
  transaction.locked.push(row);
}

/** Gives back the locks that `transaction` took after its first `keep`. */
export function unlockRows(transaction: Transaction, keep: number): void {
  for (const row of transaction.locked.splice(keep).reverse()) {
    const locks = row.locks ?? [];
    const last = locks.findLastIndex((own) => own.transaction === transaction);
    if (last >= 0) locks.splice(last, 1);
    if (locks.length === 0) row.locks = null;
  }
}

/** Throws where another transaction has locked the table against reading, or against writing. */
export function requireTable(store: Store, mine: Transaction, writes: boolean): void {
  const { lock } = store;
  if (lock === null || lock.transaction === mine) return;
  if (writes || lock.isTotal) throw new LockWait(lock.transaction);
}

/** LOCK TABLE: waits for everybody who has written to it. */
export function lockTable(
  store: Store,
  mine: Transaction,
  open: Iterable<Transaction>,
  isTotal: boolean,
): void {
  requireTable(store, mine, true);
  for (const other of open) {
    if (other !== mine && other.touched.has(store)) throw new LockWait(other);
  }
  const isNew = store.lock === null;
  store.lock = { transaction: mine, isTotal: isTotal || store.lock?.isTotal === true };
  if (isNew) mine.lockedStores.push(store);
}
