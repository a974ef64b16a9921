// The shop's own tables, in numbered steps that only ever grow, apart from payonce's: a
// storefront's carts are its own.

import type { Database } from '../server/database.ts';
import { FIRST_STOCK, PRODUCTS } from './products.ts';
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
  [
    // May fall below nothing: what is paid is owed, whether it lies on the shelf or not.
    `CREATE TABLE shop_stock (
      sku text PRIMARY KEY,
      left_over bigint NOT NULL
    )`,
    // One row for each event that was fulfilled, however often it comes.
    `CREATE TABLE shop_shipments (
      event_id text PRIMARY KEY,
      checkout_id text NOT NULL,
      cart_id text NOT NULL,
      pieces text NOT NULL
    )`,
  ],
];

// A piece that was never stocked comes onto the shelf; what lies there stays as it is.
const STOCK_UP = `
  INSERT INTO shop_stock (sku, left_over)
  SELECT sku, $2 FROM json_array_elements_text($1::json) AS p (sku)
  ON CONFLICT (sku) DO NOTHING`;

/**
 * Brings the shop's tables to this version, and new pieces onto the shelf. Any number of servers
 * may do so at once.
 */
export async function migrateShop(database: Database): Promise<void> {
  await runMigrations(database, 'shop_versions', STEPS);
  const skus = PRODUCTS.map(({ sku }) => sku);
  await database.query(STOCK_UP, [JSON.stringify(skus), FIRST_STOCK]);
}
