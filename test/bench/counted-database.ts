// Counts what passes through the database port, with what frames a transaction. Knows no SQL: what
// the database itself counted is for its own views to say.

import type { Database, Queryable } from '../../src/server/database.ts';

export interface CountedDatabase extends Database {
  /** Statements since the beginning; BEGIN and COMMIT count as one each. */
  readonly statements: () => number;
}

export function countedDatabase(database: Database): CountedDatabase {
  let statements = 0;
  const counted = (inner: Queryable): Queryable => ({
    query(sql, parameters) {
      statements += 1;
      return inner.query(sql, parameters);
    },
  });
  return {
    ...counted(database),
    transaction(work) {
      statements += 2;
      return database.transaction((tx) => work(counted(tx)));
    },
    statements: () => statements,
  };
}
