// Payments per second at several numbers of connections: through `fetch`, through the store, and by
// the bare loop, side by side.

import pg from 'pg';
import { nameOf, type BenchServer } from './server.ts';
import { openPools } from './pools.ts';
import { opener, run } from './race.ts';
import { openTill } from './till.ts';
import { wayOfBareLoop, wayOfFetch, wayOfStore } from './ways.ts';

export interface Rates {
  readonly connections: number;
  readonly payments: number;
  readonly rounds: number;
  readonly byWay: ReadonlyMap<string, readonly number[]>;
}

// Rounds of about a second where a commit takes a millisecond: long enough to level out a commit,
// short enough that ten of them see more than one mood of the machine.
const PLAN = [
  { connections: 1, payments: 100, rounds: 9 },
  { connections: 8, payments: 400, rounds: 9 },
  { connections: 32, payments: 800, rounds: 9 },
];

export async function measureRates(server: BenchServer): Promise<Rates[]> {
  const url = await server.newDatabase();
  const results: Rates[] = [];
  for (const { connections, payments, rounds } of PLAN) {
    const database = await openPools(url, connections);
    const pool = new pg.Pool({ connectionString: url, max: connections });
    try {
      const till = await openTill(database);
      const bare = wayOfBareLoop(pool, true);
      const ways = [bare, wayOfBareLoop(pool, false), wayOfStore(database), wayOfFetch(till)];
      const open = opener(`${nameOf(url)}-${connections}`, till.open);
      const race = { ways, connections, payments, rounds };
      const byWay = await run({ ...race, open: (_way, count) => open(count) });
      results.push({ connections, payments, rounds, byWay });
    } finally {
      await pool.end();
      await database.close();
    }
  }
  return results;
}
