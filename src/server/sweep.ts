// One bounded step of recovery: attempts that no worker holds are taken over and carried on. Safe
// to run at any time, by any number of servers; who calls it, and how often, is the host's
// business.

import { leaseMs, type Settings } from './options.ts';
import { findDue, takeOver, type Due } from './store/due.ts';
import { afterVoid, findOut, type Ending, type Job } from './worker.ts';

// One step ends soon even when the gateway is slow: the attempts are looked at side by side.
const MAX_ATTEMPTS_A_SWEEP = 20;

/**
 * What one sweep did: how many attempts it took over, and how many of them it brought to an end.
 */
export interface SweepReport {
  readonly taken: number;
  readonly ended: number;
}

export async function sweep(settings: Settings): Promise<SweepReport> {
  const { database, tenant, clock } = settings;
  const due = await findDue(database, tenant, clock.now(), MAX_ATTEMPTS_A_SWEEP);
  const endings = await Promise.all(due.map((one) => carryOn(settings, one)));
  const taken = endings.filter((ending) => ending !== null);
  return {
    taken: taken.length,
    ended: taken.filter((ending) => ending.type !== 'undecided').length,
  };
}

async function carryOn(settings: Settings, due: Due): Promise<Ending | null> {
  try {
    const now = settings.clock.now();
    const leaseUntil = now + leaseMs(settings.gateway);
    const taken = await takeOver(settings.database, due, now, leaseUntil);
    if (taken === null) return null;
    const { attempt, leg, fence } = taken;
    const { checkoutId, ordinal } = due;
    const hold = { checkoutId, ordinal, fence, leg: leg.leg };
    const job: Job = { hold, leaseUntil, attempt, token: leg.token ?? '', awaited: false };
    return await (leg.state === 'voided' ? afterVoid(settings, job) : findOut(settings, job));
  } catch (error) {
    // One attempt that cannot be carried on must not keep the others waiting; its lease runs out
    // and it is tried again.
    settings.onError(error, `sweep ${due.checkoutId}.${due.ordinal}`);
    return { type: 'undecided' };
  }
}
