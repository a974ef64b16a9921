// Makes an expression ready to run: from its tree to one function. Knows how names are looked up
// and how each form is made of its parts; what the parts do is told in the files it calls.

import type { Call, Case, Expression, InQuery, Literal, Query } from './ast.ts';
import { cast, settled, settledAlone, unified } from './coerce.ts';
import { computed, constant, type Computed, type Side } from './computed.ts';
import { functionNamed, isAggregate, noFunction } from './functions.ts';
import { among, both, chosen, either, isAmong, isWhat, negated } from './logic.ts';
import { negative, operation } from './operators.ts';
import { named, type Making, type Rows, type Scope } from './scope.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import type { SqlType } from './sql-type.ts';
import { fromText, type Value, type Values } from './value.ts';

export function expressionOf(making: Making, scope: Scope, tree: Expression): Computed {
  const known = scope.group?.(tree) ?? null;
  if (known !== null) return known;
  const of = (part: Expression): Computed => expressionOf(making, scope, part);
  switch (tree.type) {
    case 'literal':
      return literal(tree);
    case 'parameter':
      return parameter(making, tree.number, tree.at);
    case 'column':
      return named(making, scope, tree.table, tree.name, tree.at);
    case 'and':
      return both(of(tree.left), of(tree.right), tree.at);
    case 'or':
      return either(of(tree.left), of(tree.right), tree.at);
    case 'not':
      return negated(of(tree.operand), tree.at);
    case 'negative':
      return negative(of(tree.operand), tree.at);
    case 'is':
      return isWhat(of(tree.operand), tree.what, tree.isNegated, tree.at);
    case 'in':
      return isAmong(of(tree.operand), tree.list.map(of), tree.isNegated, tree.at);
    case 'in-query':
      return isInQuery(making, scope, tree);
    case 'case':
      return caseOf(tree, of);
    case 'cast':
      return cast(of(tree.operand), tree.to, tree.at);
    case 'call':
      return call(tree, of);
    case 'binary':
      return tree.operator === '='
        ? equality(
            making,
            () => of(tree.left),
            () => of(tree.right),
            tree.at,
          )
        : operation(tree.operator, of(tree.left), of(tree.right), tree.at);
    case 'exists': {
      const query = making.query(tree.query, inside(scope));
      return computed('boolean', (x) => query.any(x));
    }
    case 'scalar':
      return scalar(making, scope, tree.query, tree.at);
    case 'field':
      return field(of(tree.operand), tree.name, tree.at);
    default: {
      const never: never = tree;
      return never;
    }
  }
}

/** The scope of a query inside this one. */
export function inside(scope: Scope): Scope {
  return { rows: [], outer: scope, ctes: scope.ctes, group: null };
}

function literal({ of, value }: Literal): Computed {
  if (of !== 'unknown') return constant(of, value);
  return computed('unknown', () => value, {
    settle: (type) => constant(type, value === null ? null : fromText(type, value as string)),
  });
}

function parameter(making: Making, number: number, at: number): Computed {
  const index = number - 1;
  const { parameterTypes } = making;
  while (parameterTypes.length <= index) parameterTypes.push(undefined);
  const typed = (type: SqlType): Computed =>
    computed(type, ({ parameters }) => parameters[index] as Value);
  const known = parameterTypes[index];
  if (known !== undefined) return typed(known);
  return computed('unknown', typed('unknown').run, {
    settle(type) {
      const other = parameterTypes[index];
      if (other !== undefined && other !== type) {
        const words = `inconsistent types deduced for parameter $${number}`;
        throw new SqlError(SQLSTATE.ambiguousParameter, words, { at });
      }
      parameterTypes[index] = type;
      return typed(type);
    },
  });
}

/** Notes both sides: whoever looks for rows may find them by one side where the other is known. */
function equality(
  making: Making,
  makeLeft: () => Computed,
  makeRight: () => Computed,
  at: number,
): Computed {
  const [left, leftSlots] = making.watch(makeLeft);
  const [right, rightSlots] = making.watch(makeRight);
  const made = operation('=', left, right, at);
  const known = left.type === 'unknown' ? right.type : left.type;
  const type = known === 'unknown' ? 'text' : known;
  const first: Side = { computed: settled(left, type, at), slots: leftSlots };
  const second: Side = { computed: settled(right, type, at), slots: rightSlots };
  return { ...made, equality: [first, second] };
}

function caseOf({ branches, otherwise, at }: Case, of: (part: Expression) => Computed): Computed {
  const made = branches.map(({ when, then }) => ({ when: of(when), then: of(then) }));
  return chosen(made, otherwise === null ? null : of(otherwise), at);
}

function call(tree: Call, of: (part: Expression) => Computed): Computed {
  if (isAggregate(tree.name)) {
    const words = `aggregate function ${tree.name} is not allowed here`;
    throw new SqlError(SQLSTATE.grouping, words, { at: tree.at });
  }
  const given = tree.parameters.map(of);
  const make = functionNamed(tree.name);
  if (make === null || tree.isStar || tree.orderBy.length > 0) {
    throw noFunction(tree.name, given, tree.at);
  }
  return make(given, tree.at);
}

function scalar(making: Making, scope: Scope, query: Query, at: number): Computed {
  const rows = making.query(query, inside(scope));
  const { type, columns } = onlyColumn(rows, at);
  const run: Computed['run'] = (x) => {
    const found = rows.run(x);
    if (found.length > 1) {
      const words = 'more than one row returned by a subquery used as an expression';
      throw new SqlError(SQLSTATE.cardinality, words);
    }
    return found[0]?.[0] ?? null;
  };
  return computed(type, run, { columns });
}

function onlyColumn({ columns }: Rows, at: number) {
  const [only, other] = columns;
  if (only !== undefined && other === undefined) return only;
  throw new SqlError(SQLSTATE.syntax, 'subquery must return only one column', { at });
}

function isInQuery(making: Making, scope: Scope, tree: InQuery): Computed {
  const { at, isNegated } = tree;
  const rows = making.query(tree.query, inside(scope));
  const inner = constant(onlyColumn(rows, at).type, null);
  const operand = expressionOf(making, scope, tree.operand);
  const [{ run }] = unified([operand, inner], at, 'IN') as [Computed, Computed];
  return computed('boolean', (x) => {
    const found: Values[] = rows.run(x);
    return among(run(x), (index) => found[index]?.[0], isNegated);
  });
}

function field(record: Computed, name: string, at: number): Computed {
  const columns = record.columns ?? [];
  const index = columns.findIndex((column) => column.name === name);
  const column = columns[index];
  if (record.type !== 'record' || column === undefined) {
    const words = `column "${name}" not found in data type ${record.type}`;
    throw new SqlError(SQLSTATE.undefinedColumn, words, { at });
  }
  const { run } = record;
  const take: Computed['run'] = (x) => (run(x) as Values | null)?.[index] ?? null;
  return computed(column.type, take, { columns: column.columns });
}

/** A condition's parts, each of which must be true. */
export function conjuncts(tree: Expression | null): Expression[] {
  if (tree === null) return [];
  return tree.type === 'and' ? [...conjuncts(tree.left), ...conjuncts(tree.right)] : [tree];
}

/** What is left without a type becomes text, as PostgreSQL has it for what a query answers. */
export function answered(item: Computed, at: number): Computed {
  return settledAlone(item, at);
}
