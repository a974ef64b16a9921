// A run of the world of cardboard, as an outcome.

import { createHash } from 'node:crypto';
import type { Fact } from '../../src/sim/history.ts';
import type { Totals } from '../../src/sim/outcome.ts';
import type { RunPlan } from '../../src/sim/runner.ts';
import { Cardboard, STARTED_AT } from './stand-in-world.ts';

export const runStandIn: RunPlan = async (plan) => {
  const { history, violations } = new Cardboard(plan).run();
  const count = (type: Fact['type']): number =>
    history.filter((entry) => entry.type === type).length;
  const totals: Totals = {
    faults: count('fault'),
    exchanges: count('requested') + count('gateway-called'),
    statements: count('committed'),
    presses: count('pressed'),
    payments: count('ledger'),
    virtualMs: (history.at(-1)?.at ?? STARTED_AT) - STARTED_AT,
  };
  const hash = createHash('sha256').update(JSON.stringify(history)).digest('hex');
  return { plan, hash, violations, history, points: [], totals };
};
