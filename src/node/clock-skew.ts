// Holds this machine's clock against the database's, and corrects it. Leases are written by one
// server's clock and read by another's, so all of them must agree within a bound.

import type { Clock } from '../protocol/ports.ts';
import type { Queryable } from '../server/database.ts';

// Leases leave room for this much between two servers, in either direction.
const MAX_SKEW_MS = 5_000;
// Where the corrected clock is ahead of the time, it goes on this much slower until it is right.
const CATCHING_UP = 0.5;

const DATABASE_CLOCK = `
  SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`;

/** Rejects, in words, when the two clocks are further apart than leases allow. */
export async function refuseSkew(database: Queryable, clock: Clock): Promise<void> {
  refuse(apartMs(await measure(database, clock), 0));
}

/** This machine's clock, corrected against a database's. Never runs backwards. */
export interface CorrectedClock extends Clock {
  /** Asks the database for its time and goes by it; call it every half minute or so. */
  correct(): Promise<void>;
  /** In words, why nothing may be decided by this clock just now; null when all is well. */
  trouble(): string | null;
}

/**
 * A clock that agrees with the database's, to be handed to `createPayonce`. Rejects, in words, when
 * this machine's is further from it than leases allow.
 *
 * ```ts
 * const clock = await correctedClock(systemClock, database);
 * ```
 */
export async function correctedClock(clock: Clock, database: Queryable): Promise<CorrectedClock> {
  const first = await measure(database, clock);
  refuse(apartMs(first, 0));
  let offsetMs = offsetBy(first, 0);
  let skewMs = 0;
  let seenMs = clock.now();
  let shownMs = seenMs + offsetMs;
  const now = (): number => {
    const machineMs = clock.now();
    // A machine's clock that was set back stands still for us until it goes on.
    const passedMs = Math.max(machineMs - seenMs, 0);
    seenMs = machineMs;
    shownMs = Math.max(machineMs + offsetMs, shownMs + passedMs * CATCHING_UP);
    return Math.round(shownMs);
  };
  return {
    now,
    sleep: (delayMs, signal) => clock.sleep(delayMs, signal),
    async correct() {
      const measured = await measure(database, clock);
      offsetMs = offsetBy(measured, offsetMs);
      skewMs = apartMs(measured, 0);
    },
    trouble() {
      const aheadMs = now() - (clock.now() + offsetMs);
      const isMachine = skewMs >= aheadMs;
      const mostMs = isMachine ? skewMs : aheadMs;
      if (mostMs <= MAX_SKEW_MS) return null;
      return isMachine ? machineWords(skewMs) : aheadWords(aheadMs);
    },
  };
}

/** By how much the database's clock is ahead of the machine's, give or take `errorMs`. */
interface Measured {
  readonly offsetMs: number;
  readonly errorMs: number;
}

async function measure(database: Queryable, clock: Clock): Promise<Measured> {
  const askedMs = clock.now();
  const [row] = await database.query(DATABASE_CLOCK);
  const answeredMs = clock.now();
  const theirsMs = Number(row?.['now']);
  // What the journey took may stand on either side.
  return {
    offsetMs: theirsMs - (askedMs + answeredMs) / 2,
    errorMs: Math.abs(answeredMs - askedMs) / 2,
  };
}

/** The part of the difference that the journey does not explain. */
function apartMs({ offsetMs, errorMs }: Measured, byMs: number): number {
  return Math.max(Math.abs(offsetMs - byMs) - errorMs, 0);
}

/** What has not been proven wrong stays: a slow answer must not make a good clock worse. */
function offsetBy(measured: Measured, beforeMs: number): number {
  return apartMs(measured, beforeMs) > 0 ? measured.offsetMs : beforeMs;
}

function refuse(skewMs: number): void {
  if (skewMs > MAX_SKEW_MS) throw new Error(machineWords(skewMs));
}

function machineWords(skewMs: number): string {
  return (
    `This machine's clock and the database's are ${Math.round(skewMs / 1000)} s apart: set them by ` +
    `the same time server. Payments need them within ${MAX_SKEW_MS / 1000} s of each other.`
  );
}

function aheadWords(aheadMs: number): string {
  return (
    `This machine's clock was set back, and this server is still ${Math.round(aheadMs / 1000)} s ` +
    `ahead of it: start it again.`
  );
}
