// The database of a run, of either kind, as the world handles it. Knows no faults and no servers.

import type { Queryable, Row, SqlValue } from '../server/database.ts';
import type { RowChange } from './history.ts';

/** `by` names whose connection it was, as it was given with the work; null: nobody's. */
export type CommitListener = (
  version: number,
  by: string | null,
  changes: readonly RowChange[],
) => void;

export interface Store {
  /** Runs one statement; with `asOf`, reading what had been committed then. */
  query(
    by: string,
    sql: string,
    parameters: readonly SqlValue[],
    asOf: number | null,
  ): Promise<readonly Row[]>;
  transaction<T>(by: string, work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Number of the last commit; null where the store does not count. */
  version(): number | null;
  /** Forgets the commits after `version`. */
  rollBackTo(version: number): void;
  onCommit(listener: CommitListener): void;
  /** Calls back when this one's connections broke. */
  onBroken(by: string, listener: () => void): void;
  /** Its process is gone: what it had open is rolled back, and nobody is told. */
  disconnect(by: string): void;
  /** What goes on in real time and must end before virtual time may go on; null: nothing. */
  realWork(): Promise<unknown> | null;
}
