// The lab for React: what is armed in each lane, the bank's books, and the log, asked again every
// second. Writes into the log what changed meanwhile. Draws nothing.

import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useRef, useSyncExternalStore } from 'react';
import type { ArmedFault } from './faults.ts';
import {
  amountText,
  arm,
  disarm,
  LabError,
  readArmed,
  readLedger,
  type FarLane,
  type Ledger,
} from './lab-api.ts';
import type { Line, Log } from './log.ts';
import type { PageLab } from './page-lab.ts';

const EVERY_MS = 1_000;
const armedKey = (lane: FarLane) => ['lab', lane, 'faults'];

/** What is armed in one lane, and what arms and disarms there. */
export interface LaneFaults {
  readonly armed: readonly ArmedFault[];
  /** Why nothing can be armed here now, in words; null when all is well. */
  readonly trouble: string | null;
  readonly arm: (fault: ArmedFault) => Promise<void>;
  /** One point, or all of them. */
  readonly disarm: (point?: string) => Promise<void>;
}

export function useFarFaults(lane: FarLane, log: Log): LaneFaults & { readonly isThere: boolean } {
  const client = useQueryClient();
  const changes = useRef(0);
  const query = useQuery({
    queryKey: armedKey(lane),
    queryFn: async () => {
      const before = client.getQueryData<readonly ArmedFault[]>(armedKey(lane)) ?? [];
      const now = await readArmed(lane);
      // What is being disarmed by hand has not struck.
      if (changes.current === 0) tellStruck(lane, before, now, log);
      return now;
    },
    refetchInterval: EVERY_MS,
    retry: false,
  });
  const change = async (work: Promise<readonly ArmedFault[]>): Promise<void> => {
    changes.current += 1;
    try {
      const now = await work;
      // A look that began before the change must not paint over it.
      await client.cancelQueries({ queryKey: armedKey(lane) });
      client.setQueryData(armedKey(lane), now);
    } catch (error) {
      log.add({ kind: 'note', what: lane, said: wordsOf(error), key: null });
    } finally {
      changes.current -= 1;
    }
  };
  const { error, data: armed = [] } = query;
  return {
    armed,
    isThere: !(error instanceof LabError && error.status === 404),
    trouble: error === null ? null : troubleOf(lane),
    arm: (fault) => change(arm(lane, fault)),
    disarm: (point) => change(disarm(lane, point)),
  };
}

function troubleOf(lane: FarLane): string {
  if (lane === 'bank') return 'The bank does not answer. Start it again: npm run bank';
  return 'The server does not answer. Start it again: npm start';
}

function wordsOf(error: unknown): string {
  return error instanceof LabError ? error.message : 'does not answer: nothing was changed';
}

/** A fault that is armed less often than a moment ago has struck. */
function tellStruck(
  lane: FarLane,
  before: readonly ArmedFault[],
  now: readonly ArmedFault[],
  log: Log,
): void {
  for (const point of new Set(before.map((fault) => fault.point))) {
    const struck = timesOf(before, point) - timesOf(now, point);
    if (struck <= 0) continue;
    const said = struck === 1 ? `${point} struck` : `${point} struck × ${struck}`;
    log.add({ kind: 'note', what: lane, said, key: null });
  }
}

export function timesOf(armed: readonly ArmedFault[], point: string): number {
  return armed.filter((fault) => fault.point === point).reduce((sum, { times }) => sum + times, 0);
}

/** The page's own faults, in the shape of the others. */
export function useBrowserFaults({
  faults,
}: PageLab): LaneFaults & { readonly isOffline: boolean } {
  const armed = useSyncExternalStore(faults.subscribe, faults.armed);
  const isOffline = useSyncExternalStore(faults.subscribe, faults.isOffline);
  const disarmOne = (point?: string): void => {
    const kept = faults.armed().filter((fault) => fault.point !== point);
    faults.clear();
    if (point !== undefined) for (const fault of kept) faults.arm(fault);
  };
  return {
    armed,
    isOffline,
    trouble: null,
    arm: async (fault) => faults.arm(fault as Parameters<typeof faults.arm>[0]),
    disarm: async (point) => disarmOne(point),
  };
}

/** The bank's books for a checkout; null before anybody has asked. */
export function useLedger(checkoutId: string | null, log: Log): Ledger | null {
  const client = useQueryClient();
  const queryKey = ['lab', 'ledger', checkoutId];
  const query = useQuery({
    queryKey,
    queryFn: async () => {
      const now = await readLedger(checkoutId ?? '');
      tellBooked(client, queryKey, now, log);
      return now;
    },
    enabled: checkoutId !== null,
    refetchInterval: EVERY_MS,
    retry: false,
  });
  return query.data ?? null;
}

function tellBooked(client: QueryClient, queryKey: unknown[], now: Ledger, log: Log): void {
  const before = client.getQueryData<Ledger>(queryKey);
  if (before === undefined) return;
  for (const charge of now.charges) {
    const known = before.charges.find(({ id }) => id === charge.id);
    if (known?.status === charge.status) continue;
    const kind = charge.status === 'declined' ? 'refused' : 'booked';
    const said = `${charge.status} ${amountText(charge.amount)}`;
    log.add({ kind, what: 'bank', said, key: charge.key });
  }
  for (const refund of now.refunds) {
    if (before.refunds.some(({ id }) => id === refund.id)) continue;
    const said = `gave back ${amountText(refund.amount)}`;
    log.add({ kind: 'booked', what: 'bank', said, key: null });
  }
}

export function useLines(log: Log): readonly Line[] {
  return useSyncExternalStore(log.subscribe, log.lines);
}
