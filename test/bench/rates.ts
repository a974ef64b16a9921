// Payments per second at several numbers of connections: through `fetch`, through the store, and by
// the bare loop, side by side.

import pg from 'pg';
import { fill, tidyUp } from './fill.ts';
import { nameOf, type BenchServer } from './server.ts';
import { openPools } from './pools.ts';
import { opener, run, type RatesByWay } from './race.ts';
import { openTill } from './till.ts';
import { wayOfBareLoop, wayOfFetch, wayOfStore } from './ways.ts';

export interface Rates {
  readonly connections: number;
  readonly payments: number;
  readonly byWay: RatesByWay;
}

// Rounds of a fraction of a second: many short ones in turn are fairer than few long ones.
const PLAN = [
  { connections: 1, payments: 50 },
  { connections: 8, payments: 120 },
  { connections: 32, payments: 320 },
];
const BUDGET_MS = 22_000;

// A prepared statement keeps its plan: one made for empty tables would read whole tables later on.
const PAYMENTS_BEFORE = 10_000;

export async function measureRates(server: BenchServer): Promise<Rates[]> {
  const url = await server.newDatabase();
  await prepareTables(url);
  const results: Rates[] = [];
  for (const { connections, payments } of PLAN) {
    const database = await openPools(url, connections);
    const pool = new pg.Pool({ connectionString: url, max: connections });
    // A connection that is still closing when the server stops is nobody's trouble.
    pool.on('error', () => undefined);
    try {
      const till = await openTill(database);
      const bare = wayOfBareLoop(pool, true);
      const ways = [bare, wayOfBareLoop(pool, false), wayOfStore(database), wayOfFetch(till)];
      const open = opener(`${nameOf(url)}-${connections}`, till.open);
      const race = { ways, connections, payments, budgetMs: BUDGET_MS };
      const byWay = await run({ ...race, open: (_way, count) => open(count) });
      results.push({ connections, payments, byWay });
    } finally {
      await pool.end();
      await database.close();
    }
  }
  return results;
}

async function prepareTables(url: string): Promise<void> {
  const database = await openPools(url, 1);
  await openTill(database);
  await database.close();
  await fill(url, 1, PAYMENTS_BEFORE);
  await tidyUp(url);
}
