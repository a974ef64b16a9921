// What each statement of a payment does when it is run: what it hangs from is asked of the rows as
// they are then. Knows no bank and no refund.

import { ended, goTo, rowChanged, withAttempt, withLeg, withWorker, workerAt } from './changing.ts';
import { afterVoid, learn, noted, parked, settled } from './fact-steps.ts';
import { attemptAt, legAt, MAX_LEGS, type Point, type State, type Worker } from './state.ts';
import type { SmallWorld } from './worlds.ts';

type Of<T extends Point['at']> = Extract<Point, { readonly at: T }>;

export function write(state: State, place: number, world: SmallWorld): State {
  const worker = workerAt(state, place);
  const { point } = worker;
  switch (point.at) {
    case 'take-over':
      return takeOver(state, place, worker);
    case 'doubt':
      return doubt(state, place, worker);
    case 'void':
      return voided(state, place, worker, point, world);
    case 'begin':
      return begin(state, place, worker, world);
    case 'rest':
      return rest(state, place, worker);
    case 'release':
      return release(state, place, worker, point);
    case 'settle':
      return settle(state, place, worker, point, world);
    case 'park':
      return ended(worker.isOurs ? parked(state, place, point.fact) : state, place);
    case 'fact-settle':
    case 'fact-park':
    case 'give-back':
      return storeFact(state, place, worker, point, world);
    case 'note':
      return ended(noted(state, place, point.telling), place);
    default:
      throw new Error(`nothing is written at ${point.at}`);
  }
}

function takeOver(state: State, place: number, worker: Worker): State {
  const { number } = worker;
  if (!worker.isOurs || state.lease === 'held') return ended(state, place);
  const { status, leg } = attemptAt(state, number);
  const { row } = legAt(state, number, leg);
  const isShown = state.lease === 'over' || status === 'processing';
  const change = isShown ? ({ fence: true, revision: true } as const) : ({ fence: true } as const);
  const seen = status === 'processing' ? withAttempt(state, number, { status: 'unknown' }) : state;
  const taken = rowChanged({ ...seen, lease: 'held' }, place, change);
  const knows = row === 'action' || row === 'pending' ? row : 'sent';
  const inHand = withWorker(taken, place, { isOurs: true, isLate: false, knows, leg });
  if (row === 'voided') return afterVoid(inHand, place);
  return goTo(inHand, place, { at: 'lookup', answer: null });
}

function doubt(state: State, place: number, worker: Worker): State {
  const { number, leg } = worker;
  if (!isInHand(state, worker)) return ended(state, place);
  const shown = withAttempt(state, number, { status: 'unknown' });
  const doubted = withLeg(shown, number, leg, { row: 'unknown' });
  return goTo(renewed(doubted, place, worker), place, { at: 'lookup', answer: null });
}

function voided(
  state: State,
  place: number,
  worker: Worker,
  { then }: Of<'void'>,
  world: SmallWorld,
): State {
  const { number, leg, isLate } = worker;
  if (!isInHand(state, worker)) return learn(state, place, 'canceled', null, world);
  const done = renewed(withLeg(state, number, leg, { row: 'voided' }), place, worker);
  // The next leg is begun under the same times as this one was ended.
  if (then === 'begin') return withWorker(done, place, { point: { at: 'begin' }, isLate });
  if (then === 'rest') return goTo(done, place, { at: 'rest' });
  return endVoided(done, place, leg + 1);
}

/** Legs that a database may have forgotten are voided first. */
export function endVoided(state: State, place: number, later: number): State {
  if (later <= MAX_LEGS) return goTo(state, place, { at: 'cancel-later', later, answer: null });
  const isAwaited = workerAt(state, place).task === 'pay';
  if (isAwaited) return goTo(state, place, { at: 'release', as: 'voided' });
  return goTo(state, place, { at: 'settle', fact: 'canceled' });
}

/** A message that parks the attempt gives the lease back under the same fence. */
function isInHand({ lease }: State, { isOurs }: Worker): boolean {
  return isOurs && lease !== 'none';
}

function begin(state: State, place: number, worker: Worker, world: SmallWorld): State {
  const { number, leg, isLate } = worker;
  if (!isInHand(state, worker)) return learn(state, place, 'canceled', null, world);
  const next = leg + 1;
  const written = withAttempt(withLeg(state, number, next, { row: 'sending' }), number, {
    leg: next,
  });
  const held = renewed(written, place, worker);
  const point = { at: 'hear-leg' } as const;
  return withWorker(held, place, { leg: next, knows: 'sent', point, isLate });
}

function rest(state: State, place: number, { number, isOurs, isLate }: Worker): State {
  if (!isOurs) return ended(state, place);
  return ended(withAttempt({ ...state, lease: 'none' }, number, { due: isLate }), place);
}

function release(state: State, place: number, worker: Worker, { as }: Of<'release'>): State {
  const { number, leg, isOurs } = worker;
  if (!isOurs) return ended(state, place);
  const given = withLeg(state, number, leg, { row: as });
  const over = withAttempt(given, number, { status: 'not_sent', due: false });
  const row = { ...over, live: 0, lease: 'none' } as const;
  return ended(rowChanged(row, place, { revision: true, live: true }), place);
}

function settle(
  state: State,
  place: number,
  worker: Worker,
  { fact }: Of<'settle'>,
  world: SmallWorld,
): State {
  const isOurs = worker.isOurs || !world.rules.fenced;
  if (isOurs) return ended(settled(state, place, fact), place);
  return learn(state, place, fact, null, world);
}

function storeFact(
  state: State,
  place: number,
  worker: Worker,
  { at, fact, telling }: Of<'fact-settle' | 'fact-park' | 'give-back'>,
  world: SmallWorld,
): State {
  if (!worker.isOurs && world.rules.revised) return learn(state, place, fact, telling, world);
  const told = noted(state, place, telling);
  if (at === 'give-back') return ended(told, place);
  return ended(
    at === 'fact-settle' ? settled(told, place, fact) : parked(told, place, fact),
    place,
  );
}

/** The lease, and whoever read the row before sees that it has moved. */
function renewed(state: State, place: number, { isLate }: Worker): State {
  const lease = isLate ? 'over' : 'held';
  return rowChanged({ ...state, lease }, place, { revision: true });
}
