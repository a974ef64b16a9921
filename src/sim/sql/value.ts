// What a value is while a statement runs, and how text becomes one of a type. Numbers are
// JavaScript numbers, and whole: past the safe integers, and with a fraction, this database refuses
// rather than rounds.

import { SQLSTATE, SqlError } from './sql-error.ts';
import type { SqlType } from './sql-type.ts';

/** A value of JSON; JSON's own null is not SQL's NULL. */
export class Json {
  readonly value: unknown;
  readonly #text: (() => string) | null;

  /** `text`: as it is written, where that is not the shortest way. */
  constructor(value: unknown, text: (() => string) | null = null) {
    this.value = value;
    this.#text = text;
  }

  toText(): string {
    return this.#text?.() ?? JSON.stringify(this.value);
  }
}

export type Value = string | number | boolean | null | Json | Values;

/** A row, or a record: one value a column. Never changed once made. */
export type Values = readonly Value[];

// PostgreSQL's own bounds of `integer`; those of all wider ones are here the safe integers.
const MIN_INTEGER = -(2 ** 31);
const MAX_INTEGER = 2 ** 31 - 1;

function badSyntax(type: SqlType, text: string): SqlError {
  const words = `invalid input syntax for type ${type}: "${text}"`;
  return new SqlError(SQLSTATE.badTextRepresentation, words);
}

export function outOfRange(type: SqlType): SqlError {
  return new SqlError(SQLSTATE.numberOutOfRange, `${type} out of range`);
}

/** Any number as one of a type that has bounds, or an error. */
export function inRange(type: SqlType, value: number): number {
  if (type === 'integer') {
    if (value >= MIN_INTEGER && value <= MAX_INTEGER) return value;
    throw outOfRange(type);
  }
  if (!Number.isSafeInteger(value)) throw outOfRange(type);
  return value;
}

/** Text as PostgreSQL takes it: no NUL, and what is no Unicode is replaced on the way. */
export function textOf(text: string): string {
  if (text.includes('\0')) {
    const words = 'invalid byte sequence for encoding "UTF8": 0x00';
    throw new SqlError(SQLSTATE.notInRepertoire, words);
  }
  return text.isWellFormed() ? text : text.toWellFormed();
}

const WHOLE = /^\s*[+-]?\d+\s*$/;
const FRACTION = /^\s*[+-]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?\s*$/;

/** The value that `text` stands for. */
export function fromText(type: SqlType, text: string): Value {
  switch (type) {
    case 'text':
    case 'unknown':
      return textOf(text);
    case 'integer':
    case 'bigint':
      if (!WHOLE.test(text)) throw badSyntax(type, text);
      // Never minus zero.
      return inRange(type, Number(text)) + 0;
    case 'numeric':
      if (FRACTION.test(text)) {
        const words = `the memory database knows no fractions: "${text}"`;
        throw new SqlError(SQLSTATE.notSupported, words);
      }
      if (!WHOLE.test(text)) throw badSyntax(type, text);
      return inRange(type, Number(text)) + 0;
    case 'boolean':
      return booleanOf(text);
    case 'json':
    case 'jsonb':
      return jsonOf(type, text);
    case 'record':
      throw badSyntax(type, text);
    default: {
      const never: never = type;
      return never;
    }
  }
}

const TRUTHS: readonly (readonly [boolean, string, number])[] = [
  [true, 'true', 1],
  [true, 'yes', 1],
  [true, 'on', 2],
  [true, '1', 1],
  [false, 'false', 1],
  [false, 'no', 1],
  [false, 'off', 2],
  [false, '0', 1],
];

/** Any beginning of a word will do that tells it from the others. */
function booleanOf(text: string): boolean {
  const word = text.trim().toLowerCase();
  const found = TRUTHS.find(([, whole, least]) => word.length >= least && whole.startsWith(word));
  if (found === undefined) throw badSyntax('boolean', text);
  return found[0];
}

function jsonOf(type: SqlType, text: string): Json {
  const sound = textOf(text);
  try {
    return new Json(JSON.parse(sound) as unknown, () => sound);
  } catch {
    throw new SqlError(SQLSTATE.badTextRepresentation, `invalid input syntax for type ${type}`);
  }
}

/** A parameter as a driver hands it over: everything travels as text. */
export function fromParameter(type: SqlType, given: unknown): Value {
  if (typeof given === 'string') return type === 'text' ? textOf(given) : fromText(type, given);
  if (given === null || given === undefined) return null;
  if (typeof given === 'boolean' && type === 'boolean') return given;
  if (typeof given === 'number') {
    if (type === 'bigint' && Number.isSafeInteger(given)) return given + 0;
    if (type === 'integer' && (given | 0) === given) return given + 0;
    return fromText(type, String(given));
  }
  if (typeof given === 'boolean' || typeof given === 'bigint') return fromText(type, String(given));
  throw new SqlError(SQLSTATE.protocolViolation, 'a parameter is text, number, boolean or null');
}

/** How a value is written as text; null for what this database cannot write. */
export function toText(type: SqlType): ((value: Value) => string) | null {
  switch (type) {
    case 'text':
    case 'unknown':
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'boolean':
      return String;
    case 'json':
      return (value) => (value as Json).toText();
    case 'jsonb':
    case 'record':
      return null;
    default: {
      const never: never = type;
      return never;
    }
  }
}

/**
 * -1, 0 or 1, of two values of one type that is ordered. Texts are ordered by their UTF-16 units:
 * as the C collation has it, but for what lies beyond the basic plane.
 */
export function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  return (a as string) < (b as string) ? -1 : 1;
}
