// The statements of one PGlite: each is parsed once and then run by its name, so that the engine
// may keep its plan. PGlite itself parses and plans anew each time, which is more than half of what
// a short statement takes. Knows no statement.

import type { PGlite } from '@electric-sql/pglite';
import type { Row, SqlValue } from '../server/database.ts';

type Package = typeof import('@electric-sql/pglite');
type Engine = Pick<PGlite, 'execProtocol' | 'runExclusive' | 'parsers' | 'serializers' | 'closed'>;
type Messages = Awaited<ReturnType<PGlite['execProtocol']>>['messages'];

interface Prepared {
  readonly name: string;
  /** What tells of its parameters and of its columns. */
  readonly described: Messages;
}

const PLANNED = /^[\s(]*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/i;
// A plan would keep the moment at which it was made.
const MOMENT = /'(?:now|today|tomorrow|yesterday)'/i;

// After any other that has no plan, such as ALTER, SET or DISCARD, a kept statement may come to
// other columns, which PostgreSQL refuses, or be gone.
const CHANGES_NO_PLAN =
  /^\s*(?:CREATE TABLE IF NOT EXISTS|LOCK|SAVEPOINT|RELEASE|SHOW|EXPLAIN|VALUES)\b/i;

// A plan takes some tens of kilobytes of the engine's memory. payonce has some seventy statements;
// a host that writes values into its own would fill the memory with them.
const MOST_PLANS = 500;
const LONGEST = 10_000;

export class PgliteStatements {
  readonly #engine: Engine;
  readonly #package: Package;
  readonly #known = new Map<string, Prepared>();
  #names = 0;
  #isUnsettled = false;

  constructor(engine: Engine, from: Package) {
    this.#engine = engine;
    this.#package = from;
  }

  /** One after the other, whoever asks. */
  run(sql: string, parameters: readonly SqlValue[]): Promise<readonly Row[]> {
    return this.#engine.runExclusive(() => {
      if (this.#engine.closed) throw new Error('PGlite is closed');
      return isKept(sql) ? this.#runKept(sql, parameters) : this.#runOther(sql, parameters);
    });
  }

  /** To be called at the end of each transaction: tables may be what they were before it. */
  settle(): Promise<void> {
    return this.#engine.runExclusive(async () => {
      if (!this.#isUnsettled) return;
      this.#isUnsettled = false;
      await this.#forgetAll();
    });
  }

  async #runKept(sql: string, parameters: readonly SqlValue[]): Promise<readonly Row[]> {
    const prepared = this.#known.get(sql) ?? (await this.#keep(sql));
    try {
      return await this.#execute(prepared, parameters);
    } catch (error) {
      // Perhaps for what it was prepared for: the next time it is looked at anew.
      await this.#forget([[sql, prepared]]);
      throw error;
    }
  }

  async #keep(sql: string): Promise<Prepared> {
    if (this.#known.size >= MOST_PLANS) await this.#forgetAll();
    // A name is used once: one whose statement could not be described stays taken.
    const prepared = await this.#prepare(sql, `payonce_${(this.#names += 1)}`);
    this.#known.set(sql, prepared);
    return prepared;
  }

  async #runOther(sql: string, parameters: readonly SqlValue[]): Promise<readonly Row[]> {
    const rows = await this.#execute(await this.#prepare(sql, ''), parameters);
    if (!PLANNED.test(sql) && !CHANGES_NO_PLAN.test(sql)) {
      this.#isUnsettled = true;
      await this.#forgetAll();
    }
    return rows;
  }

  async #prepare(sql: string, name: string): Promise<Prepared> {
    const { serialize } = this.#package.protocol;
    const parsed = serialize.parse({ name, text: sql });
    return { name, described: await this.#send(parsed, serialize.describe({ type: 'S', name })) };
  }

  async #execute(
    { name, described }: Prepared,
    parameters: readonly SqlValue[],
  ): Promise<readonly Row[]> {
    const { parse, protocol } = this.#package;
    const types = parse.parseDescribeStatementResults(described);
    // Who writes JavaScript may leave one out.
    const values = parameters.map((value: SqlValue | undefined, at) => {
      if (value === null || value === undefined) return null;
      const written: unknown = this.#engine.serializers[types[at] ?? 0]?.(value) ?? value;
      return String(written);
    });
    const bound = protocol.serialize.bind({ statement: name, values });
    const done = await this.#send(bound, protocol.serialize.execute({}));
    const [result] = parse.parseResults([...described, ...done], this.#engine.parsers);
    return result?.rows ?? [];
  }

  #forgetAll(): Promise<void> {
    return this.#forget([...this.#known]);
  }

  async #forget(statements: readonly (readonly [sql: string, Prepared])[]): Promise<void> {
    for (const [sql] of statements) this.#known.delete(sql);
    const { serialize } = this.#package.protocol;
    await this.#send(...statements.map(([, { name }]) => serialize.close({ type: 'S', name })));
  }

  async #send(...parts: readonly Uint8Array[]): Promise<Messages> {
    const message = Buffer.concat([...parts, this.#package.protocol.serialize.sync()]);
    return (await this.#engine.execProtocol(message)).messages;
  }
}

function isKept(sql: string): boolean {
  return sql.length <= LONGEST && PLANNED.test(sql) && !MOMENT.test(sql);
}
