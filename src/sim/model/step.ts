// One step of the model: what an action makes of a state, and what somebody who waits is answered.
// Pure; finds nothing out by itself.

import * as bank from './bank-steps.ts';
import { arrive, hear, lose, notSent, refundMade } from './call-steps.ts';
import type { Action, Deed } from './action.ts';
import { begun, ended, rowChanged, workerAt } from './changing.ts';
import { learn } from './fact-steps.ts';
import {
  askRefund,
  refundAnswer,
  tellRefund,
  withRefundInHand,
  writeRefund,
} from './refund-steps.ts';
import { attemptAt, legAt, NEW_ATTEMPT, type State, type Worker } from './state.ts';
import { afterTick } from './time-step.ts';
import type { SmallWorld } from './worlds.ts';
import { write } from './write-steps.ts';

export interface Stepped {
  /**
   * Its workers stand where they stood: one that begins comes last, one that is gone leaves none.
   */
  readonly state: State;
  /** The HTTP status that somebody hears; null: nobody hears anything. */
  readonly said: number | null;
}

export type Step = (state: State, action: Action, world: SmallWorld) => Stepped;

export const step: Step = (state, action, world) => {
  switch (action.type) {
    case 'press-again':
      return { state, said: replay(state, action.attempt) };
    case 'ask-refund':
      return askRefund(state, action.refund, world);
    case 'tell':
      return tell(state, action.attempt, action.leg, action.which, world);
    case 'tell-refund':
      if (state.refunds[action.refund]?.told === 'applied') return { state, said: 200 };
      return { state: tellRefund(state, action.refund), said: null };
    case 'arrive':
    case 'hear':
    case 'lose':
    case 'not-sent':
    case 'write': {
      const next = act(state, action.type, action.worker, world);
      return { state: rested(next), said: answer(state, next, action.worker) };
    }
    default:
      return { state: rested(quiet(state, action, world)), said: null };
  }
};

type Quiet = Extract<
  Action,
  { type: 'press' | 'sweep' | 'tick' | 'crash' | 'arrive-late' | 'refund-late' | 'decide' }
>;

function quiet(state: State, action: Quiet, world: SmallWorld): State {
  switch (action.type) {
    case 'press':
      return press(state);
    case 'sweep':
      return sweep(state);
    case 'tick':
      return afterTick(state, world);
    case 'crash':
      return ended(state, action.worker);
    case 'arrive-late': {
      const { attempt, leg } = action;
      return bank.charge(state, attempt, leg, world.cards[attempt - 1] ?? 'good').state;
    }
    case 'refund-late':
      return refundMade(state, action.refund, true);
    case 'decide':
      return bank.decide(state, action.attempt, action.leg, action.says);
  }
}

function act(state: State, deed: Exclude<Deed, 'crash'>, place: number, world: SmallWorld): State {
  switch (deed) {
    case 'arrive':
      return arrive(state, place, world);
    case 'hear':
      return hear(state, place, world);
    case 'lose':
      return lose(state, place, world);
    case 'not-sent':
      return notSent(state, place);
    case 'write': {
      const isRefund = workerAt(state, place).point.at.endsWith('-refund');
      return isRefund ? writeRefund(state, place, world) : write(state, place, world);
    }
  }
}

const NEW_WORKER = { isOurs: true, isLate: false, knows: 'sent' } as const;

function press(state: State): State {
  const number = state.attempts.length + 1;
  const attempts = [...state.attempts, NEW_ATTEMPT];
  const row = { ...state, attempts, live: number, lease: 'held', age: 0 } as const;
  const claimed = rowChanged(row, -1, { revision: true, fence: true, live: true });
  const point = { at: 'hear-claim' } as const;
  return begun(claimed, { ...NEW_WORKER, task: 'pay', number, leg: 1, point });
}

/** Takes in hand what is due, and what no worker holds. */
function sweep(state: State): State {
  const { live, lease, refunds } = state;
  let next = state;
  if (live !== 0 && lease !== 'held' && attemptAt(state, live).due) {
    const { leg } = attemptAt(state, live);
    const point = { at: 'take-over' } as const;
    next = begun(next, { ...NEW_WORKER, task: 'sweep', number: live, leg, point });
  }
  for (const [number, { status, due }] of refunds.entries()) {
    if (status === 'pending' && due) {
      next = withRefundInHand(next, number, 'refund', 'claim-refund');
    }
  }
  return next;
}

/** A message comes: what was applied is known, all else is looked at. */
function tell(
  state: State,
  number: number,
  leg: number,
  which: 'waits' | 'ended',
  world: SmallWorld,
): Stepped {
  if (legAt(state, number, leg)[which] === 'applied') return { state, said: 200 };
  const card = world.cards[number - 1] ?? 'good';
  const fact = which === 'waits' ? bank.waitingTold(card) : bank.factTold(state, number, leg, card);
  const point = { at: 'note', telling: which } as const;
  const worker: Worker = { ...NEW_WORKER, task: 'tell', number, leg, point };
  const begins = begun(state, worker);
  return { state: learn(begins, begins.workers.length - 1, fact, which, world), said: null };
}

/** The answer to a key that has an attempt already. */
function replay(state: State, number: number): number {
  const { status } = attemptAt(state, number);
  if (status === 'succeeded') return 201;
  if (status === 'declined') return 402;
  return state.lease === 'held' ? 409 : 202;
}

/** A worker that is done answers whoever waits for it, from the rows. */
function answer(before: State, after: State, place: number): number | null {
  if (after.workers.length === before.workers.length) return null;
  const { task, number } = workerAt(before, place);
  if (task === 'tell' || task === 'tell-refund') return 200;
  if (task === 'ask') return refundAnswer(after, number);
  if (task !== 'pay') return null;
  const { status } = attemptAt(after, number);
  if (status === 'not_sent') return 503;
  return status === 'succeeded' ? 201 : status === 'declined' ? 402 : 202;
}

/** How old an attempt was is nobody's business once it is over and nobody carries it. */
function rested(state: State): State {
  const isCarried = state.workers.some(({ task }) => task === 'pay' || task === 'sweep');
  return state.live !== 0 || isCarried || state.age === 0 ? state : { ...state, age: 0 };
}
