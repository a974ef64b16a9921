// Takes one row after the other of each table, query and function of a FROM clause, in the order in
// which they stand, and hands on every combination that its conditions let through. Knows no
// columns.

import type { Access } from './access.ts';
import type { Execution } from './execution.ts';
import type { Test } from './filter.ts';
import type { Bucket, StoredRow } from './stored.ts';
import type { Values } from './value.ts';
import { visible } from './versions.ts';

/** Goes through rows; true: enough of them. */
export type Loop = (x: Execution) => boolean;

export interface Step {
  readonly slot: number;
  /** The stored rows of a table, or null. */
  readonly access: Access | null;
  /** The rows of a query or function; of a table null. */
  readonly list: ((x: Execution) => readonly Values[]) | null;
  /** What must hold for a row to be taken. */
  readonly test: Test | null;
  /** Set: a LEFT JOIN. Stands in the slot when no row was taken. */
  readonly absent: Values | null;
  /** Of a LEFT JOIN: what must hold besides, of a taken row or of none. */
  readonly after: Test | null;
}

/** `last` is called with a row in every slot. */
export function loopOf(steps: readonly Step[], last: Loop): Loop {
  return steps.reduceRight<Loop>((next, step) => loopStep(step, next), last);
}

function loopStep(step: Step, next: Loop): Loop {
  const { absent, after } = step;
  if (absent === null) return takeRows(step, next);
  const goOn: Loop = after === null ? next : (x) => after(x) && next(x);
  return leftJoin(step, absent, goOn);
}

function takeRows(step: Step, next: Loop): Loop {
  const { slot, access, list, test } = step;
  if (access !== null) return takeStored(slot, access, test, next);
  return (x) => {
    for (const values of list?.(x) ?? []) {
      x.rows[slot] = values;
      if ((test === null || test(x)) && next(x)) return true;
    }
    return false;
  };
}

function takeStored(slot: number, access: Access, test: Test | null, next: Loop): Loop {
  const take = (row: StoredRow, x: Execution): boolean => {
    const values = visible(row, x);
    if (values === null) return false;
    x.rows[slot] = values;
    x.stored[slot] = row;
    return (test === null || test(x)) && next(x);
  };
  return (x) => {
    const found: Bucket | undefined = access(x);
    if (found === undefined) return false;
    if (!Array.isArray(found)) return take(found, x);
    // What is written meanwhile is appended, and not to be seen.
    const { length } = found;
    for (let index = 0; index < length; index += 1) {
      if (take(found[index] as StoredRow, x)) return true;
    }
    return false;
  };
}

function leftJoin(step: Step, absent: Values, goOn: Loop): Loop {
  const { slot } = step;
  let taken = 0;
  const rows = takeRows(step, (x) => {
    taken += 1;
    return goOn(x);
  });
  return (x) => {
    const before = taken;
    if (rows(x)) return true;
    if (taken !== before) return false;
    x.rows[slot] = absent;
    x.stored[slot] = null;
    return goOn(x);
  };
}
