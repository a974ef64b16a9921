// One bounded step of all that goes on without a shopper: attempts that no worker holds are taken
// over and carried on, refunds carried out, events delivered, messages tried again, the gateway's
// list looked through, old rows thrown away. Safe to run at any time, by any number of servers; who
// calls it, and how often, is the host's business.

import type { Ending, Job } from './job.ts';
import { deliverEvents } from './outbox.ts';
import { mayHaveMore, purge } from './purging.ts';
import type { ReconcileReport } from './reconciling.ts';
import { carryRefunds } from './refunding.ts';
import { retryInbox } from './webhooks.ts';
import { leaseMs, type Settings } from './options.ts';
import { findDue, takeOver, type Due } from './store/due.ts';
import { afterVoid, findOut } from './worker.ts';

// One step ends soon even when the gateway is slow: the attempts are looked at side by side.
const MOST_A_SWEEP = { lost: 20, parked: 10 };

// A charge that nobody told us of is found within this and what is too young to tell.
const RECONCILE_EVERY_MS = 15_000;
// Old rows are in no hurry, unless there are more of them than one step takes.
const PURGE_EVERY_MS = 60_000;

/**
 * What one sweep did: how many attempts it took over and how many of them it brought to an end,
 * refunds it carried out, events it delivered, messages it could apply at last.
 */
export interface SweepReport {
  readonly taken: number;
  readonly ended: number;
  readonly refunds: number;
  readonly events: number;
  readonly messages: number;
}

export function createSweep(
  settings: Settings,
  reconcile: () => Promise<ReconcileReport>,
): () => Promise<SweepReport> {
  const { clock, onError } = settings;
  const busy = new Set<string>();
  // One part that fails must not keep the others from their work, and one that is slow, because a
  // target hangs, is not begun again before it has ended.
  const part = async (name: string, work: () => Promise<number>): Promise<number> => {
    if (busy.has(name)) return 0;
    busy.add(name);
    try {
      return await work();
    } catch (error) {
      onError(error, name);
      return 0;
    } finally {
      busy.delete(name);
    }
  };
  // `work` answers whether it has more to do: then it goes on with the next sweep.
  const seldom = (name: string, everyMs: number, work: () => Promise<boolean>) => {
    let dueMs = clock.now() + everyMs;
    return async (): Promise<void> => {
      if (clock.now() < dueMs) return;
      dueMs = clock.now() + everyMs;
      await part(name, async () => {
        if (await work()) dueMs = clock.now();
        return 0;
      });
    };
  };
  const reconcileSeldom = seldom('reconcile', RECONCILE_EVERY_MS, async () => {
    await reconcile();
    return false;
  });
  const purgeSeldom = seldom('purge', PURGE_EVERY_MS, async () =>
    mayHaveMore(await purge(settings)),
  );
  return async () => {
    const [recovered, messages, refunds, events] = await Promise.all([
      recover(settings),
      part('inbox', () => retryInbox(settings)),
      part('refunds', () => carryRefunds(settings)),
      part('events', () => deliverEvents(settings)),
      reconcileSeldom(),
      purgeSeldom(),
    ]);
    return { ...recovered, refunds, events, messages };
  };
}

async function recover(settings: Settings): Promise<Pick<SweepReport, 'taken' | 'ended'>> {
  const { database, tenant, clock } = settings;
  const due = await findDue(database, tenant, clock.now(), MOST_A_SWEEP);
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
    const job: Job = { ...taken, leaseUntil, awaited: false };
    return await (taken.leg.state === 'voided' ? afterVoid(settings, job) : findOut(settings, job));
  } catch (error) {
    // One attempt that cannot be carried on must not keep the others waiting; its lease runs out
    // and it is tried again.
    settings.onError(error, `sweep ${due.checkoutId}.${due.ordinal}`);
    return { type: 'undecided' };
  }
}
