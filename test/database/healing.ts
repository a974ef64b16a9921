// Ends all trouble between two rival servers and waits, on the clock of the test, until nothing is
// live any more: for as long as the design allows and no longer.

import type { Database } from '../../src/server/database.ts';
import type { Rivals } from './rivals.ts';

// A worker that died holds its lease for 15 s, by a clock that may be 10 s ahead of the sweeper's;
// what it left is looked at 5 s later at most.
const HEALED_WITHIN_MS = 15_000 + 10_000 + 5000;
const SWEEP_EVERY_MS = 500;

const LIVE = `SELECT id FROM payonce_checkouts WHERE tenant = $1 AND live IS NOT NULL`;

/** What is still not over when all should be; nothing when all is. */
export async function heal(rivals: Rivals, database: Database, tenant: string): Promise<string[]> {
  rivals.gate.heal();
  for (let waitedMs = 0; waitedMs <= HEALED_WITHIN_MS; waitedMs += SWEEP_EVERY_MS) {
    await rivals.gate.quiet();
    const live = await database.query(LIVE, [tenant]);
    if (live.length === 0 && rivals.idle()) return [];
    await rivals.clock.advance(SWEEP_EVERY_MS);
    await rivals.gate.quiet();
    await rivals.sweep(0);
  }
  return [`it is not over ${HEALED_WITHIN_MS} ms after all was well`];
}
