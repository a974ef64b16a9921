// Cuts a statement into words, quoted names, literals, parameters and symbols. Knows how SQL is
// spelled, not what it means.

import { SQLSTATE, SqlError, syntaxError, unsupported } from './sql-error.ts';

export interface Token {
  readonly type: 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'symbol' | 'end';
  /** Words in lower case, names and strings without their quotes. */
  readonly text: string;
  /** Offset in the statement. */
  readonly at: number;
}

const PATTERN = new RegExp(
  [
    String.raw`(?<space>\s+|--[^\n]*|/\*[\s\S]*?\*/)`,
    String.raw`(?<string>'(?:[^']|'')*')`,
    String.raw`(?<quoted>"(?:[^"]|"")+")`,
    String.raw`(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)`,
    String.raw`\$(?<parameter>\d+)`,
    String.raw`(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
    String.raw`(?<symbol>::|->>|->|\|\||<=|>=|<>|!=|[()*,.;=<>+\-/%])`,
  ].join('|'),
  'y',
);

// `E'…'`, `U&'…'` and their like are other literals than they seem.
const PREFIXED_STRING = /^(?:[eEbBxXnN]|[uU]&)['"]/;

export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < sql.length) {
    if (PREFIXED_STRING.test(sql.slice(at, at + 3))) {
      throw unsupported('A string with a letter before it', at);
    }
    PATTERN.lastIndex = at;
    const groups = PATTERN.exec(sql)?.groups;
    if (groups === undefined) throw strange(sql, at);
    const token = tokenOf(groups, at);
    if (token !== null) tokens.push(token);
    at = PATTERN.lastIndex;
  }
  tokens.push({ type: 'end', text: '', at: sql.length });
  return tokens;
}

function tokenOf(groups: Record<string, string | undefined>, at: number): Token | null {
  const { string, quoted, number, parameter, word, symbol } = groups;
  if (string !== undefined) {
    return { type: 'string', text: string.slice(1, -1).replaceAll("''", "'"), at };
  }
  if (quoted !== undefined) {
    return { type: 'quoted', text: quoted.slice(1, -1).replaceAll('""', '"'), at };
  }
  if (number !== undefined) return { type: 'number', text: number, at };
  if (parameter !== undefined) return { type: 'parameter', text: parameter, at };
  if (word !== undefined) return { type: 'word', text: word.toLowerCase(), at };
  if (symbol !== undefined) return { type: 'symbol', text: symbol === '!=' ? '<>' : symbol, at };
  return null;
}

function strange(sql: string, at: number): SqlError {
  const mark = sql.charAt(at);
  if (mark === "'") return new SqlError(SQLSTATE.syntax, 'unterminated quoted string', { at });
  if (mark === '"') return new SqlError(SQLSTATE.syntax, 'unterminated quoted name', { at });
  if ('~@#^&|!?[]{}$:'.includes(mark)) return unsupported(`"${mark}"`, at);
  return syntaxError(mark, at);
}
