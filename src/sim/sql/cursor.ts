// Walks through the tokens of a statement: what stands here, whether it is what was hoped for, and
// a clear error where it is not. Knows which words cannot be names.

import type { Query } from './ast.ts';
import { syntaxError, type SqlError } from './sql-error.ts';
import { tokensOf, type Token } from './token.ts';

const RESERVED = new Set(
  [
    'all and any array as asc both case cast check collate column constraint create cross',
    'current_date current_timestamp default desc distinct do else end except exists false fetch',
    'for foreign from full grant group having in inner intersect into is join lateral left like',
    'limit natural not null offset on only or order outer primary references returning right',
    'select set some table then to true union unique user using values when where window with',
  ].flatMap((words) => words.split(' ')),
);

export interface Cursor {
  peek(ahead?: number): Token;
  next(): Token;
  isWord(...words: string[]): boolean;
  isSymbol(symbol: string): boolean;
  /** Takes the words if they stand here, one after the other. */
  acceptWords(...words: string[]): boolean;
  expectWords(...words: string[]): void;
  acceptSymbol(symbol: string): boolean;
  expectSymbol(symbol: string): void;
  /** A name, if one stands here that needs no AS before it. */
  acceptName(): string | null;
  name(): string;
  /** One or more of `one`, with commas between. */
  list<T>(one: () => T): T[];
  error(): SqlError;
  /** A SELECT that stands inside an expression. */
  query(): Query;
}

/** `parseQuery` closes the circle: queries hold expressions, which hold queries. */
export function cursorOf(sql: string, parseQuery: (cursor: Cursor) => Query): Cursor {
  const tokens = tokensOf(sql);
  const end = tokens[tokens.length - 1] as Token;
  let position = 0;

  const peek = (ahead = 0): Token => tokens[position + ahead] ?? end;
  const next = (): Token => {
    const token = peek();
    position += 1;
    return token;
  };
  const error = (): SqlError => syntaxError(peek().text, peek().at);
  const isAt = (word: string, ahead: number): boolean => {
    const token = peek(ahead);
    return token.type === 'word' && token.text === word;
  };
  const isSymbol = (symbol: string): boolean => peek().type === 'symbol' && peek().text === symbol;
  const acceptWords = (...words: string[]): boolean => {
    if (!words.every((word, ahead) => isAt(word, ahead))) return false;
    position += words.length;
    return true;
  };
  const acceptSymbol = (symbol: string): boolean => {
    if (!isSymbol(symbol)) return false;
    position += 1;
    return true;
  };
  const acceptName = (): string | null => {
    const { type, text } = peek();
    const isName = type === 'quoted' || (type === 'word' && !RESERVED.has(text));
    if (!isName) return null;
    position += 1;
    return text;
  };
  const cursor: Cursor = {
    peek,
    next,
    error,
    isSymbol,
    acceptWords,
    acceptSymbol,
    acceptName,
    isWord: (...words) => words.some((word) => isAt(word, 0)),
    expectWords(...words) {
      for (const word of words) if (!acceptWords(word)) throw error();
    },
    expectSymbol(symbol) {
      if (!acceptSymbol(symbol)) throw error();
    },
    name() {
      const name = acceptName();
      if (name === null) throw error();
      return name;
    },
    list(one) {
      const items = [one()];
      while (acceptSymbol(',')) items.push(one());
      return items;
    },
    query: () => parseQuery(cursor),
  };
  return cursor;
}
