// Makes statements up: two tables, and any number of changes and questions about them, with
// conditions of all shapes in which NULL turns up everywhere. The same for the same seed.

import { randomFraction } from '../../src/protocol/ports.ts';
import { seededRandom } from '../support/seeded-random.ts';

type Pick = <T>(from: readonly T[]) => T;

/** What an expression may speak of. */
interface Names {
  readonly integers: readonly string[];
  readonly texts: readonly string[];
  readonly booleans: readonly string[];
}

const namesOf = (...aliases: readonly string[]): Names => ({
  integers: aliases.flatMap((alias) => [`${alias}.i`, `${alias}.k`]),
  texts: aliases.map((alias) => `${alias}.t`),
  booleans: aliases.map((alias) => `${alias}.b`),
});

const NOT = ['', 'NOT '];
const COMPARISONS = ['=', '<>', '<', '>', '<=', '>='];

interface Speaker {
  readonly pick: Pick;
  integer(depth: number, names: Names): string;
  text(depth: number, names: Names): string;
  condition(depth: number, names: Names): string;
}

function speaker(pick: Pick): Speaker {
  const integer: Speaker['integer'] = (depth, names) => {
    if (depth <= 0) return pick([...names.integers, '1', '2', '0', 'NULL::integer', '3']);
    const inner = () => integer(depth - 1, names);
    const when = () => condition(depth - 1, names);
    return pick([
      () => `(${inner()} ${pick(['+', '-', '*'])} ${inner()})`,
      () => `coalesce(${inner()}, ${inner()})`,
      () => `CASE WHEN ${when()} THEN ${inner()} ELSE ${inner()} END`,
      () => `CASE WHEN ${when()} THEN ${inner()} END`,
      () => `${pick(['GREATEST', 'LEAST'])}(${inner()}, ${inner()})`,
      () => `nullif(${inner()}, ${inner()})`,
      () => `(${inner()} ${pick(['% 3', '/ 2'])})`,
    ])();
  };
  const text: Speaker['text'] = (depth, names) => {
    if (depth <= 0) return pick([...names.texts, "'a'", "'b'", 'NULL', "''", "'aa'"]);
    const inner = () => text(depth - 1, names);
    return pick([
      () => `(${inner()} || ${pick(["'x'", integer(0, names)])})`,
      () => `coalesce(${inner()}, ${inner()})`,
      () => `CASE WHEN ${condition(depth - 1, names)} THEN ${inner()} ELSE ${inner()} END`,
      () => `(${integer(depth - 1, names)})::text`,
    ])();
  };
  const condition: Speaker['condition'] = (depth, names) => {
    if (depth <= 0) return pick([...names.booleans, 'true', 'false', 'NULL::boolean']);
    const inner = () => condition(depth - 1, names);
    const number = () => integer(depth - 1, names);
    const seen = { ...namesOf('z'), booleans: names.booleans };
    const both = { ...seen, integers: [...names.integers, ...seen.integers] };
    return pick([
      () => `(${inner()} ${pick(['AND', 'OR'])} ${inner()})`,
      () => `NOT ${inner()}`,
      () => `(${number()} ${pick(COMPARISONS)} ${number()})`,
      () => `(${pick(names.texts)} ${pick(COMPARISONS)} ${text(depth - 1, names)})`,
      () => `(${number()} ${pick(NOT)}IN (${number()}, ${number()}))`,
      () => `(${number()} IS ${pick(NOT)}NULL)`,
      () => `(${inner()} IS ${pick(NOT)}${pick(['NULL', 'TRUE', 'FALSE'])})`,
      () => `(${number()} ${pick(NOT)}BETWEEN ${number()} AND ${number()})`,
      () => `${pick(NOT)}EXISTS (SELECT 1 FROM u z WHERE ${condition(depth - 1, both)})`,
      () =>
        `(${number()} ${pick(NOT)}IN (SELECT z.i FROM u z WHERE ${condition(depth - 1, both)}))`,
    ])();
  };
  return { pick, integer, text, condition };
}

const KEYS = ['0', '1', '2', '3', '4', '5', '6', '7'];

function insert({ pick, condition }: Speaker): string {
  const table = pick(['u', 'w']);
  const row = () => {
    const number = table === 'w' ? pick([...KEYS, 'NULL']) : pick(['1', '9', '60', 'NULL']);
    return `(${pick(KEYS)}, ${number}, ${pick(["'a'", "'b'", "'c'", 'NULL'])}, ${pick(['true', 'false', 'NULL'])})`;
  };
  const names = namesOf(table, 'excluded');
  const conflict = pick([
    () => '',
    () => 'ON CONFLICT (k) DO NOTHING',
    () => 'ON CONFLICT DO NOTHING',
    () => `ON CONFLICT (k) DO UPDATE SET t = excluded.t || coalesce(${table}.t, 'n'),
      b = ${condition(1, names)} WHERE ${condition(2, names)}`,
  ])();
  const rows = pick([row(), `${row()}, ${row()}`]);
  return `INSERT INTO ${table} (k, i, t, b) VALUES ${rows} ${conflict} RETURNING *`;
}

function change({ pick, integer, text, condition }: Speaker): string {
  const table = pick(['u', 'w']);
  const own = namesOf('a');
  const set = pick([
    () => `t = ${text(2, own)}`,
    () => `b = ${condition(2, own)}`,
    () => (table === 'u' ? `i = ${integer(2, own)}` : "t = 'z'"),
    () => `k = a.k + ${pick(['0', '1', '10'])}`,
  ])();
  return pick([
    () => `UPDATE ${table} a SET ${set} WHERE ${condition(2, own)} RETURNING a.*`,
    () => `UPDATE ${table} a SET t = 'j' FROM u c
      WHERE c.k = a.i AND ${condition(1, namesOf('a', 'c'))} RETURNING a.k`,
    () => `DELETE FROM ${table} a WHERE ${condition(2, own)} RETURNING a.k`,
    () => `WITH x AS (
        UPDATE u SET b = ${condition(1, namesOf('u'))} WHERE ${condition(1, namesOf('u'))} RETURNING *
      ), y AS (
        INSERT INTO w (k, i, t, b) SELECT x.k + 10, x.k, x.t, x.b FROM x
        ON CONFLICT (k) DO UPDATE SET t = 'again' RETURNING *
      )
      SELECT x.k, y.t, (SELECT count(*) FROM w) AS c
      FROM x LEFT JOIN y ON y.i = x.k AND ${condition(1, namesOf('x', 'y'))}`,
  ])();
}

function question({ pick, integer, text, condition }: Speaker): string {
  const table = pick(['u', 'w']);
  const own = namesOf('a');
  const two = namesOf('a', 'c');
  const three = namesOf('a', 'c', 'e');
  const join = () => pick(['JOIN', 'LEFT JOIN']);
  return pick([
    () => `SELECT ${integer(3, own)} AS x, ${text(2, own)} AS y, ${condition(3, own)} AS z
      FROM ${table} a WHERE ${condition(3, own)}`,
    () => `SELECT a.k, c.k AS ck, e.k AS ek, row_to_json(e) AS j
      FROM u a ${join()} w c ON ${pick(['c.i = a.k', condition(1, two)])}
      ${join()} u e ON ${pick(['e.k = c.i', 'e.t = a.t', condition(1, three)])}
      WHERE ${condition(2, three)}`,
    () => `SELECT a.b, count(*) AS c, sum(${integer(1, own)}) AS s, min(a.t) AS m
      FROM ${table} a WHERE ${condition(1, own)} GROUP BY a.b HAVING count(*) > ${pick(['0', '1'])}`,
    () => `SELECT a.k, ${integer(1, own)} AS o FROM ${table} a
      ORDER BY o ${pick(['', 'DESC', 'NULLS FIRST', 'DESC NULLS LAST'])}, a.k
      LIMIT ${pick(['3', '2', 'NULL'])} OFFSET ${pick(['0', '1'])}`,
  ])();
}

/** The tables, then `count` statements, then all that is left. */
export function randomStatements(seed: number, count: number): string[] {
  const random = seededRandom(seed);
  const pick: Pick = (from) => from[Math.floor(randomFraction(random) * from.length)]!;
  const voice = speaker(pick);
  const kinds = [insert, insert, change, change, question, question];
  return [
    'CREATE TABLE u (k integer PRIMARY KEY, i integer, t text, b boolean, CHECK (i < 50))',
    'CREATE TABLE w (k integer PRIMARY KEY, i integer REFERENCES u (k), t text, b boolean)',
    'CREATE UNIQUE INDEX u_part ON u (t) WHERE b',
    'CREATE INDEX w_i ON w (i, t)',
    ...Array.from({ length: count }, () => pick(kinds)(voice)),
    'SELECT * FROM u',
    'SELECT * FROM w',
  ];
}
