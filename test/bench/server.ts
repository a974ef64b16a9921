// The PostgreSQL server of a run: one that loses nothing when the power fails, as for real money.
// Watched from a connection to its maintenance database, so that watching counts nowhere.

import pg from 'pg';
import { startPostgres } from '../support/postgres.ts';

/** Said aloud although they are PostgreSQL's defaults: the tests' servers have them off. */
export const DURABLE = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' };

export interface BenchServer {
  readonly watcher: pg.Client;
  /** Makes an empty database; `counted`: its statements are counted by `pg_stat_statements`. */
  newDatabase(counted?: 'counted'): Promise<string>;
  /** Autovacuum writes WAL and commits when it likes: off while single bytes are counted. */
  setAutovacuum(on: boolean): Promise<void>;
  stop(): Promise<void>;
}

export async function startServer(): Promise<BenchServer> {
  const server = await startPostgres({
    ...DURABLE,
    shared_preload_libraries: 'pg_stat_statements',
    'pg_stat_statements.track': 'none',
    shared_buffers: '512MB',
    max_wal_size: '8GB',
  });
  const watcher = new pg.Client({ connectionString: server.url });
  await watcher.connect();
  await watcher.query('CREATE EXTENSION pg_stat_statements');
  return {
    watcher,
    async newDatabase(counted) {
      const url = await server.createDatabase();
      const name = nameOf(url);
      if (counted) await watcher.query(`ALTER DATABASE ${name} SET pg_stat_statements.track = top`);
      return url;
    },
    async setAutovacuum(on) {
      await watcher.query(`ALTER SYSTEM SET autovacuum = ${on ? 'on' : 'off'}`);
      await watcher.query('SELECT pg_reload_conf()');
    },
    async stop() {
      await watcher.end();
      await server.stop();
    },
  };
}

export function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}
