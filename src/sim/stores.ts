// Opens an empty database for a run, with the tables of payonce and of the storefront and the carts
// of the shoppers in it.

import { openPglite } from '../node/pglite.ts';
import type { Database } from '../server/database.ts';
import { runMigrations } from '../server/migrate.ts';
import { PAYONCE_STEPS } from '../server/migrations.ts';
import { readInstallation } from '../server/store/installation.ts';
import { memoryStore } from './memory-store.ts';
import { pgliteStore } from './pglite-store.ts';
import type { Plan } from './plan.ts';
import { memoryDatabase, type MemoryTemplate } from './sql/memory-database.ts';
import { FIRST_CURRENCY, FIRST_VALUE, STOREFRONT_TABLES } from './storefront.ts';
import type { Store } from './store.ts';

const CARTS = [
  ['cart-1', 'ann', FIRST_VALUE, FIRST_CURRENCY],
  ['cart-2', 'ben', 999, FIRST_CURRENCY],
] as const;

const MARK = '5eed5eed5eed5eed5eed5eed5eed5eed';
const MADE_AT_MS = Date.UTC(2026, 0, 1);

const PUT = `
  INSERT INTO storefront_carts (id, owner, version, amount_value, currency)
  VALUES ($1, $2, 1, $3, $4)`;

// Tables made anew are most of what a run on PGlite takes, and rows that were thrown away stay in
// their files until then.
const ANEW_EVERY = 50;
const LEFT = `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  AND relname <> 'payonce_versions' ORDER BY relname`;

let pglite: Promise<Database> | null = null;
let opened = 0;
let template: Promise<MemoryTemplate> | null = null;

export async function openStore({ store }: Plan): Promise<Store> {
  if (store === 'memory') {
    template ??= makeTemplate();
    return memoryStore((await template).open());
  }
  pglite ??= openPglite();
  const database = await pglite;
  if (opened % ANEW_EVERY === 0) {
    await database.query('DROP SCHEMA public CASCADE');
    await database.query('CREATE SCHEMA public');
    await makeTables(database);
  } else {
    const tables = (await database.query(LEFT)).map(({ relname }) => String(relname));
    const parts = tables.map((name) => `t_${name} AS (DELETE FROM ${name})`);
    await database.query(`WITH ${parts.join(', ')} SELECT 1`);
  }
  opened += 1;
  await fill(database);
  return pgliteStore(database);
}

async function makeTemplate(): Promise<MemoryTemplate> {
  const database = memoryDatabase();
  await makeTables(database);
  await fill(database);
  return database.template();
}

async function makeTables(database: Database): Promise<void> {
  await runMigrations(database, 'payonce_versions', PAYONCE_STEPS);
  for (const table of STOREFRONT_TABLES) await database.query(table);
}

async function fill(database: Database): Promise<void> {
  for (const cart of CARTS) await database.query(PUT, cart);
  // The shop was set up long ago: one that forgets even whose it is has no books to go back to.
  await readInstallation(database, { mark: MARK, madeAt: MADE_AT_MS });
}
