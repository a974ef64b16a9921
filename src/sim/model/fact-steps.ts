// What a server does with the bank's word about a leg: stores the end, shows that it waits, goes on
// to another leg. Mirrors the one transition function of the server and what comes before and after
// it. Knows no bank.

import { ended, goTo, rowChanged, withAttempt, withLeg, withWorker, workerAt } from './changing.ts';
import { legAt, MAX_LEGS, type Fact, type State, type Telling, type Worker } from './state.ts';
import type { SmallWorld } from './worlds.ts';

/** The word came to a worker that has the attempt in hand. */
export function take(state: State, place: number, fact: Fact): State {
  const { knows } = workerAt(state, place);
  switch (fact) {
    case 'captured':
    case 'declined':
      return goTo(state, place, { at: 'settle', fact });
    case 'canceled':
      if (knows !== 'sent') return goTo(state, place, { at: 'settle', fact });
      return afterVoid(state, place);
    case 'asks':
      return goTo(state, place, knows === 'sent' ? { at: 'park', fact } : { at: 'rest' });
    case 'pending':
      return goTo(state, place, knows === 'pending' ? { at: 'rest' } : { at: 'park', fact });
  }
}

/** The leg charged nothing and never will: another one, or an honest end. */
export function afterVoid(state: State, place: number): State {
  const { leg, task } = workerAt(state, place);
  const isOver = state.age >= 2 || leg >= MAX_LEGS;
  if (isOver) return goTo(state, place, { at: 'void', then: 'end' });
  const then = task === 'pay' && state.age >= 1 ? 'rest' : 'begin';
  return goTo(state, place, { at: 'void', then });
}

/** The word came to one that has nothing in hand: by a message, or too late. */
export function learn(
  state: State,
  place: number,
  fact: Fact,
  telling: Telling,
  world: SmallWorld,
): State {
  const worker = workerAt(state, place);
  const at = stepFor(state, worker, fact, world);
  if (at !== null) {
    return withWorker(state, place, { point: { at, fact, telling }, isOurs: true, isLate: false });
  }
  if (telling === null) return ended(state, place);
  return withWorker(state, place, { point: { at: 'note', telling }, isOurs: true, isLate: false });
}

type FactPoint = 'fact-settle' | 'fact-park' | 'give-back';

function stepFor(
  state: State,
  { number, leg }: Worker,
  fact: Fact,
  { rules }: SmallWorld,
): FactPoint | null {
  const { row } = legAt(state, number, leg);
  if (fact === 'captured' && row === 'succeeded') return null;
  const isLive = state.live === number && state.attempts[number - 1]?.leg === leg;
  if (!isLive && rules.endsStay) return fact === 'captured' ? 'give-back' : null;
  switch (fact) {
    case 'captured':
    case 'declined':
      return 'fact-settle';
    case 'canceled':
      return row === 'action' || row === 'pending' ? 'fact-settle' : null;
    case 'pending':
      return row === 'pending' || row === 'voided' ? null : 'fact-park';
    case 'asks':
      return row === 'action' || row === 'pending' || row === 'voided' ? null : 'fact-park';
  }
}

/** The attempt has come to its end, with the answer that is replayed for ever. */
export function settled(state: State, place: number, fact: Fact): State {
  const { number, leg } = workerAt(state, place);
  const isPaid = fact === 'captured';
  const status = isPaid ? 'succeeded' : 'declined';
  const stored = withLeg(state, number, leg, { row: status });
  const over = withAttempt(stored, number, { status, due: false });
  const row = { ...over, live: 0, lease: 'none', paid: isPaid ? number : 0 } as const;
  return rowChanged(row, place, { revision: true, live: true });
}

export function parked(state: State, place: number, fact: Fact): State {
  const { number, leg, isLate } = workerAt(state, place);
  const isAsked = fact === 'asks';
  const shown = withLeg(state, number, leg, { row: isAsked ? 'action' : 'pending' });
  const status = isAsked ? 'action_required' : 'pending';
  const waiting = withAttempt(shown, number, { status, due: isLate });
  return rowChanged({ ...waiting, lease: 'none' }, place, { revision: true });
}

/** The message counts as taken. */
export function noted(state: State, place: number, telling: Telling): State {
  if (telling === null) return state;
  const { number, leg } = workerAt(state, place);
  return withLeg(state, number, leg, { [telling]: 'applied' });
}
