// FOR UPDATE: holds the rows that a query answers, waits for who holds them or passes them over.
// Knows no order and no projection.

import type { Locking } from './ast.ts';
import type { Execution } from './execution.ts';
import type { Test } from './filter.ts';
import type { FromPart } from './from.ts';
import { holderOf, lockRow, LockWait, WHOLE } from './locks.ts';
import { newestOf } from './newest.ts';
import type { Making } from './scope.ts';
import { SQLSTATE, SqlError, unsupported } from './sql-error.ts';
import type { StoredRow } from './stored.ts';
import type { Values } from './value.ts';

/** One combination of rows that may be answered, put aside until it is its turn. */
export interface Candidate {
  readonly rows: readonly Values[];
  readonly stored: readonly (StoredRow | null)[];
}

export interface RowLocking {
  keep(x: Execution): Candidate;
  /** Takes it in hand again, and locks it; false: it is passed over. */
  take(x: Execution, candidate: Candidate): boolean;
}

export function rowLocking(
  making: Making,
  { of, skipsLocked, at }: Locking,
  parts: readonly FromPart[],
  conditions: Test | null,
): RowLocking {
  for (const name of of) {
    if (parts.some(({ row, table }) => row.name === name && table !== null)) continue;
    const words = `relation "${name}" in FOR UPDATE clause not found in FROM clause`;
    throw new SqlError(SQLSTATE.undefinedTable, words, { at });
  }
  const locked = parts.filter(
    ({ row, table }) => table !== null && (of.length === 0 || of.includes(row.name)),
  );
  if (locked.length === 0 || locked.some(({ isLeft }) => isLeft)) {
    throw unsupported('FOR UPDATE of these tables', at);
  }
  for (const { table } of locked) if (table !== null) making.tables.set(table, true);
  const slots = parts.map(({ row }) => row.slot);
  const lockedSlots = locked.map(({ row }) => row.slot);

  function isFree(x: Execution, row: StoredRow): boolean {
    const holder = holderOf(row, x.transaction, WHOLE);
    if (holder === null) return true;
    if (skipsLocked) return false;
    throw new LockWait(holder);
  }

  return {
    keep: (x) => ({
      rows: slots.map((slot) => x.rows[slot] as Values),
      stored: slots.map((slot) => x.stored[slot] ?? null),
    }),
    take(x, { rows, stored }) {
      slots.forEach((slot, index) => {
        x.rows[slot] = rows[index] as Values;
        x.stored[slot] = stored[index] ?? null;
      });
      for (const slot of lockedSlots) {
        const row = x.stored[slot] as StoredRow;
        if (!isFree(x, row) || newestOf(row, slot, x, conditions) === null) return false;
      }
      for (const slot of lockedSlots) lockRow(x.stored[slot] as StoredRow, x, WHOLE);
      return true;
    },
  };
}
