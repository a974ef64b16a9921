// AND, OR, NOT, IS, IN and CASE in SQL's three-valued logic: what compares with NULL is neither
// true nor false. Knows values, no tables.

import { condition, unified } from './coerce.ts';
import { computed, type Computed } from './computed.ts';
import type { Compute, Execution } from './execution.ts';
import type { Value } from './value.ts';

export function both(left: Computed, right: Computed, at: number): Computed {
  const a = condition(left, at, 'AND').run;
  const b = condition(right, at, 'AND').run;
  return computed('boolean', (x) => {
    const first = a(x);
    if (first === false) return false;
    const second = b(x);
    if (second === false) return false;
    return first === null || second === null ? null : true;
  });
}

export function either(left: Computed, right: Computed, at: number): Computed {
  const a = condition(left, at, 'OR').run;
  const b = condition(right, at, 'OR').run;
  return computed('boolean', (x) => {
    const first = a(x);
    if (first === true) return true;
    const second = b(x);
    if (second === true) return true;
    return first === null || second === null ? null : false;
  });
}

export function negated(operand: Computed, at: number): Computed {
  const { run } = condition(operand, at, 'NOT');
  return computed('boolean', (x) => {
    const value = run(x);
    return value === null ? null : !(value as boolean);
  });
}

export function isWhat(
  operand: Computed,
  what: 'null' | 'true' | 'false',
  isNegated: boolean,
  at: number,
): Computed {
  if (what === 'null') {
    const { run } = operand;
    if (operand.type === 'record') return isNullRecord(run, isNegated);
    return computed('boolean', isNegated ? (x) => run(x) !== null : (x) => run(x) === null);
  }
  const { run } = condition(operand, at, `IS ${what.toUpperCase()}`);
  const wanted = what === 'true';
  return computed('boolean', (x) => (run(x) === wanted) !== isNegated);
}

/** A record is null when all of it is, and not null when nothing of it is: often it is neither. */
function isNullRecord(run: Compute, isNegated: boolean): Computed {
  return computed('boolean', (x) => {
    const record = run(x);
    if (!Array.isArray(record)) return !isNegated;
    return record.every((value: Value) => (value === null) !== isNegated);
  });
}

export function isAmong(
  operand: Computed,
  list: readonly Computed[],
  isNegated: boolean,
  at: number,
): Computed {
  const [first, ...others] = unified([operand, ...list], at, 'IN') as [Computed, ...Computed[]];
  const { run } = first;
  const known = others.map(({ constant }) => constant);
  if (known.every((value) => value !== undefined && value !== null)) {
    const values = known as readonly Value[];
    return computed('boolean', (x) => {
      const value = run(x);
      return value === null ? null : values.includes(value) !== isNegated;
    });
  }
  const runs = others.map((item) => item.run);
  return computed('boolean', (x) => among(run(x), (index) => runs[index]?.(x), isNegated));
}

/** `valueAt` answers undefined past the last one. */
export function among(
  value: Value,
  valueAt: (index: number) => Value | undefined,
  isNegated: boolean,
): boolean | null {
  let isUnsure = false;
  for (let index = 0; ; index += 1) {
    const other = valueAt(index);
    // Among nothing there is not even NULL.
    if (other === undefined) return isUnsure ? null : isNegated;
    if (value === null || other === null) isUnsure = true;
    else if (other === value) return !isNegated;
  }
}

export interface Branch {
  readonly when: Computed;
  readonly then: Computed;
}

export function chosen(
  branches: readonly Branch[],
  otherwise: Computed | null,
  at: number,
): Computed {
  const outcomes = branches.map(({ then }) => then);
  // PostgreSQL looks at ELSE first.
  const all = otherwise === null ? outcomes : [otherwise, ...outcomes];
  const made = unified(all, at, 'CASE');
  const last: Compute = otherwise === null ? () => null : (made[0] as Computed).run;
  const thens = otherwise === null ? made : made.slice(1);
  const cases = branches.map(({ when }, index) => ({
    when: condition(when, at, 'CASE/WHEN').run,
    then: (thens[index] as Computed).run,
  }));
  const run = (x: Execution): Value => {
    for (const { when, then } of cases) if (when(x) === true) return then(x);
    return last(x);
  };
  return computed((made[0] as Computed).type, run);
}
