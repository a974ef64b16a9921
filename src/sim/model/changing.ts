// Small changes of a state, each giving a new one, and what a change of the checkout's row means to
// the servers that have read it before. Knows the variables, no step.

import {
  attemptAt,
  legAt,
  refundAt,
  type Attempt,
  type Leg,
  type Point,
  type Refund,
  type State,
  type Worker,
} from './state.ts';

export function withAttempt(state: State, number: number, change: Partial<Attempt>): State {
  const changed = { ...attemptAt(state, number), ...change };
  const attempts = state.attempts.map((one, index) => (index === number - 1 ? changed : one));
  return { ...state, attempts };
}

export function withLeg(state: State, number: number, leg: number, change: Partial<Leg>): State {
  const changed = { ...legAt(state, number, leg), ...change };
  const legs = attemptAt(state, number).legs.map((one, index) =>
    index === leg - 1 ? changed : one,
  );
  return withAttempt(state, number, { legs });
}

export function withRefund(state: State, number: number, change: Partial<Refund>): State {
  const changed = { ...refundAt(state, number), ...change };
  return {
    ...state,
    refunds: state.refunds.map((one, index) => (index === number ? changed : one)),
  };
}

export function workerAt(state: State, place: number): Worker {
  const worker = state.workers[place];
  if (worker === undefined) throw new Error(`there is no worker ${place}`);
  return worker;
}

export function withWorker(state: State, place: number, change: Partial<Worker>): State {
  const changed = { ...workerAt(state, place), ...change };
  const workers = state.workers.map((one, index) => (index === place ? changed : one));
  return { ...state, workers };
}

/** The worker goes on to this point, with fresh times in its hand. */
export function goTo(state: State, place: number, point: Point): State {
  return withWorker(state, place, { point, isLate: false });
}

export function begun(state: State, worker: Worker): State {
  return { ...state, workers: [...state.workers, worker] };
}

export function ended(state: State, place: number): State {
  return { ...state, workers: state.workers.filter((_worker, index) => index !== place) };
}

const SEEN = new Set<Point['at']>(['fact-settle', 'fact-park']);
const FREE = new Set<Point['at']>([
  'note',
  'note-refund',
  'ask-refund',
  'claim-refund',
  'send-refund',
  'postpone-refund',
  'conclude-refund',
]);

/** What of the checkout's row a statement changed. */
export interface RowChange {
  readonly revision?: true;
  readonly fence?: true;
  readonly live?: true;
}

/** Whoever read the row before, and holds on to what has changed, will write nothing. */
export function rowChanged(state: State, by: number, change: RowChange): State {
  const workers = state.workers.map((worker, place) => {
    if (place === by || !worker.isOurs || FREE.has(worker.point.at)) return worker;
    const isHeld = change.fence === undefined && change.live === undefined;
    const isSeen = change.revision === undefined;
    const { at } = worker.point;
    const isOurs = at === 'give-back' ? isSeen : isHeld && (isSeen || !SEEN.has(at));
    return isOurs ? worker : { ...worker, isOurs };
  });
  return { ...state, workers };
}

/** The refund's next try was moved, or there is none any more: other holds on it are over. */
export function refundMoved(state: State, by: number, number: number): State {
  const workers = state.workers.map((worker, place) => {
    const isHolder = ['claim-refund', 'send-refund', 'postpone-refund'].includes(worker.point.at);
    if (place === by || !isHolder || worker.number !== number) return worker;
    return { ...worker, isOurs: false };
  });
  return { ...state, workers };
}
