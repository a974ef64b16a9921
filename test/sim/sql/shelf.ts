// A shelf with two pieces on it, which transactions stand in line for.

import { memoryDatabase, type MemoryDatabase } from '../../../src/sim/sql/memory-database.ts';

export function shelf(): MemoryDatabase {
  const database = memoryDatabase();
  database.run('CREATE TABLE shelf (sku text PRIMARY KEY, pieces integer NOT NULL)');
  database.run("INSERT INTO shelf VALUES ('bowl', 5), ('mug', 3)");
  return database;
}

/** How many wait for a lock. */
export function waiting(database: MemoryDatabase): number {
  const [row] = database.run(
    "SELECT count(*) AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
  );
  return Number(row?.['waiting']);
}

export const TAKE =
  'UPDATE shelf SET pieces = pieces - 1 WHERE sku = $1 AND pieces > 0 RETURNING pieces';
