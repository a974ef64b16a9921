// Makes the shop's server fail on purpose, from outside of payonce: wraps the gateway and the
// database that it is handed, and the answers that it gives. Unarmed they are what they were. Knows
// where a payment comes by; how a process dies is somebody else's.

import { ConnectionCut } from '../../node/http-host.ts';
import type { Clock, Fetch } from '../../protocol/ports.ts';
import type { Database, Gateway } from '../../server.ts';
import type { Queryable, Row } from '../../server/database.ts';
import type { Death } from './death.ts';
import type { ArmedFault, FaultList, ShopFaultPoint } from './faults.ts';
import { hasClaimed, hasSettled } from './statements.ts';

export interface FaultsAtWork {
  readonly faults: FaultList<ShopFaultPoint>;
  readonly death: Death;
  readonly clock: Clock;
  /** Told of every fault that strikes, before it does. */
  readonly onStrike: (point: ShopFaultPoint) => void;
}

export function faultyGateway(gateway: Gateway, work: FaultsAtWork): Gateway {
  return {
    ...gateway,
    async charge(order) {
      if (strike(work, 'pause-before-charge')) work.death.pause('pause-before-charge');
      crash(work, 'crash-before-charge');
      const outcome = await gateway.charge(order);
      crash(work, 'crash-after-charge');
      return outcome;
    },
  };
}

export function faultyDatabase(database: Database, work: FaultsAtWork): Database {
  return {
    ...database,
    async query(sql, parameters) {
      const rows = await database.query(sql, parameters);
      crashAfter([pointOf(sql, rows)], work);
      return rows;
    },
    async transaction(run) {
      let written: (ShopFaultPoint | null)[] = [];
      const result = await database.transaction((tx) => {
        // A transaction that is run again has written nothing the first time.
        written = [];
        return run(noting(tx, written));
      });
      crashAfter(written, work);
      return result;
    },
  };
}

function noting(tx: Queryable, written: (ShopFaultPoint | null)[]): Queryable {
  return {
    async query(sql, parameters) {
      const rows = await tx.query(sql, parameters);
      written.push(pointOf(sql, rows));
      return rows;
    },
  };
}

/** The point that a committed statement has reached. */
function pointOf(sql: string, rows: readonly Row[]): ShopFaultPoint | null {
  if (hasClaimed(sql, rows)) return 'crash-after-claim';
  return hasSettled(sql, rows) ? 'crash-after-commit' : null;
}

function crashAfter(points: readonly (ShopFaultPoint | null)[], work: FaultsAtWork): void {
  for (const point of points) if (point !== null) crash(work, point);
}

const PAYMENTS = /^\/payonce\/checkouts\/[^/]+\/payments$/;

/** Rejects with `ConnectionCut` where the host must cut the connection. */
export function faultyAnswers(fetch: Fetch, work: FaultsAtWork): Fetch {
  return async (request) => {
    const answer = await fetch(request);
    if (request.method !== 'POST' || !PAYMENTS.test(new URL(request.url).pathname)) return answer;
    crash(work, 'crash-before-answer');
    const slow = strike(work, 'answer-slow');
    if (slow !== null) await work.clock.sleep(slow.ms);
    if (strike(work, 'answer-lost')) throw new ConnectionCut('cut after all was committed');
    return answer;
  };
}

function crash(work: FaultsAtWork, point: ShopFaultPoint): void {
  if (strike(work, point)) work.death.crash(point);
}

function strike(work: FaultsAtWork, point: ShopFaultPoint): ArmedFault | null {
  const fault = work.faults.take(point);
  if (fault !== null) work.onStrike(point);
  return fault;
}
