// A part of a statement that has been made ready to run, with what is known of it before: its type,
// the column that it is, the equality that it asks for. Knows no syntax.

import type { Compute } from './execution.ts';
import type { Column, SqlType } from './sql-type.ts';
import type { Value } from './value.ts';

/** One column of the row in one slot. */
export interface Place {
  readonly slot: number;
  readonly index: number;
}

export interface Side {
  readonly computed: Computed;
  /** The slots that must hold a row before it can run. */
  readonly slots: ReadonlySet<number>;
}

export interface Computed {
  readonly type: SqlType;
  /** Of a record. */
  readonly columns: readonly Column[] | null;
  readonly run: Compute;
  /** Undefined: only known while running. */
  readonly constant: Value | undefined;
  /** Null: more than a column. */
  readonly place: Place | null;
  /** The two sides of `a = b`; null: something else. */
  readonly equality: readonly [Side, Side] | null;
  /** What becomes of an `unknown` once its neighbours say what it is. */
  readonly settle: ((type: SqlType, at: number) => Computed) | null;
}

export function computed(
  type: SqlType,
  run: Compute,
  extra: Partial<Omit<Computed, 'type' | 'run'>> = {},
): Computed {
  return {
    type,
    run,
    columns: extra.columns ?? null,
    constant: extra.constant,
    place: extra.place ?? null,
    equality: extra.equality ?? null,
    settle: extra.settle ?? null,
  };
}

export function constant(type: SqlType, value: Value): Computed {
  return computed(type, () => value, { constant: value });
}
