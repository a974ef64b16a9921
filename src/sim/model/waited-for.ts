// Who waits at the bank's door with a charge. Knows nothing else.

import type { State } from './state.ts';

/** A server waits for this leg's charge to be heard by the bank. */
export function isWaitedFor(state: State, attempt: number, leg: number): boolean {
  return state.workers.some(
    (worker) =>
      worker.point.at === 'charge' &&
      worker.point.answer === null &&
      worker.number === attempt &&
      worker.leg === leg,
  );
}
