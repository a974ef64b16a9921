// One suite, three databases: whatever the server does with SQL it must do on PGlite, on PostgreSQL
// and on the simulator's database in memory alike. Knows how to open an empty database of each
// kind, and that it is gone when its test ends. Knows no tables.

import { describe, inject, onTestFinished } from 'vitest';
import { openPglite } from '../../src/node/pglite.ts';
import { openPostgres } from '../../src/node/postgres.ts';
import type { Database } from '../../src/server/database.ts';
import { memoryDatabase } from '../../src/sim/sql/memory-database.ts';
import { newDatabaseUrl } from './postgres-url.ts';

type PgliteDatabase = Awaited<ReturnType<typeof openPglite>>;

/** Opens an empty database. Called inside a test; gone when that test ends. */
export type OpenDatabase = () => Promise<Database>;

export type DatabaseKind = 'PGlite' | 'PostgreSQL' | 'memory';

const KINDS: readonly DatabaseKind[] = ['PGlite', 'PostgreSQL', 'memory'];

// PGlite takes seconds to start and milliseconds to empty: one that a test has done with serves the
// next test, of this file or another, and ends with the process.
const idle: PgliteDatabase[] = [];

async function openPgliteForTest(): Promise<Database> {
  const database = idle.pop() ?? (await openPglite());
  onTestFinished(async () => {
    await database.query('DROP SCHEMA public CASCADE');
    await database.query('CREATE SCHEMA public');
    await database.query('DISCARD ALL');
    idle.push(database);
  });
  return database;
}

async function openPostgresForTest(): Promise<Database> {
  const database = await openPostgres(await newDatabaseUrl(inject('postgresUrl')));
  onTestFinished(() => database.close());
  return database;
}

const OPENERS: Readonly<Record<DatabaseKind, OpenDatabase>> = {
  PGlite: openPgliteForTest,
  PostgreSQL: openPostgresForTest,
  memory: async () => memoryDatabase(),
};

/**
 * Runs the tests that `define` makes once per kind of database: `describeDatabases('claim', (open)
 * => { test(…) })`. `kind` is for what not all of them can do: races need many connections, which
 * PGlite has not. `kinds` is for what only some of them can be asked at all.
 */
export function describeDatabases(
  name: string,
  define: (open: OpenDatabase, kind: DatabaseKind) => void,
  kinds: readonly DatabaseKind[] = KINDS,
): void {
  for (const kind of kinds) {
    describe(`${name} on ${kind}`, () => {
      define(OPENERS[kind], kind);
    });
  }
}
