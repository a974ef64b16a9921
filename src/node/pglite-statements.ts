// The statements of one PGlite: each is parsed once and then run by its name, so that the engine
// may keep its plan. PGlite itself parses and plans anew each time, which is more than half of what
// a short statement takes. Knows no statement.

import type { PGlite } from '@electric-sql/pglite';
import type { Row, SqlValue } from '../server/database.ts';

type Package = typeof import('@electric-sql/pglite');
type Engine = Pick<PGlite, 'execProtocol' | 'runExclusive' | 'parsers' | 'serializers' | 'closed'>;
type Messages = Awaited<ReturnType<PGlite['execProtocol']>>['messages'];

export interface Statements {
  /** One after the other, whoever asks; knows nothing of transactions. */
  run(sql: string, parameters: readonly SqlValue[]): Promise<readonly Row[]>;
}

interface Prepared {
  readonly name: string;
  /** What tells of its parameters and of its columns. */
  readonly described: Messages;
}

// What has a plan.
const PLANNED = /^[\s(]*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/i;

// After these a named statement may come to other columns, which PostgreSQL refuses, or be gone.
const UNSETTLES = /^\s*(?:ALTER|DROP|DISCARD|DEALLOCATE|DO)\b/i;

// A plan takes some tens of kilobytes of the engine's memory. payonce has some seventy statements;
// a host that writes values into its own would fill the memory with them.
const MOST_PLANS = 500;

export function statementsOf(engine: Engine, { parse, protocol }: Package): Statements {
  const { serialize } = protocol;
  const known = new Map<string, Prepared>();
  let names = 0;

  async function send(...parts: readonly Uint8Array[]): Promise<Messages> {
    return (await engine.execProtocol(Buffer.concat([...parts, serialize.sync()]))).messages;
  }

  async function prepare(sql: string, name: string): Promise<Prepared> {
    const parsed = serialize.parse({ name, text: sql });
    return { name, described: await send(parsed, serialize.describe({ type: 'S', name })) };
  }

  async function execute(
    { name, described }: Prepared,
    parameters: readonly SqlValue[],
  ): Promise<readonly Row[]> {
    const types = parse.parseDescribeStatementResults(described);
    const values = parameters.map((value, at) => {
      if (value === null) return null;
      const written: unknown = engine.serializers[types[at] ?? 0]?.(value) ?? value;
      return String(written);
    });
    const done = await send(serialize.bind({ statement: name, values }), serialize.execute({}));
    const [result] = parse.parseResults([...described, ...done], engine.parsers);
    return result?.rows ?? [];
  }

  async function forgetAll(): Promise<void> {
    await execute(await prepare('DEALLOCATE ALL', ''), []);
    known.clear();
  }

  async function runPlanned(sql: string, parameters: readonly SqlValue[]): Promise<readonly Row[]> {
    let prepared = known.get(sql);
    if (prepared === undefined) {
      if (known.size >= MOST_PLANS) await forgetAll();
      // A name is used once: one whose statement could not be described stays taken.
      prepared = await prepare(sql, `payonce_${(names += 1)}`);
      known.set(sql, prepared);
    }
    return execute(prepared, parameters);
  }

  async function runOther(sql: string, parameters: readonly SqlValue[]): Promise<readonly Row[]> {
    const rows = await execute(await prepare(sql, ''), parameters);
    if (UNSETTLES.test(sql)) await forgetAll();
    return rows;
  }

  return {
    run: (sql, parameters) =>
      engine.runExclusive(() => {
        if (engine.closed) throw new Error('PGlite is closed');
        return PLANNED.test(sql) ? runPlanned(sql, parameters) : runOther(sql, parameters);
      }),
  };
}
