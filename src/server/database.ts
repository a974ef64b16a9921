// The SQL database as the server sees it: statements with numbered parameters. Every statement here
// runs unchanged on PostgreSQL and on PGlite. Knows no driver and no connection string.

export type SqlValue = string | number | boolean | null;
export type Row = Readonly<Record<string, unknown>>;

export interface Queryable {
  /**
   * Runs one statement (`$1`, `$2`, …) in its own READ COMMITTED transaction, or in the surrounding
   * one. Answers its rows.
   */
  query(sql: string, parameters?: readonly SqlValue[]): Promise<readonly Row[]>;
}

const UNIQUE_VIOLATION = '23505';
const CHECK_VIOLATION = '23514';

/** Whether a statement was refused because another process has just written the same thing. */
export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === UNIQUE_VIOLATION;
}

/** Whether a statement was refused because a row may not hold such a value. */
export function isCheckViolation(error: unknown): boolean {
  return codeOf(error) === CHECK_VIOLATION;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}

/**
 * A database. `transaction` commits when `work` resolves and rolls back when it rejects; inside it
 * only the handed `Queryable` may be used (an outer query would wait for ever on a single
 * connection). 64-bit integers must arrive as numbers: every number kept by payonce is a safe
 * integer.
 */
export interface Database extends Queryable {
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /**
   * The same for work that may take as long as it needs, such as a change of tables. Absent where
   * `transaction` may as well.
   */
  longTransaction?<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Calls back when a connection broke that nothing was being asked on. */
  onBroken?(listener: () => void): void;
}
