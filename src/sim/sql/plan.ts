// A statement made ready for one catalog: made once, run as often as wanted, on any database whose
// tables are those. Knows no data.

import type { Catalog, Table } from './catalog.ts';
import type { Definition, Statement } from './definition.ts';
import { tableNamed } from './define.ts';
import type { Execution } from './execution.ts';
import { parseStatement } from './parse-statement.ts';
import { answerOf } from './record-json.ts';
import { queryOf, statementOf } from './rowed.ts';
import { newMaking } from './scope.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import type { SqlType } from './sql-type.ts';
import { fromParameter, type Value, type Values } from './value.ts';

export interface RowsPlan {
  readonly type: 'rows';
  /** Every table that it names; `writes` to some of them. */
  readonly tables: readonly { readonly table: Table; readonly writes: boolean }[];
  /** How many rows it holds in hand at once, and how many lists. */
  readonly slots: number;
  readonly results: number;
  bind(given: readonly unknown[]): Values;
  run(x: Execution): Values[];
  answer(values: Values): Record<string, unknown>;
}

export type Plan =
  | RowsPlan
  | { readonly type: 'define'; readonly definition: Definition }
  | { readonly type: 'lock'; readonly table: Table; readonly isTotal: boolean }
  | { readonly type: 'nothing' };

// Plans outlive databases: millions of short ones run the same few statements. Each text that is
// ever run stays here, so texts must not be made of values.
const PLANS = new WeakMap<Catalog, Map<string, Plan>>();

export function planOf(catalog: Catalog, sql: string): Plan {
  let plans = PLANS.get(catalog);
  if (plans === undefined) {
    plans = new Map();
    PLANS.set(catalog, plans);
  }
  const known = plans.get(sql);
  if (known !== undefined) return known;
  const made = newPlan(catalog, parsed(sql));
  plans.set(sql, made);
  return made;
}

const STATEMENTS = new Map<string, Statement>();

function parsed(sql: string): Statement {
  const known = STATEMENTS.get(sql);
  if (known !== undefined) return known;
  const made = parseStatement(sql);
  STATEMENTS.set(sql, made);
  return made;
}

function newPlan(catalog: Catalog, statement: Statement): Plan {
  switch (statement.type) {
    case 'select':
    case 'union':
    case 'insert':
    case 'update':
    case 'delete':
      return rowsPlan(catalog, statement);
    case 'lock': {
      const { table, at, isTotal } = statement;
      return { type: 'lock', table: tableNamed(catalog, table, at), isTotal };
    }
    case 'discard':
      return { type: 'nothing' };
    default:
      return { type: 'define', definition: statement };
  }
}

function rowsPlan(catalog: Catalog, statement: Parameters<typeof statementOf>[1]): RowsPlan {
  const making = newMaking(catalog, (query, scope) => queryOf(making, scope, query, null));
  const { columns, run } = statementOf(making, statement);
  const types = making.parameterTypes.map((type, index): SqlType => {
    if (type !== undefined) return type;
    const words = `could not determine data type of parameter $${index + 1}`;
    throw new SqlError(SQLSTATE.undeterminedType, words);
  });
  return {
    type: 'rows',
    tables: [...making.tables].map(([table, writes]) => ({ table, writes })),
    slots: making.newSlot(),
    results: making.newResult(),
    bind: (given) => bound(types, given),
    run,
    answer: answerOf(columns),
  };
}

function bound(types: readonly SqlType[], given: readonly unknown[]): Values {
  if (given.length !== types.length) {
    const words = `the statement has ${types.length} parameters, but ${given.length} were given`;
    throw new SqlError(SQLSTATE.protocolViolation, words);
  }
  const values = new Array<Value>(given.length);
  for (let index = 0; index < given.length; index += 1) {
    values[index] = fromParameter(types[index] as SqlType, given[index]);
  }
  return values;
}
