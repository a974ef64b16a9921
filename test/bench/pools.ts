// The product's own database adapter, with as many connections as a measure asks for. One pool of
// it has a fixed size, as one process has; more than that are several pools, as several processes
// would have, and a statement goes to the one with the fewest in flight.

import { openPostgres } from '../../src/node/postgres.ts';
import type { Database } from '../../src/server/database.ts';

type OpenDatabase = Awaited<ReturnType<typeof openPostgres>>;

// Below the adapter's own limit, so that no statement waits for a connection.
const CONNECTIONS_A_POOL = 16;

interface Pool {
  readonly database: OpenDatabase;
  inFlight: number;
}

export async function openPools(url: string, connections: number): Promise<OpenDatabase> {
  const count = Math.ceil(connections / CONNECTIONS_A_POOL);
  const pools: Pool[] = await Promise.all(
    Array.from({ length: count }, async () => ({ database: await openPostgres(url), inFlight: 0 })),
  );

  async function through<T>(use: (database: Database) => Promise<T>): Promise<T> {
    const pool = pools.reduce((best, other) => (other.inFlight < best.inFlight ? other : best));
    pool.inFlight += 1;
    try {
      return await use(pool.database);
    } finally {
      pool.inFlight -= 1;
    }
  }

  return {
    query: (sql, parameters) => through((database) => database.query(sql, parameters)),
    transaction: (work) => through((database) => database.transaction(work)),
    close: async () => {
      await Promise.all(pools.map(({ database }) => database.close()));
    },
  };
}
