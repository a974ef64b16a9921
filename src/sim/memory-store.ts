// The database in memory as the database of a run: it counts commits, can forget them, and reads as
// of an earlier one. Each server has connections of its own.

import type { MemoryClient, MemoryDatabase } from './sql/memory-database.ts';
import type { Row } from '../server/database.ts';
import type { Store } from './store.ts';

const BLOCKED = '55P03';
const NEVER = -1;

export function memoryStore(database: MemoryDatabase): Store {
  const clients = new Map<string, MemoryClient>();
  const oldest = database.version();
  let working: string | null = null;
  let lookedAt = NEVER;
  let dueMs = 0;

  function clientOf(by: string): MemoryClient {
    const client = clients.get(by) ?? database.connect();
    clients.set(by, client);
    return client;
  }

  /** Whatever is committed while `task` begins is by this one. */
  function by<T>(name: string, task: () => T): T {
    working = name;
    try {
      return task();
    } finally {
      working = null;
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
      return by(name, () => clientOf(name).query(sql, parameters));
    },
    transaction: (name, work) => clientOf(name).transaction(work),
    version: () => database.version(),
    rollBackTo: (version) => {
      database.rollBackTo(Math.max(oldest, version));
      lookedAt = NEVER;
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
    isAnythingDue(nowMs) {
      if (database.version() !== lookedAt) {
        lookedAt = database.version();
        dueMs = nextDueMs(database);
      }
      return dueMs <= nowMs;
    },
    realWork: () => null,
  };
}

function isBlocked(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === BLOCKED;
}

const LIVE = new Set<unknown>(['processing', 'unknown', 'action_required', 'pending']);
const WAITING = new Set<unknown>(['pending', 'waiting']);
const WAITERS = ['payonce_refunds', 'payonce_outbox', 'payonce_inbox'] as const;

/** When a sweep has something to do again, as far as the rows tell. */
function nextDueMs(database: MemoryDatabase): number {
  let next = Number.POSITIVE_INFINITY;
  const look = (due: unknown): void => {
    if (typeof due === 'number' && due < next) next = due;
  };
  for (const row of database.rows('payonce_attempts')) {
    if (LIVE.has(row['status'])) look(row['next_check_at']);
  }
  for (const table of WAITERS) {
    for (const row of database.rows(table))
      if (WAITING.has(row['status'])) look(row['next_try_at']);
  }
  return next;
}
