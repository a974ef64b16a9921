// What becomes of a row that a statement is about to change or lock, but that has changed since the
// statement began: it is judged anew on its newest version, as PostgreSQL does at READ COMMITTED.
// Other tables are still seen as they were.

import type { Execution } from './execution.ts';
import type { Test } from './filter.ts';
import { PENDING, type StoredRow } from './stored.ts';
import type { Values } from './value.ts';

/**
 * The newest version of the row in `slot`, now in that slot. Null: the row is gone, has been
 * changed by this very statement, or no longer meets `conditions`. The way must be free (locks.ts).
 */
export function newestOf(
  row: StoredRow,
  slot: number,
  x: Execution,
  conditions: Test | null,
): Values | null {
  const { values, from, command } = row.newest;
  const isOwn = from === PENDING;
  if (isOwn && command === x.command) return null;
  if (values === null) return null;
  x.rows[slot] = values;
  if (!isOwn && from > x.snapshot && conditions !== null && !conditions(x)) return null;
  return values;
}
