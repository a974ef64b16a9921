// The database in memory as the database of a run: it counts commits, can forget them, and reads as
// of an earlier one. Each server has connections of its own.

import type { MemoryClient, MemoryDatabase } from './sql/memory-database.ts';
import type { Row } from '../server/database.ts';
import type { Store } from './store.ts';

const BLOCKED = '55P03';

export function memoryStore(database: MemoryDatabase): Store {
  const clients = new Map<string, MemoryClient>();
  const oldest = database.version();
  let working: string | null = null;

  function clientOf(name: string): MemoryClient {
    const client = clients.get(name) ?? database.connect((attempt) => by(name, attempt));
    clients.set(name, client);
    return client;
  }

  /** Whatever is committed while `task` runs is by this one. */
  function by<T>(name: string, task: () => T): T {
    const before = working;
    working = name;
    try {
      return task();
    } finally {
      working = before;
    }
  }

  return {
    async query(name, sql, parameters, asOf): Promise<readonly Row[]> {
      if (asOf !== null) {
        try {
          return by(name, () => database.run(sql, parameters, asOf));
        } catch (error) {
          if (!isBlocked(error)) throw error;
        }
      }
      return clientOf(name).query(sql, parameters);
    },
    transaction: (name, work) => clientOf(name).transaction(work),
    version: () => database.version(),
    rollBackTo: (version) => {
      database.rollBackTo(Math.max(oldest, version));
    },
    onCommit(listener) {
      database.onCommit((changes) => {
        listener(database.version(), working, changes);
      });
    },
    onBroken(name, listener) {
      clientOf(name).onBroken(listener);
    },
    disconnect(name) {
      clients.get(name)?.disconnect();
      clients.delete(name);
    },
    realWork: () => null,
  };
}

function isBlocked(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === BLOCKED;
}
