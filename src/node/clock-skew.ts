// Holds this machine's clock against the database's. Leases are written by one server's clock and
// read by another's, so all of them must agree within a bound.

import type { Clock } from '../protocol/ports.ts';
import type { Queryable } from '../server/database.ts';

// Leases leave room for this much between two servers, in either direction.
const MAX_SKEW_MS = 5_000;

const DATABASE_CLOCK = `
  SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`;

/** Rejects, in words, when the two clocks are further apart than leases allow. */
export async function refuseSkew(database: Queryable, clock: Clock): Promise<void> {
  const askedAt = clock.now();
  const [row] = await database.query(DATABASE_CLOCK);
  const answeredAt = clock.now();
  const theirs = Number(row?.['now']);
  // What the journey took may stand on either side.
  const ahead = askedAt - theirs;
  const behind = theirs - answeredAt;
  const skewMs = Math.max(ahead, behind, 0);
  if (skewMs <= MAX_SKEW_MS) return;
  throw new Error(
    `This machine's clock and the database's are ${Math.round(skewMs / 1000)} s apart: set them by ` +
      `the same time server. Payments need them within ${MAX_SKEW_MS / 1000} s of each other.`,
  );
}
