// Tables that tell about the database itself: the few columns of PostgreSQL's own that somebody
// asks for. Knows no table's rows.

import type { Execution } from './execution.ts';
import { DATABASE_NAME } from './functions.ts';
import type { Column } from './sql-type.ts';
import type { Values } from './value.ts';

export interface SystemTable {
  readonly columns: readonly Column[];
  run(x: Execution): Values[];
}

const text = (name: string): Column => ({ name, type: 'text', columns: null });

const SYSTEM_TABLES: Readonly<Record<string, SystemTable>> = {
  pg_tables: {
    columns: [text('schemaname'), text('tablename')],
    run: ({ catalog }) => [...catalog.tables.keys()].map((name) => ['public', name]),
  },
  // One row for each statement that waits for a lock, and one for the statement that asks.
  pg_stat_activity: {
    columns: [text('datname'), text('state'), text('wait_event_type')],
    run: ({ stores }) => [
      [DATABASE_NAME, 'active', null],
      ...Array.from({ length: stores.waiting() }, () => [DATABASE_NAME, 'active', 'Lock']),
    ],
  },
};

export function systemTable(name: string): SystemTable | null {
  return Object.hasOwn(SYSTEM_TABLES, name) ? (SYSTEM_TABLES[name] ?? null) : null;
}
