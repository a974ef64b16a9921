// The two functions that everything around the world works with: a seed draws a plan, a plan runs
// to an outcome. A run that throws ends in an outcome too, as a promise that was broken. Knows
// neither function from inside.

import { createHash } from 'node:crypto';
import type { Outcome, Totals } from './outcome.ts';
import type { Plan } from './plan.ts';

export type Store = Plan['store'];
export type DrawPlan = (seed: number, store: Store) => Plan;
export type RunPlan = (plan: Plan) => Promise<Outcome>;

export interface Runner {
  readonly drawPlan: DrawPlan;
  readonly runPlan: RunPlan;
}

/** What a run breaks that threw, hung or took its worker with it. */
export const RUN_ENDS = 'run-ends';

/** What a seed breaks whose second run differs from its first. */
export const SAME_SEED_SAME_RUN = 'same-seed-same-run';

const NOTHING: Totals = {
  faults: 0,
  exchanges: 0,
  statements: 0,
  presses: 0,
  payments: 0,
  virtualMs: 0,
};

export async function runToTheEnd(plan: Plan, runPlan: RunPlan): Promise<Outcome> {
  try {
    return await runPlan(plan);
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    // Where it threw is told, but is no part of the hash: a path differs between machines.
    const message = error instanceof Error ? error.message : words;
    return {
      plan,
      hash: createHash('sha256').update(message).digest('hex'),
      violations: [
        { promise: RUN_ENDS, words: `The run threw: ${words}`, entries: [], level: 'layer' },
      ],
      history: [],
      points: [],
      totals: NOTHING,
    };
  }
}
