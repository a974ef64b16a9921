// The shop's own table, in numbered steps that only ever grow, apart from payonce's: a storefront's
// carts are its own.

import type { Database } from '../server/database.ts';
import { runMigrations, type MigrationSteps } from '../server/migrate.ts';

const STEPS: MigrationSteps = [
  [
    // `ordinal` tells which cart is the newest, even of two made in one millisecond.
    `CREATE TABLE IF NOT EXISTS shop_carts (
      id text PRIMARY KEY,
      ordinal bigint GENERATED ALWAYS AS IDENTITY,
      principal text NOT NULL,
      version integer NOT NULL,
      items text NOT NULL,
      created_at bigint NOT NULL
    )`,
    'CREATE INDEX IF NOT EXISTS shop_carts_newest ON shop_carts (principal, ordinal)',
  ],
];

/** Brings the shop's tables to this version. Any number of servers may do so at once. */
export function migrateShop(database: Database): Promise<void> {
  return runMigrations(database, 'shop_versions', STEPS);
}
