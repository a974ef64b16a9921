// Statements that wait: each is run again, with the snapshot it began with, once the transaction in
// its way has ended. Finds circles of waiting. Every answer comes within microtasks: there is no
// clock here, and whoever waits for a transaction that never ends waits for ever.

import type { Row } from '../../server/database.ts';
import type { Engine } from './engine.ts';
import { LockWait } from './locks.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import type { Transaction } from './stored.ts';

/** Runs a statement whole or not at all; throws `LockWait` where it must wait. */
type Attempt = () => readonly Row[];

export interface LockQueue {
  /** Tries now, and again whenever what it waited for has ended. `mine`: null for one alone. */
  run(attempt: Attempt, mine: Transaction | null): Promise<readonly Row[]>;
  /** Rejects all that waits. */
  drop(why: Error): void;
}

interface Waiting {
  readonly attempt: Attempt;
  readonly mine: Transaction | null;
  readonly resolve: (rows: readonly Row[]) => void;
  readonly reject: (error: unknown) => void;
}

/** `abort`: what becomes of a transaction that would wait for itself. */
export function newLockQueue(engine: Engine, abort: (transaction: Transaction) => void): LockQueue {
  const queue = new Set<(why: Error) => void>();

  function wait(one: Waiting, holder: Transaction): void {
    const { mine, reject } = one;
    if (mine !== null && leadsTo(holder, mine)) {
      abort(mine);
      reject(new SqlError(SQLSTATE.deadlock, 'deadlock detected'));
      return;
    }
    const leave = (): void => {
      queue.delete(giveUp);
      engine.waiting -= 1;
      if (mine !== null) mine.waitsFor = null;
    };
    const giveUp = (why: Error): void => {
      holder.waiters = holder.waiters.filter((other) => other !== goOn);
      leave();
      reject(why);
    };
    const goOn = (): void => {
      leave();
      tryOnce(one);
    };
    queue.add(giveUp);
    engine.waiting += 1;
    if (mine !== null) mine.waitsFor = holder;
    holder.waiters.push(goOn);
  }

  function tryOnce(one: Waiting): void {
    try {
      one.resolve(one.attempt());
    } catch (error) {
      if (error instanceof LockWait) wait(one, error.holder);
      else one.reject(error);
    }
  }

  return {
    run: (attempt, mine) =>
      new Promise((resolve, reject) => tryOnce({ attempt, mine, resolve, reject })),
    drop(why) {
      for (const giveUp of [...queue]) giveUp(why);
    },
  };
}

/** Whether `from` waits, by way of others if need be, for `to`. */
function leadsTo(from: Transaction, to: Transaction): boolean {
  for (let next: Transaction | null = from; next !== null; next = next.waitsFor) {
    if (next === to) return true;
  }
  return false;
}
