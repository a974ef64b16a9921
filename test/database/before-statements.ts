// A database between which and its server something can happen.

import type { Database } from '../../src/server/database.ts';

/** A database to which something happens just before a statement reaches it. */
export function beforeStatements(
  database: Database,
  happen: (sql: string) => void | Promise<void>,
): Database {
  const query: Database['query'] = async (sql, parameters) => {
    await happen(sql);
    return database.query(sql, parameters);
  };
  return { ...database, query };
}
