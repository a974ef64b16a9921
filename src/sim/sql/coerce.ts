// Makes a value of one type one of another: because its neighbours ask for it, because a column
// does, or because somebody wrote a cast. What PostgreSQL refuses is refused here.

import { computed, constant, type Computed } from './computed.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import { isNumber, widerNumber, type SqlType } from './sql-type.ts';
import { fromText, inRange, toText, type Value } from './value.ts';

type Convert = (value: Value) => Value;

/** An `unknown` becomes of `type`; anything else stays what it is. */
export function settled(item: Computed, type: SqlType, at: number): Computed {
  return item.settle === null ? item : item.settle(type, at);
}

/** Nobody has said what it is: then it is text. */
export function settledAlone(item: Computed, at: number): Computed {
  return settled(item, 'text', at);
}

/** The one type that all become, as in CASE, COALESCE, IN and UNION. */
export function unified(items: readonly Computed[], at: number, what: string): Computed[] {
  let common: SqlType = 'unknown';
  for (const { type } of items) {
    if (type === 'unknown' || type === common) continue;
    if (common === 'unknown') common = type;
    else if (isNumber(common) && isNumber(type)) common = widerNumber(common, type);
    else {
      const words = `${what} types ${common} and ${type} cannot be matched`;
      throw new SqlError(SQLSTATE.typeMismatch, words, { at });
    }
  }
  const type = common === 'unknown' ? 'text' : common;
  return items.map((item) => {
    const made = settled(item, type, at);
    return made.type === type ? made : { ...made, type };
  });
}

/** As a condition: of WHERE, AND, CASE and their like. */
export function condition(item: Computed, at: number, what: string): Computed {
  const made = settled(item, 'boolean', at);
  if (made.type === 'boolean') return made;
  const words = `argument of ${what} must be type boolean, not type ${made.type}`;
  throw new SqlError(SQLSTATE.typeMismatch, words, { at });
}

/** As what a column of `type` takes. */
export function assigned(item: Computed, type: SqlType, column: string, at: number): Computed {
  const made = settled(item, type, at);
  if (made.type === type) return made;
  if (isNumber(made.type) && isNumber(type)) return numberAs(made, type);
  if (type === 'text') return asText(made, at);
  const words = `column "${column}" is of type ${type} but expression is of type ${made.type}`;
  throw new SqlError(SQLSTATE.typeMismatch, words, { at });
}

/** `expression::type` */
export function cast(item: Computed, type: SqlType, at: number): Computed {
  const made = settled(item, type, at);
  if (made.type === type) return made;
  if (isNumber(made.type) && isNumber(type)) return numberAs(made, type);
  if (type === 'text') return asText(made, at);
  if (made.type === 'text') {
    return converted(made, type, (value) => fromText(type, value as string));
  }
  if (made.type === 'boolean' && type === 'integer') return converted(made, type, Number);
  if (made.type === 'integer' && type === 'boolean') return converted(made, type, (n) => n !== 0);
  if (made.type === 'json' && type === 'jsonb') return { ...made, type };
  const words = `cannot cast type ${made.type} to ${type}`;
  throw new SqlError(SQLSTATE.cannotCast, words, { at });
}

function numberAs(item: Computed, type: SqlType): Computed {
  if (type === 'numeric' || (type === 'bigint' && item.type === 'integer')) {
    return { ...item, type };
  }
  return converted(item, type, (value) => inRange(type, value as number));
}

function asText(item: Computed, at: number): Computed {
  const write = toText(item.type);
  if (write !== null) return converted(item, 'text', write);
  const words = `the memory database cannot write type ${item.type} as text`;
  throw new SqlError(SQLSTATE.notSupported, words, { at });
}

function converted(item: Computed, type: SqlType, convert: Convert): Computed {
  const { run } = item;
  if (item.constant !== undefined) {
    return constant(type, item.constant === null ? null : convert(item.constant));
  }
  return computed(type, (x) => {
    const value = run(x);
    return value === null ? null : convert(value);
  });
}
