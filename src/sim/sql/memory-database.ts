// An SQL database in memory behind the server's database port, for a simulator: deterministic, with
// versions of every row, so that a statement can be run as of a moment and commits can be lost.
// Answers as PostgreSQL does at READ COMMITTED, or refuses by name what it was not made for. Keeps
// every version of every row for as long as it lives: databases are many and short, not few and
// long.

import type { Database, Row, SqlValue } from '../../server/database.ts';
import { EMPTY_CATALOG } from './catalog.ts';
import { rowOf, type Change } from './changes.ts';
import { goBack, newEngine, type Engine } from './engine.ts';
import { newSessions, runNow, type Around, type Sessions } from './sessions.ts';
import { committedRows, fillingsOf, newStorage } from './storage.ts';

/** What one process has of the database: its own connections, which can be cut. */
export interface MemoryClient extends Database {
  /**
   * Rolls its open transactions back, rejects its statements that wait, and calls `onBroken`. It
   * may ask again afterwards, as a pool connects anew.
   */
  disconnect(): void;
  onBroken(listener: () => void): void;
}

export interface MemoryDatabase extends MemoryClient {
  /**
   * Another process at the same tables. `around` runs each of its statements that are no part of a
   * transaction, also one that has waited for somebody else: what commits meanwhile is theirs.
   */
  connect(around?: Around): MemoryClient;
  /** Number of the last commit; every statement or transaction that wrote something adds one. */
  version(): number;
  /**
   * Forgets every commit after `version`, as a failover to a replica does, and cuts every
   * connection first. Numbers that an identity column gave out are not given out again.
   */
  rollBackTo(version: number): void;
  /**
   * Runs one statement at once. It sees what was committed up to `asOf`, as if it had begun then
   * and waited since: rows that it changes are judged anew on their newest version. Throws 55P03
   * where an open transaction is in its way.
   */
  run(sql: string, parameters?: readonly SqlValue[], asOf?: number): readonly Row[];
  /** Calls back after each commit; not when commits are lost. Answers how to stop it. */
  onCommit(listener: (changes: readonly Change[]) => void): () => void;
  /** The committed rows of a table, oldest first. */
  rows(table: string): readonly Row[];
  /** What is committed now, as the beginning of other databases. */
  template(): MemoryTemplate;
}

/** Tables and rows that new databases begin with. */
export interface MemoryTemplate {
  open(): MemoryDatabase;
}

/** A new database without tables. */
export function memoryDatabase(): MemoryDatabase {
  return databaseOver(newEngine(newStorage([], 0), EMPTY_CATALOG, 0));
}

function databaseOver(engine: Engine): MemoryDatabase {
  const processes: Process[] = [];
  const connect = (around: Around = (attempt) => attempt()): MemoryClient => {
    const made = processOn(engine, around);
    processes.push(made);
    return made.client;
  };
  const { query, transaction, onBroken, disconnect } = connect();
  return {
    query,
    transaction,
    onBroken,
    disconnect,
    connect,
    version: () => engine.version,
    rollBackTo(version) {
      // All at once: nobody goes on because another one was cut off first.
      for (const { sessions } of processes) sessions.dropWaiting();
      for (const { sessions } of processes) sessions.dropOpen();
      goBack(engine, version);
      for (const one of processes) one.tellBroken();
    },
    run: (sql, parameters = [], asOf = engine.version) => runNow(engine, sql, parameters, asOf),
    onCommit(listener) {
      engine.listeners.add(listener);
      return () => void engine.listeners.delete(listener);
    },
    rows(name) {
      const table = engine.catalog.tables.get(name);
      if (table === undefined) throw new Error(`There is no table ${name}.`);
      const store = engine.storage.found(table);
      return store === undefined ? [] : committedRows(store).map(rowOf(table));
    },
    template() {
      const { catalog, version, definer } = engine;
      if (definer !== null) throw new Error('A transaction is changing the tables just now.');
      const fillings = fillingsOf(engine.storage, catalog);
      return {
        open: () => databaseOver(newEngine(newStorage(fillings, version), catalog, version)),
      };
    },
  };
}

interface Process {
  readonly client: MemoryClient;
  readonly sessions: Sessions;
  tellBroken(): void;
}

function processOn(engine: Engine, around: Around): Process {
  const sessions = newSessions(engine, around);
  const { query, transaction } = sessions;
  const listeners: (() => void)[] = [];
  const tellBroken = (): void => {
    for (const listener of listeners) listener();
  };
  const client: MemoryClient = {
    query,
    transaction,
    onBroken: (listener) => void listeners.push(listener),
    disconnect() {
      sessions.dropWaiting();
      sessions.dropOpen();
      tellBroken();
    },
  };
  return { client, sessions, tellBroken };
}
