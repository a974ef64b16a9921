// The operators between two values: comparisons, arithmetic, joining of text, and taking JSON
// apart. Knows types and values, no tables.

import { settled, settledAlone } from './coerce.ts';
import { computed, type Computed } from './computed.ts';
import { SQLSTATE, SqlError, unsupported } from './sql-error.ts';
import { isNumber, widerNumber, type SqlType } from './sql-type.ts';
import { inRange, Json, toText, type Value } from './value.ts';

export function operation(operator: string, left: Computed, right: Computed, at: number): Computed {
  switch (operator) {
    case '=':
    case '<>':
    case '<':
    case '>':
    case '<=':
    case '>=':
      return comparison(operator, left, right, at);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return arithmetic(operator, left, right, at);
    case '||':
      return joined(left, right, at);
    case '->':
    case '->>':
      return member(operator, left, right, at);
    default:
      throw unsupported(`The operator ${operator}`, at);
  }
}

function noOperator(operator: string, left: Computed, right: Computed, at: number): SqlError {
  const words = `operator does not exist: ${left.type} ${operator} ${right.type}`;
  return new SqlError(SQLSTATE.undefinedFunction, words, { at });
}

/** An `unknown` side becomes what the other one is. */
function paired(left: Computed, right: Computed, at: number): [Computed, Computed] {
  if (left.type === 'unknown' && right.type === 'unknown') {
    return [settledAlone(left, at), settledAlone(right, at)];
  }
  return [settled(left, right.type, at), settled(right, left.type, at)];
}

const COMPARED: ReadonlySet<SqlType> = new Set(['text', 'boolean']);

type Comparison = '=' | '<>' | '<' | '>' | '<=' | '>=';

const COMPARISONS: Readonly<Record<Comparison, (a: string, b: string) => boolean>> = {
  '=': (a, b) => a === b,
  '<>': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

export function comparison(
  operator: Comparison,
  left: Computed,
  right: Computed,
  at: number,
): Computed {
  const [first, second] = paired(left, right, at);
  const areNumbers = isNumber(first.type) && isNumber(second.type);
  if (!areNumbers && (first.type !== second.type || !COMPARED.has(first.type))) {
    throw noOperator(operator, left, right, at);
  }
  const a = first.run;
  const b = second.run;
  if (operator === '=') {
    return computed('boolean', (x) => {
      const one = a(x);
      const other = b(x);
      return one === null || other === null ? null : one === other;
    });
  }
  const holds = COMPARISONS[operator];
  return computed('boolean', (x) => {
    const one = a(x);
    const other = b(x);
    // Two texts, two numbers or two booleans: JavaScript orders each as PostgreSQL does.
    return one === null || other === null ? null : holds(one as string, other as string);
  });
}

type Arithmetic = '+' | '-' | '*' | '/' | '%';

const ARITHMETIC: Readonly<Record<Arithmetic, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

function arithmetic(operator: Arithmetic, left: Computed, right: Computed, at: number): Computed {
  const [first, second] = paired(left, right, at);
  if (!isNumber(first.type) || !isNumber(second.type)) throw noOperator(operator, left, right, at);
  const type = widerNumber(first.type, second.type);
  const divides = operator === '/' || operator === '%';
  if (divides && type === 'numeric') throw unsupported('Division of numerics', at);
  const calculate = ARITHMETIC[operator];
  const a = first.run;
  const b = second.run;
  return computed(type, (x) => {
    const one = a(x) as number | null;
    const other = b(x) as number | null;
    if (one === null || other === null) return null;
    if (divides && other === 0) throw new SqlError(SQLSTATE.divisionByZero, 'division by zero');
    const result = calculate(one, other);
    // Never minus zero.
    return inRange(type, (divides ? Math.trunc(result) : result) + 0);
  });
}

export function negative(operand: Computed, at: number): Computed {
  if (!isNumber(operand.type)) {
    const words = `operator does not exist: - ${operand.type}`;
    throw new SqlError(SQLSTATE.undefinedFunction, words, { at });
  }
  const { run, type } = operand;
  return computed(type, (x) => {
    const value = run(x) as number | null;
    return value === null ? null : inRange(type, -value) + 0;
  });
}

/** `||`: one side must be text, the other is written as text. */
function joined(left: Computed, right: Computed, at: number): Computed {
  const [first, second] = [settledAlone(left, at), settledAlone(right, at)];
  const [writeFirst, writeSecond] = [toText(first.type), toText(second.type)];
  const hasText = first.type === 'text' || second.type === 'text';
  if (!hasText || writeFirst === null || writeSecond === null) {
    throw noOperator('||', left, right, at);
  }
  return computed('text', (x) => {
    const one = first.run(x);
    const other = second.run(x);
    return one === null || other === null ? null : writeFirst(one) + writeSecond(other);
  });
}

function member(operator: '->' | '->>', left: Computed, right: Computed, at: number): Computed {
  const name = settledAlone(right, at);
  const isKey = name.type === 'text' || name.type === 'integer';
  if ((left.type !== 'json' && left.type !== 'jsonb') || !isKey) {
    throw noOperator(operator, left, right, at);
  }
  const asText = operator === '->>';
  return computed(asText ? 'text' : left.type, (x) => {
    const whole = left.run(x);
    const key = name.run(x);
    if (whole === null || key === null) return null;
    const found = memberOf((whole as Json).value, key);
    if (found === undefined) return null;
    return asText ? jsonText(found) : new Json(found);
  });
}

function memberOf(value: unknown, key: Value): unknown {
  if (typeof key === 'number') {
    return Array.isArray(value) ? (value as unknown[]).at(key) : undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key as string)
    ? (value as Record<string, unknown>)[key as string]
    : undefined;
}

/** A member as text: a string without its quotes, null as NULL. */
export function jsonText(value: unknown): string | null {
  if (value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
