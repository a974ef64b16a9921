// PGlite, the embedded PostgreSQL, behind the server's database port: in memory, or in a folder
// that this process must own. PGlite never fsyncs: enough for a demo and for tests, not for money,
// so live gateway keys are refused beside it.

import type { Transaction } from '@electric-sql/pglite';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Database, Queryable } from '../server/database.ts';
import { lockFile, type FileLock } from './file-lock.ts';
import { PgliteStatements } from './pglite-statements.ts';

/** A database that can be closed. */
export interface OpenDatabase extends Database {
  close(): Promise<void>;
}

/**
 * Opens PGlite in `folder`, or in memory without one; needs the package `@electric-sql/pglite`.
 * Refuses a folder that another live process has open: two would lose each other's rows without a
 * word.
 */
export async function openPglite(folder?: string): Promise<OpenDatabase> {
  const lock = folder === undefined ? null : await lockFolder(folder);
  const library = await import('@electric-sql/pglite');
  const parsers = { [library.types.INT8]: Number };
  const pglite = await library.PGlite.create({
    ...(folder === undefined ? {} : { dataDir: folder }),
    parsers,
  });
  const statements = new PgliteStatements(pglite, library);
  // What is asked outside of a transaction waits for the one that is open: there is one connection.
  const turns = new library.Mutex();
  return {
    query: (sql, parameters = []) => turns.runExclusive(() => statements.run(sql, parameters)),
    transaction: (work) =>
      turns.runExclusive(async () => {
        try {
          return await pglite.transaction((tx) => work(queryable(tx, statements)));
        } finally {
          await statements.settle();
        }
      }),
    async close() {
      await turns.runExclusive(() => pglite.close());
      await lock?.release();
    },
  };
}

async function lockFolder(folder: string): Promise<FileLock> {
  await mkdir(dirname(folder), { recursive: true });
  // Beside the folder, not in it: what is in it belongs to the engine.
  return lockFile(folder);
}

function queryable(tx: Transaction, statements: PgliteStatements): Queryable {
  return {
    async query(sql, parameters = []) {
      if (tx.closed) throw new Error('The transaction has ended');
      return statements.run(sql, parameters);
    },
  };
}
