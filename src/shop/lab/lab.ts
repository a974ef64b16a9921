// The lab of a shop's server: one list of armed faults, the ports that they strike at, and the
// routes that arm them. A shop without a lab has none of it.

import type { Hono } from 'hono';
import type { Clock, Fetch } from '../../protocol/ports.ts';
import type { Database, Gateway } from '../../server.ts';
import type { Death } from './death.ts';
import { createFaultList, type ArmedFault, type ShopFaultPoint } from './faults.ts';
import { faultyAnswers, faultyDatabase, faultyGateway } from './faulty-ports.ts';
import { labRoutes } from './routes.ts';

export interface LabOptions {
  /** Armed from the start: a process can be made to fail before it serves anybody. */
  readonly armed: readonly ArmedFault<ShopFaultPoint>[];
  readonly death: Death;
  readonly clock: Clock;
  readonly bankUrl: string;
  /** Reaches the bank. */
  readonly fetch: Fetch;
  readonly onStrike: (point: ShopFaultPoint) => void;
}

export interface Lab {
  readonly routes: Hono;
  readonly database: (database: Database) => Database;
  readonly gateway: (gateway: Gateway) => Gateway;
  /** Rejects with `ConnectionCut` where the host must cut the connection. */
  readonly answers: (fetch: Fetch) => Fetch;
}

export function createLab(options: LabOptions): Lab {
  const { armed, death, clock, bankUrl, fetch, onStrike } = options;
  const faults = createFaultList(armed);
  const work = { faults, death, clock, onStrike };
  return {
    routes: labRoutes({ faults, bankUrl, fetch }),
    database: (database) => faultyDatabase(database, work),
    gateway: (gateway) => faultyGateway(gateway, work),
    answers: (answers) => faultyAnswers(answers, work),
  };
}
