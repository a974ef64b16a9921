// Makes a FROM clause ready: what its names mean, and one step for each table, query and function
// in it. Which condition is asked where is settled here too.

import { accessOf } from './access.ts';
import type { Expression, FromItem } from './ast.ts';
import type { Table } from './catalog.ts';
import type { Execution } from './execution.ts';
import { expressionOf } from './expression.ts';
import { allOf, filtersOf, type Filter, type Test } from './filter.ts';
import type { Step } from './join.ts';
import { absentRow, within, type Making, type NamedRow, type Scope } from './scope.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import type { Column } from './sql-type.ts';
import { systemTable } from './system-tables.ts';
import { tableFunction } from './table-functions.ts';
import type { Values } from './value.ts';

/** One item of FROM, before its conditions are given out. */
export interface FromPart {
  readonly row: NamedRow;
  readonly table: Table | null;
  readonly list: ((x: Execution) => readonly Values[]) | null;
  /** Whether its list depends on rows of the items before it. */
  readonly needs: ReadonlySet<number>;
  readonly isLeft: boolean;
  readonly on: readonly Filter[];
}

/** The items in their order, each seen by those after it. */
export function partsOfFrom(making: Making, scope: Scope, items: readonly FromItem[]): FromPart[] {
  const parts: FromPart[] = [];
  // ON sees the items that are joined with it, not those beyond a comma.
  let joined: NamedRow[] = [];
  for (const item of items) {
    const before = parts.map(({ row }) => row);
    const [source, needs] = making.watch(() => sourceOf(making, within(scope, before), item));
    const name = item.alias ?? source.name;
    if (name !== '' && before.some((other) => other.name === name)) {
      const words = `table name "${name}" specified more than once`;
      throw new SqlError(SQLSTATE.duplicateAlias, words, { at: item.at });
    }
    const { columns, isScalar } = source;
    const slot = making.newSlot();
    const row: NamedRow = { name, slot, columns, isScalar, absent: absentRow(columns) };
    joined = item.join === 'comma' ? [row] : [...joined, row];
    const on = filtersOf(making, within(scope, joined), item.on, 'JOIN/ON');
    const isLeft = item.join === 'left';
    parts.push({ row, table: source.table, list: source.list, needs, isLeft, on });
  }
  return parts;
}

interface FoundSource {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly isScalar: boolean;
  readonly table: Table | null;
  readonly list: FromPart['list'];
}

function sourceOf(making: Making, scope: Scope, item: FromItem): FoundSource {
  const { source } = item;
  switch (source.type) {
    case 'table':
      return tableOf(making, scope, item, source.schema, source.name);
    case 'query': {
      const rows = source.isLateral ? scope.rows : [];
      const outer = rows.length > 0 ? within(scope, rows) : scope.outer;
      const query = making.query(source.query, { ...scope, rows: [], outer, group: null });
      const columns = renamed(query.columns, item);
      return { name: '', columns, isScalar: false, table: null, list: query.run };
    }
    case 'function': {
      const { call } = source;
      const of = (part: Expression) => expressionOf(making, { ...scope, group: null }, part);
      const made = tableFunction(call.name, call.parameters.map(of), item);
      const { columns, isScalar, run } = made;
      return { name: call.name, columns, isScalar, table: null, list: run };
    }
    default: {
      const never: never = source;
      return never;
    }
  }
}

function tableOf(
  making: Making,
  scope: Scope,
  item: FromItem,
  schema: string | null,
  name: string,
): FoundSource {
  const isOurs = schema === null || schema === 'public';
  const cte = schema === null ? scope.ctes.get(name) : undefined;
  if (cte !== undefined) {
    if (cte.columns.length === 0) {
      const words = `WITH query "${name}" does not have a RETURNING clause`;
      throw new SqlError(SQLSTATE.notSupported, words, { at: item.at });
    }
    return listed(name, cte.columns, item, cte.run);
  }
  const table = isOurs ? making.catalog.tables.get(name) : undefined;
  if (table !== undefined) {
    if (!making.tables.has(table)) making.tables.set(table, false);
    return { ...listed(name, table.columns, item, null), table };
  }
  const system = schema === null || schema === 'pg_catalog' ? systemTable(name) : null;
  if (system !== null) return listed(name, system.columns, item, system.run);
  throw noTable(schema === null ? name : `${schema}.${name}`, item.at);
}

function listed(
  name: string,
  columns: readonly Column[],
  item: FromItem,
  list: FromPart['list'],
): FoundSource {
  return { name, columns: renamed(columns, item), isScalar: false, table: null, list };
}

export function noTable(name: string, at: number): SqlError {
  return new SqlError(SQLSTATE.undefinedTable, `relation "${name}" does not exist`, { at });
}

/** `AS t (a, b)`: the first columns get other names. */
function renamed(columns: readonly Column[], { columns: names, at, alias }: FromItem): Column[] {
  if (names.length > columns.length) {
    const words = `table "${alias ?? ''}" has ${columns.length} columns available but more specified`;
    throw new SqlError(SQLSTATE.invalidReference, words, { at });
  }
  return columns.map((column, index) => ({ ...column, name: names[index]?.name ?? column.name }));
}

export interface Joined {
  /** Asked once, before any row is taken. */
  readonly first: Test | null;
  readonly steps: readonly Step[];
  /** Every condition that no LEFT JOIN has for itself: for a row that has changed meanwhile. */
  readonly all: Test | null;
  /** Must be called before the steps are gone through. */
  readonly begin: (x: Execution) => void;
}

/** Gives each condition to the first step at which all its rows are in hand. */
export function joinParts(making: Making, parts: readonly FromPart[], where: Filter[]): Joined {
  const filters = [...parts.flatMap(({ isLeft, on }) => (isLeft ? [] : on)), ...where];
  const places = new Map(parts.map(({ row }, index) => [row.slot, index]));
  const placeOf = ({ slots }: Filter): number =>
    Math.max(-1, ...[...slots].map((slot) => places.get(slot) ?? -1));
  const kept: number[] = [];
  const steps = parts.map((part, index): Step => {
    const here = filters.filter((filter) => placeOf(filter) === index);
    const own = part.isLeft ? part.on : here;
    const isKnown = (slot: number): boolean => (places.get(slot) ?? -1) < index;
    const { slot, absent } = part.row;
    return {
      slot,
      access: part.table === null ? null : accessOf(part.table, slot, own, isKnown),
      list: part.list === null ? null : listOf(making, part, part.list, places, kept),
      test: allOf(own),
      absent: part.isLeft ? absent : null,
      after: part.isLeft ? allOf(here) : null,
    };
  });
  return {
    first: allOf(filters.filter((filter) => placeOf(filter) < 0)),
    steps,
    all: allOf(filters),
    begin(x) {
      for (const result of kept) x.results[result] = undefined;
    },
  };
}

/** A list that does not depend on the rows before it is made once. */
function listOf(
  making: Making,
  { needs }: FromPart,
  list: (x: Execution) => readonly Values[],
  places: ReadonlyMap<number, number>,
  kept: number[],
): (x: Execution) => readonly Values[] {
  if ([...needs].some((slot) => places.has(slot))) return list;
  const result = making.newResult();
  kept.push(result);
  return (x) => (x.results[result] ??= list(x) as Values[]);
}
