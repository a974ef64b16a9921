// The conditions of a query, taken apart: each is asked as soon as the rows it speaks of are in
// hand. Knows in which order rows are taken, not where they come from.

import type { Expression } from './ast.ts';
import { condition } from './coerce.ts';
import type { Side } from './computed.ts';
import type { Compute, Execution } from './execution.ts';
import { conjuncts, expressionOf } from './expression.ts';
import type { Making, Scope } from './scope.ts';

export interface Filter {
  readonly run: Compute;
  /** What must be in hand. */
  readonly slots: ReadonlySet<number>;
  readonly equality: readonly [Side, Side] | null;
}

export function filtersOf(
  making: Making,
  scope: Scope,
  tree: Expression | null,
  clause: string,
): Filter[] {
  return conjuncts(tree).map((part) => {
    const [made, slots] = making.watch(() =>
      condition(expressionOf(making, scope, part), part.at, clause),
    );
    return { run: made.run, slots, equality: made.equality };
  });
}

export type Test = (x: Execution) => boolean;

/** All of them must be true; null where there are none. */
export function allOf(filters: readonly Filter[]): Test | null {
  const runs = filters.map(({ run }) => run);
  const [a, b, c, ...others] = runs;
  if (a === undefined) return null;
  if (b === undefined) return (x) => a(x) === true;
  if (c === undefined) return (x) => a(x) === true && b(x) === true;
  if (others.length === 0) return (x) => a(x) === true && b(x) === true && c(x) === true;
  return (x) => {
    for (const run of runs) if (run(x) !== true) return false;
    return true;
  };
}
