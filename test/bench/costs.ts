// What calls cost a database, counted and not timed: statements at the port and again by the
// server, commits, rollbacks, transactions that wrote, bytes of WAL. Knows no kind of call.

import type pg from 'pg';
import type { Database } from '../../src/server/database.ts';
import type { CountedDatabase } from './counted-database.ts';
import type { Job } from './at-once.ts';

export interface Costs {
  /** At the database port. */
  readonly statements: number;
  /** By `pg_stat_statements`: what the driver added would show here. */
  readonly executed: number;
  readonly commits: number;
  readonly rollbacks: number;
  /** Transactions that wrote: only they take a number, and only they wait for the disk. */
  readonly writes: number;
  /** By the statements themselves, without their commit records. */
  readonly statementWalBytes: number;
  /** By the whole server, whoever wrote it. */
  readonly walBytes: number;
  /** Whole pages among it, which PostgreSQL writes at a page's first change after a checkpoint. */
  readonly pageImages: number;
  /** Pages of tables and indexes that the statements looked at, in memory or on disk. */
  readonly pages: number;
}

export interface Counted {
  readonly database: CountedDatabase;
  readonly name: string;
  readonly watcher: pg.Client;
}

/** The costs of all jobs together, done one after the other on one connection. */
export async function costsOf(counted: Counted, jobs: readonly Job[]): Promise<Costs> {
  const before = await look(counted);
  for (const job of jobs) await job();
  const after = await look(counted);
  const spent = (key: keyof Costs): number => after[key] - before[key];
  return {
    statements: spent('statements') - LOOKS,
    executed: spent('executed'),
    commits: spent('commits') - LOOKS,
    rollbacks: spent('rollbacks'),
    writes: spent('writes'),
    statementWalBytes: spent('statementWalBytes'),
    walBytes: spent('walBytes'),
    pageImages: spent('pageImages'),
    pages: spent('pages'),
  };
}

// A backend reports its counts once a second unless told to at once, and only if some table was
// read: one statement before each look, of which the last falls between the two.
const FLUSH = 'SELECT pg_stat_force_next_flush() FROM pg_class LIMIT $1';
const LOOKS = 1;

const LOOK = `
  SELECT d.xact_commit::float8 AS commits, d.xact_rollback::float8 AS rollbacks,
    pg_snapshot_xmax(pg_current_snapshot())::text::float8 AS writes,
    (pg_current_wal_insert_lsn() - '0/0')::float8 AS "walBytes",
    s.executed, s."statementWalBytes", s."pageImages", s.pages
  FROM pg_stat_database d, (
    SELECT coalesce(sum(calls), 0)::float8 AS executed,
      coalesce(sum(wal_bytes), 0)::float8 AS "statementWalBytes",
      coalesce(sum(wal_fpi), 0)::float8 AS "pageImages",
      coalesce(sum(shared_blks_hit + shared_blks_read), 0)::float8 AS pages
    FROM pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = $1) AND query <> $2
  ) s
  WHERE d.datname = $1`;

async function look({ database, name, watcher }: Counted): Promise<Costs> {
  await flush(database);
  const { rows } = await watcher.query<Omit<Costs, 'statements'>>(LOOK, [name, FLUSH]);
  const [found] = rows;
  if (found === undefined) throw new Error(`PostgreSQL knows no database ${name}.`);
  return { ...found, statements: database.statements() };
}

async function flush(database: Database): Promise<void> {
  await database.query(FLUSH, [1]);
}
