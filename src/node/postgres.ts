// PostgreSQL behind the server's database port, over a pool. Knows connections and timeouts, no
// tables.

import type pg from 'pg';
import type { Queryable } from '../server/database.ts';
import type { OpenDatabase } from './pglite.ts';

// Two processes of 20 stay well below PostgreSQL's default of 100 connections.
const MAX_CONNECTIONS = 20;
// A payment waits 5 s for the bank; a statement of ours takes milliseconds, so one that hangs means
// trouble.
const STATEMENT_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;

// PostgreSQL's number for `bigint`, which the driver would hand over as text.
const INT8 = 20;

/**
 * Opens a pool on a `postgres://` address; needs the package `pg`. Connects when first asked, and
 * again after the server was gone.
 */
export async function openPostgres(
  url: string,
  onError: (error: Error) => void = () => undefined,
): Promise<OpenDatabase> {
  const { default: driver } = await import('pg');
  const pool = new driver.Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'payonce',
    types: { getTypeParser: integersAsNumbers(driver) },
  });
  // An idle connection that breaks must not end the process; the pool opens another one.
  pool.on('error', onError);
  return {
    query: queryable(pool).query,
    async transaction(work) {
      const client = await pool.connect();
      // The pool listens to idle connections only: one that breaks in our hands would end the
      // process. The statement under way rejects besides.
      client.on('error', onError);
      let isUsable = true;
      try {
        await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
        const result = await work(queryable(client));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        isUsable = await client.query('ROLLBACK').then(
          () => true,
          () => false,
        );
        throw error;
      } finally {
        client.off('error', onError);
        client.release(!isUsable);
      }
    },
    close: () => pool.end(),
  };
}

// The driver's types list the types it was made with; the database may have others.
type AnyParserOf = (oid: number, format?: 'text' | 'binary') => unknown;

function integersAsNumbers(driver: typeof pg): typeof pg.types.getTypeParser {
  const parserOf = (oid: number, format?: 'text' | 'binary'): unknown =>
    oid === INT8 ? Number : (driver.types.getTypeParser as AnyParserOf)(oid, format);
  return parserOf as typeof pg.types.getTypeParser;
}

function queryable(handle: pg.Pool | pg.PoolClient): Queryable {
  return {
    async query(sql, parameters = []) {
      const result = await handle.query<Record<string, unknown>>({
        text: sql,
        values: [...parameters],
      });
      return result.rows;
    },
  };
}
