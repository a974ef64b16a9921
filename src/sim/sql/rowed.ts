// Makes anything ready that answers rows: queries and changes, with the WITH clause before them.
// All parts see the tables as they were when the statement began; changes run in the order of the
// text, whether anybody asks for what they answer or not.

import type { Cte, Insert, Query, Rowed, Union } from './ast.ts';
import type { Execution } from './execution.ts';
import { insertOf } from './insert.ts';
import { deleteOf, updateOf } from './modify.ts';
import { limitsOf, orderOf } from './order.ts';
import type { Settle } from './projection.ts';
import type { Making, Rows, Scope } from './scope.ts';
import { selectOf } from './select.ts';
import { SQLSTATE, SqlError, unsupported } from './sql-error.ts';
import { isNumber, widerNumber, type Column } from './sql-type.ts';
import type { Values } from './value.ts';

export function queryOf(making: Making, outer: Scope, tree: Query, settle: Settle | null): Rows {
  return withCtes(making, outer, tree, false, (scope) => bare(making, scope, tree, settle));
}

/** The whole of a statement. */
export function statementOf(making: Making, tree: Rowed): Rows {
  const outer: Scope = { rows: [], outer: null, ctes: new Map(), group: null };
  return rowedOf(making, outer, tree, true);
}

function rowedOf(making: Making, outer: Scope, tree: Rowed, isTop: boolean): Rows {
  return withCtes(making, outer, tree, isTop, (scope) => {
    switch (tree.type) {
      case 'select':
      case 'union':
        return bare(making, scope, tree, null);
      case 'insert':
        return insertOf(making, scope, tree, (source: Insert['source'] & Query, settle) =>
          queryOf(making, scope, source, settle),
        );
      case 'update':
        return updateOf(making, scope, tree);
      case 'delete':
        return deleteOf(making, scope, tree);
      default: {
        const never: never = tree;
        return never;
      }
    }
  });
}

function bare(making: Making, scope: Scope, tree: Query, settle: Settle | null): Rows {
  return tree.type === 'select'
    ? selectOf(making, scope, tree, settle)
    : unionOf(making, scope, tree, settle);
}

/** `make` gets a scope that knows the parts of the WITH clause. */
function withCtes(
  making: Making,
  outer: Scope,
  { with: trees }: { readonly with: readonly Cte[] },
  isTop: boolean,
  make: (scope: Scope) => Rows,
): Rows {
  if (trees.length === 0) return make(outer);
  const ctes = new Map(outer.ctes);
  const own = new Set<string>();
  const begin: ((x: Execution) => void)[] = [];
  for (const tree of trees) {
    if (own.has(tree.name)) {
      const words = `WITH query name "${tree.name}" specified more than once`;
      throw new SqlError(SQLSTATE.duplicateAlias, words, { at: tree.at });
    }
    own.add(tree.name);
    const isQuery = tree.statement.type === 'select' || tree.statement.type === 'union';
    if (!isQuery && !isTop) throw unsupported('A change in a WITH that is not the first', tree.at);
    const rows = rowedOf(making, { ...outer, ctes: new Map(ctes) }, tree.statement, false);
    ctes.set(tree.name, keptRows(making, tree, rows, isQuery, begin));
  }
  const main = make({ ...outer, ctes });
  const started = (x: Execution): void => {
    for (const one of begin) one(x);
  };
  return {
    columns: main.columns,
    run(x) {
      started(x);
      return main.run(x);
    },
    any(x) {
      started(x);
      return main.any(x);
    },
  };
}

/** A change is done at once; a query when first asked for. Either is done once. */
function keptRows(
  making: Making,
  tree: Cte,
  rows: Rows,
  isQuery: boolean,
  begin: ((x: Execution) => void)[],
): Rows {
  const result = making.newResult();
  const columns = renamed(rows.columns, tree);
  begin.push((x) => {
    x.results[result] = isQuery ? undefined : rows.run(x);
  });
  const run = (x: Execution): Values[] => (x.results[result] ??= rows.run(x));
  return { columns, run, any: (x) => run(x).length > 0 };
}

function renamed(columns: readonly Column[], { columns: names, at }: Cte): Column[] {
  if (names.length > columns.length) {
    throw new SqlError(SQLSTATE.invalidReference, 'WITH query has fewer columns', { at });
  }
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
}

function unionOf(making: Making, scope: Scope, tree: Union, settle: Settle | null): Rows {
  const parts = tree.parts.map((part) => queryOf(making, scope, part, settle));
  const columns = commonColumns(parts, tree.at);
  if (tree.locking !== null) throw unsupported('FOR UPDATE of a UNION', tree.locking.at);
  const order = orderOf(making, { ...scope, rows: [] }, tree.orderBy, columns);
  const limits = limitsOf(making, scope, tree);
  const run = (x: Execution): Values[] => {
    const rows = parts.flatMap((part) => part.run(x));
    const sorted =
      order === null
        ? rows
        : rows
            .map((values) => ({ values, keys: order.keys(x, values) }))
            .sort((a, b) => order.compare(a.keys, b.keys))
            .map(({ values }) => values);
    if (limits === null) return sorted;
    const offset = limits.offset(x);
    return sorted.slice(offset, offset + limits.limit(x));
  };
  return { columns, run, any: (x) => run(x).length > 0 };
}

function commonColumns(parts: readonly Rows[], at: number): Column[] {
  const [first, ...others] = parts.map(({ columns }) => columns);
  return (first ?? []).map((column, index) => {
    let { type } = column;
    for (const other of others) {
      const next = other[index];
      if (next === undefined || other.length !== first?.length) {
        const words = 'each UNION query must have the same number of columns';
        throw new SqlError(SQLSTATE.syntax, words, { at });
      }
      if (isNumber(type) && isNumber(next.type)) type = widerNumber(type, next.type);
      else if (type !== next.type) {
        const words = `UNION types ${type} and ${next.type} cannot be matched`;
        throw new SqlError(SQLSTATE.typeMismatch, words, { at });
      }
    }
    return { ...column, type };
  });
}
