// What time brings. It goes in steps, each longer than a lease, and two of them longer than the
// shopper's consent: so few are enough, and none of them depends on how long a call took.

import type { Age, Point, State } from './state.ts';
import type { SmallWorld } from './worlds.ts';

// What stands there was given a time when it was made up, and is over after a step.
const TIMED = new Set<Point['at']>([
  'hear-claim',
  'hear-leg',
  'doubt',
  'void',
  'begin',
  'rest',
  'park',
  'fact-park',
  'ask-refund',
  'claim-refund',
  'postpone-refund',
]);

/**
 * A take-over judges the lease by the time it was made up at; it is taken to be run at once, as a
 * statement is, and never a step later.
 */
export function mayTick(state: State): boolean {
  return !state.workers.some(({ point }) => point.at === 'take-over');
}

/** Only an authentication is called off for its age alone. */
function oldest({ cards }: SmallWorld): Age {
  return cards.includes('authentication') ? 3 : 2;
}

export function afterTick(state: State, world: SmallWorld): State {
  const { age, live, lease } = state;
  return {
    ...state,
    age: live === 0 ? age : (Math.min(age + 1, oldest(world)) as Age),
    lease: lease === 'held' ? 'over' : lease,
    attempts: state.attempts.map((attempt, index) =>
      index === live - 1 ? { ...attempt, due: true } : attempt,
    ),
    refunds: state.refunds.map((refund) =>
      refund.status === 'pending' ? { ...refund, due: true } : refund,
    ),
    workers: state.workers.map((worker) =>
      TIMED.has(worker.point.at) ? { ...worker, isLate: true } : worker,
    ),
  };
}
