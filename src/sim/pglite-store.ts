// PGlite as the database of a run: the real thing, in real time. It has one connection, so what
// comes while a transaction is open waits here. Virtual time stands still while PGlite works, and
// goes on while a transaction waits for it. Counts no commits: nothing is forgotten.

import type { Database, Queryable } from '../server/database.ts';
import { PgliteCommits } from './pglite-commits.ts';
import { RealWork } from './real-work.ts';
import type { CommitListener, Store } from './store.ts';

export async function pgliteStore(database: Database): Promise<Store> {
  const work = new RealWork();
  const commits = new PgliteCommits();
  const listeners: CommitListener[] = [];
  await commits.begin(database);

  /** Tells of what a piece of work has committed, also when it failed. */
  async function told<T>(by: string, task: Promise<T>): Promise<T> {
    try {
      return await task;
    } finally {
      const found = await commits.look(database);
      if (found !== null) {
        for (const listener of listeners) listener(found.version, by, found.changes);
      }
    }
  }

  async function attended<T>(tx: Queryable, run: (tx: Queryable) => Promise<T>): Promise<T> {
    const query: Queryable['query'] = (sql, parameters) => {
      commits.note(sql);
      return work.during(() => tx.query(sql, parameters));
    };
    work.end();
    try {
      return await run({ query });
    } finally {
      work.begin();
    }
  }

  return {
    query: (by, sql, parameters) =>
      work.inTurn(() => {
        const answer = database.query(sql, parameters);
        return commits.note(sql) ? told(by, answer) : answer;
      }),
    transaction: (by, run) =>
      work.inTurn(() =>
        told(
          by,
          database.transaction((tx) => attended(tx, run)),
        ),
      ),
    version: () => null,
    rollBackTo() {
      throw new Error('PGlite forgets nothing: such a plan needs the memory store');
    },
    onCommit: (listener) => void listeners.push(listener),
    onBroken: () => undefined,
    disconnect: () => undefined,
    realWork: () => work.untilIdle(),
  };
}
