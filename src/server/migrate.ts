// Brings tables to a version by numbered steps, each run once, by any number of servers that start
// at the same time. Knows no table but the one that counts.

import type { Database, Queryable } from './database.ts';

/**
 * Each step is a list of statements. Steps are only ever added: one that was released is never
 * edited.
 */
export type MigrationSteps = readonly (readonly string[])[];

/**
 * Runs the steps that `versionsTable` does not list yet. Throws when the tables are newer than the
 * steps.
 */
export async function runMigrations(
  database: Database,
  versionsTable: string,
  steps: MigrationSteps,
): Promise<void> {
  const create = `CREATE TABLE IF NOT EXISTS ${versionsTable} (version integer PRIMARY KEY)`;
  // Of two servers that create it at the same moment PostgreSQL lets one fail, IF NOT EXISTS or
  // not; the second look finds it there.
  await database.query(create).catch(() => database.query(create));
  const migrate = async (tx: Queryable): Promise<void> => {
    await tx.query(`LOCK TABLE ${versionsTable} IN EXCLUSIVE MODE`);
    const rows = await tx.query(`SELECT max(version) AS version FROM ${versionsTable}`);
    const current = Number(rows[0]?.['version'] ?? 0);
    if (current > steps.length) {
      throw new Error(
        `${versionsTable} is at ${current}, this program knows ${steps.length}: start a newer one.`,
      );
    }
    for (const [index, statements] of steps.entries()) {
      if (index < current) continue;
      for (const statement of statements) await tx.query(statement);
      await tx.query(`INSERT INTO ${versionsTable} (version) VALUES ($1)`, [index + 1]);
    }
  };
  // A step may rewrite a table of millions of rows, and every other server that starts meanwhile
  // waits for it: one that gave up would give up at each start.
  await (database.longTransaction?.(migrate) ?? database.transaction(migrate));
}
