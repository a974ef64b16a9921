// Reads and writes versions of rows, and makes them last or forgets them. Knows what a statement
// may see; whether it may write is asked before (locks.ts).

import type { Execution } from './execution.ts';
import { addToHashes, removeFromHashes } from './hash.ts';
import { PENDING, type Store, type StoredRow, type Transaction, type Version } from './stored.ts';
import type { Values } from './value.ts';

/**
 * The row as the statement sees it: as committed at its snapshot, or as its transaction left it.
 */
export function visible(row: StoredRow, x: Execution): Values | null {
  let version: Version | null = row.newest;
  while (version !== null) {
    if (version.from <= x.snapshot) return version.values;
    if (version.writer === x.transaction && version.command < x.command) return version.values;
    version = version.older;
  }
  return null;
}

/** The newest version that is committed, or null. */
export function committed(row: StoredRow): Version | null {
  let version: Version | null = row.newest;
  while (version !== null && version.from === PENDING) version = version.older;
  return version;
}

export function insertRow(store: Store, values: Values, x: Execution): StoredRow {
  const row = { newest: null, ordinal: store.nextOrdinal, store, locks: null };
  store.nextOrdinal += 1;
  const made = row as unknown as StoredRow;
  made.newest = versionOf(made, values, null, x);
  store.rows.push(made);
  addToHashes(made, values, null);
  return made;
}

/** `values` null: deletes. */
export function writeRow(row: StoredRow, values: Values | null, x: Execution): void {
  const before = row.newest;
  row.newest = versionOf(row, values, before, x);
  if (values !== null) addToHashes(row, values, before.values);
}

function versionOf(
  row: StoredRow,
  values: Values | null,
  older: Version | null,
  { transaction, command }: Execution,
): Version {
  const version = { values, from: PENDING, writer: transaction, command, older, row };
  transaction.written.push(version);
  if (!transaction.isSingle) transaction.touched.add(row.store);
  return version;
}

/** Takes back what `transaction` wrote after its first `keep` versions. */
export function forgetWritten(transaction: Transaction, keep: number): void {
  forget(transaction.written.splice(keep));
}

/** Takes these versions back; each must be the newest of its row once those after it are gone. */
export function forget(versions: readonly Version[]): void {
  for (let index = versions.length - 1; index >= 0; index -= 1) {
    const version = versions[index] as Version;
    const { row, older, values } = version;
    if (row.newest !== version) throw new Error('A version that is not the newest cannot go.');
    if (older !== null) row.newest = older;
    if (values !== null) removeFromHashes(row, values, older === null);
    if (older !== null) continue;
    removeRow(row);
    // Whoever still has it in hand finds nothing in it.
    version.values = null;
  }
}

// What goes is mostly what came last.
function removeRow(row: StoredRow): void {
  const { rows } = row.store;
  const place = rows.lastIndexOf(row);
  if (place === rows.length - 1) rows.pop();
  else rows.splice(place, 1);
}

/**
 * Makes what `transaction` wrote the commit with this number. Answers one version for each row: of
 * a row that it wrote several times only the last remains, and of one that it made and deleted
 * nothing.
 */
export function commitWritten(transaction: Transaction, number: number): Version[] {
  const lasting: Version[] = [];
  for (const version of transaction.written) {
    const { row } = version;
    if (row.newest !== version) continue;
    dropPassing(version);
    version.writer = null;
    if (version.older === null && version.values === null) {
      // A row that nobody else ever saw.
      removeRow(row);
      continue;
    }
    version.from = number;
    lasting.push(version);
  }
  return lasting;
}

/**
 * Versions between this one and the last that was committed: only their own transaction saw them.
 */
function dropPassing(version: Version): void {
  for (let next = version.older; next !== null && next.from === PENDING; next = version.older) {
    version.older = next.older;
    if (next.values !== null) removeFromHashes(version.row, next.values, false);
  }
}
