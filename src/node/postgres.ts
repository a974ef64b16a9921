// PostgreSQL behind the server's database port, over a pool. Knows connections and timeouts, no
// tables. A connection that once left a statement unanswered is never used again.

import type pg from 'pg';
import type { Queryable } from '../server/database.ts';
import type { OpenDatabase } from './pglite.ts';

// Two processes of 20 stay well below PostgreSQL's default of 100 connections.
const MAX_CONNECTIONS = 20;
// A payment waits 5 s for the bank; a statement of ours takes milliseconds, so one that hangs means
// trouble.
const STATEMENT_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;
// The server ends a slow statement itself; only one that is gone without a word, as in a failover,
// is still silent a second later.
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 1_000;
// What a timer can hold; the driver takes 0 for its default. A connection that breaks is noticed
// all the same.
const NEVER_MS = 2 ** 31 - 1;
// A transaction of ours never waits for anything but its own statements: one that idles belongs to
// a process that is frozen or gone, and must not keep its locks.
const IDLE_IN_TRANSACTION_MS = 10_000;
// An idle connection whose server is gone is found out before it is needed.
const KEEP_ALIVE_AFTER_MS = 10_000;
// Whatever the database's own default: single statements rely on it too.
const READ_COMMITTED = '-c default_transaction_isolation=read\\ committed';

// PostgreSQL's number for `bigint`, which the driver would hand over as text.
const INT8 = 20;

/** `answerTimeoutMs`: after how long without an answer a statement rejects; default 6 s. */
export interface PostgresOptions {
  readonly answerTimeoutMs?: number;
}

/**
 * Opens a pool on a `postgres://` address; needs the package `pg`. Connects when first asked, and
 * again after the server was gone.
 */
export async function openPostgres(
  url: string,
  onError: (error: Error) => void = () => undefined,
  { answerTimeoutMs = ANSWER_TIMEOUT_MS }: PostgresOptions = {},
): Promise<OpenDatabase> {
  const { default: driver } = await import('pg');
  const pool = new driver.Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: answerTimeoutMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    options: READ_COMMITTED,
    application_name: 'payonce',
    types: { getTypeParser: integersAsNumbers(driver) },
  });
  const listeners: (() => void)[] = [];
  // An idle connection that breaks must not end the process; the pool opens another one.
  pool.on('error', (error) => {
    onError(error);
    for (const listener of listeners) listener();
  });
  return {
    onBroken: (listener) => void listeners.push(listener),
    query: queryable(pool).query,
    transaction: (work) => inTransaction(work),
    longTransaction: (work) =>
      inTransaction(async (tx) => {
        await tx.query('SET LOCAL statement_timeout = 0');
        return work(tx);
      }, NEVER_MS),
    close: () => pool.end(),
  };

  async function inTransaction<T>(
    work: (tx: Queryable) => Promise<T>,
    giveUpAfterMs?: number,
  ): Promise<T> {
    const client = await pool.connect();
    // The pool listens to idle connections only: one that breaks in our hands would end the
    // process. The statement under way rejects besides.
    client.on('error', onError);
    const answered = unlessSilent(driver, queryable(client, giveUpAfterMs));
    let isUsable = true;
    try {
      await answered.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      const result = await work(answered);
      await answered.query('COMMIT');
      return result;
    } catch (error) {
      isUsable = await answered.query('ROLLBACK').then(
        () => true,
        () => false,
      );
      throw error;
    } finally {
      client.off('error', onError);
      client.release(!isUsable);
    }
  }
}

// The driver's types list the types it was made with; the database may have others.
type AnyParserOf = (oid: number, format?: 'text' | 'binary') => unknown;

function integersAsNumbers(driver: typeof pg): typeof pg.types.getTypeParser {
  const parserOf = (oid: number, format?: 'text' | 'binary'): unknown =>
    oid === INT8 ? Number : (driver.types.getTypeParser as AnyParserOf)(oid, format);
  return parserOf as typeof pg.types.getTypeParser;
}

// The driver takes this for one statement as well, which its types do not say.
interface Statement extends pg.QueryConfig {
  readonly query_timeout?: number;
}

/** `giveUpAfterMs`: instead of what the pool's statements have. */
function queryable(handle: pg.Pool | pg.PoolClient, giveUpAfterMs?: number): Queryable {
  const limit = giveUpAfterMs === undefined ? {} : { query_timeout: giveUpAfterMs };
  return {
    async query(sql, parameters = []) {
      const statement: Statement = { text: sql, values: [...parameters], ...limit };
      const result = await handle.query<Record<string, unknown>>(statement);
      return result.rows;
    },
  };
}

/**
 * After a statement that got no answer of the server's, every other one rejects at once with the
 * same error: what is still on its way on that connection belongs to nobody.
 */
function unlessSilent(driver: typeof pg, handle: Queryable): Queryable {
  let silence: { readonly error: unknown } | null = null;
  return {
    async query(sql, parameters) {
      if (silence !== null) throw silence.error;
      try {
        return await handle.query(sql, parameters);
      } catch (error) {
        if (!(error instanceof driver.DatabaseError)) silence = { error };
        throw error;
      }
    },
  };
}
