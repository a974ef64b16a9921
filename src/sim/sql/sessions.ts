// What one process has under way at the database: statements alone, and transactions, each over a
// connection of its own that answers one statement after the other and can be cut.

import type { Queryable, Row, SqlValue } from '../../server/database.ts';
import { beginTransaction, commit, rollBack, runStatement, type Engine } from './engine.ts';
import { newLockQueue } from './lock-queue.ts';
import { LockWait } from './locks.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import type { Transaction } from './stored.ts';

type Parameters = readonly SqlValue[];

export interface Sessions extends Queryable {
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Rejects what waits, as when connections are cut; nobody else goes on by it. */
  dropWaiting(): void;
  /** Rolls back what is open. */
  dropOpen(): void;
}

/** Runs a statement of its own, each time that it is tried. */
export type Around = <T>(attempt: () => T) => T;

/** Runs one statement now or never: what would have to wait is refused. */
export function runNow(
  engine: Engine,
  sql: string,
  parameters: Parameters,
  snapshot: number,
): readonly Row[] {
  try {
    return runSingle(engine, sql, parameters, snapshot);
  } catch (error) {
    if (!(error instanceof LockWait)) throw error;
    throw new SqlError(SQLSTATE.lockNotAvailable, 'an open transaction holds what is wanted');
  }
}

function runSingle(
  engine: Engine,
  sql: string,
  parameters: Parameters,
  snapshot: number,
): readonly Row[] {
  const transaction = beginTransaction(engine, true);
  let rows: readonly Row[];
  try {
    rows = runStatement(engine, transaction, sql, parameters, snapshot);
  } catch (error) {
    rollBack(engine, transaction);
    throw error;
  }
  commit(engine, transaction);
  return rows;
}

export function newSessions(engine: Engine, around: Around): Sessions {
  const own = new Set<Transaction>();
  // As in PostgreSQL an error ends the transaction there and then; only its last word is awaited.
  const abort = (transaction: Transaction): void => {
    rollBack(engine, transaction);
    transaction.status = 'failed';
  };
  const queue = newLockQueue(engine, abort);

  function statementIn(transaction: Transaction, sql: string, parameters: Parameters) {
    const snapshot = engine.version;
    return queue.run(() => {
      requireOpen(transaction);
      try {
        return runStatement(engine, transaction, sql, parameters, snapshot);
      } catch (error) {
        if (!(error instanceof LockWait)) abort(transaction);
        throw error;
      }
    }, transaction);
  }

  return {
    query(sql, parameters = []) {
      const snapshot = engine.version;
      const attempt = () => runSingle(engine, sql, parameters, snapshot);
      return queue.run(() => around(attempt), null);
    },
    async transaction(work) {
      const transaction = beginTransaction(engine, false);
      own.add(transaction);
      const line = oneByOne();
      try {
        const query: Queryable['query'] = (sql, parameters = []) =>
          line.add(() => statementIn(transaction, sql, parameters));
        const result = await work({ query });
        await line.end();
        if (transaction.status === 'ended') throw connectionLost();
        if (transaction.status === 'open') commit(engine, transaction);
        return result;
      } catch (error) {
        await line.end();
        if (transaction.status === 'open') rollBack(engine, transaction);
        throw error;
      } finally {
        transaction.status = 'ended';
        own.delete(transaction);
      }
    },
    dropWaiting: () => queue.drop(connectionLost()),
    dropOpen() {
      for (const transaction of own) {
        if (transaction.status === 'open') rollBack(engine, transaction);
        transaction.status = 'ended';
      }
    },
  };
}

function connectionLost(): SqlError {
  return new SqlError(SQLSTATE.connectionLost, 'Connection terminated unexpectedly');
}

function requireOpen({ status }: Transaction): void {
  if (status === 'open') return;
  if (status === 'ended') throw connectionLost();
  const words = 'current transaction is aborted, commands ignored until end of transaction block';
  throw new SqlError(SQLSTATE.failedTransaction, words);
}

/** A connection: what is asked while it is busy is begun when the rest is answered. */
function oneByOne() {
  let last: Promise<unknown> | null = null;
  return {
    add<T>(begin: () => Promise<T>): Promise<T> {
      const mine = last === null ? begin() : last.then(begin, begin);
      const done = (): void => {
        if (last === mine) last = null;
      };
      last = mine;
      mine.then(done, done);
      return mine;
    },
    async end(): Promise<void> {
      while (last !== null) await last.catch(() => undefined);
    },
  };
}
