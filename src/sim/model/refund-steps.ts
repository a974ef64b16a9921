// Refunds: asked for under the cap, held by one server at a time, sent under one key for ever,
// concluded by whoever hears first. Knows no attempt but that it has paid.

import {
  begun,
  ended,
  goTo,
  refundMoved,
  rowChanged,
  withRefund,
  withWorker,
  workerAt,
} from './changing.ts';
import { refundAt, type State, type Worker } from './state.ts';
import type { SmallWorld } from './worlds.ts';

export interface Asked {
  readonly state: State;
  /** The answer, if it is known at once. */
  readonly said: number | null;
}

const NEW_WORKER = { leg: 0, isOurs: true, isLate: false, knows: 'sent' } as const;

/** A worker that has a refund in hand, at its first statement. */
export function withRefundInHand(
  state: State,
  number: number,
  task: 'ask' | 'refund' | 'tell-refund',
  at: 'ask-refund' | 'claim-refund' | 'note-refund',
): State {
  return begun(state, { ...NEW_WORKER, task, number, point: { at } });
}

/** The shop asks for one: what can be refused is refused without a write. */
export function askRefund(state: State, number: number, world: SmallWorld): Asked {
  const said = refusal(state, number, world);
  if (said !== null) return { state, said };
  return { state: withRefundInHand(state, number, 'ask', 'ask-refund'), said: null };
}

function refusal(state: State, number: number, { rules }: SmallWorld): number | null {
  if (refundAt(state, number).status !== 'none') return 201;
  const hasRoom = state.refunds.every(({ status }) => status === 'none');
  return state.paid !== 0 && (hasRoom || !rules.refundsCapped) ? null : 409;
}

export function tellRefund(state: State, number: number): State {
  const begins = withRefundInHand(state, number, 'tell-refund', 'note-refund');
  if (refundAt(state, number).status !== 'pending') return begins;
  return goTo(begins, begins.workers.length - 1, { at: 'conclude-refund', isTold: true });
}

export function writeRefund(state: State, place: number, world: SmallWorld): State {
  const worker = workerAt(state, place);
  const { point, number } = worker;
  switch (point.at) {
    case 'ask-refund':
      return ask(state, place, worker, world);
    case 'claim-refund':
      return claim(state, place, worker);
    case 'postpone-refund':
      return postpone(state, place, worker);
    case 'note-refund':
      return ended(withRefund(state, number, { told: 'applied' }), place);
    case 'conclude-refund':
      return conclude(state, place, worker);
    default:
      throw new Error(`no refund is written at ${point.at}`);
  }
}

/** Who comes too late reads again, and has only its message left to note. */
function conclude(state: State, place: number, { number, point }: Worker): State {
  const isTold = point.at === 'conclude-refund' && point.isTold;
  const row = rowChanged(state, place, { revision: true });
  if (refundAt(row, number).status !== 'pending') {
    return isTold ? goTo(row, place, { at: 'note-refund' }) : ended(row, place);
  }
  const news = isTold ? ({ told: 'applied' } as const) : {};
  const concluded = withRefund(row, number, { status: 'succeeded', due: false, ...news });
  return ended(refundMoved(concluded, place, number), place);
}

function ask(state: State, place: number, worker: Worker, world: SmallWorld): State {
  const { number, isLate } = worker;
  const isRefused = refusal(state, number, world) !== null;
  const row = rowChanged(state, place, { revision: true });
  if (isRefused) return ended(state, place);
  const asked = withRefund(row, number, { status: 'pending', due: isLate });
  return sent(asked, place, number);
}

function claim(state: State, place: number, { number, isOurs, isLate }: Worker): State {
  if (!isOurs) return ended(state, place);
  const moved = refundMoved(withRefund(state, number, { due: isLate }), place, number);
  return sent(moved, place, number);
}

function sent(state: State, place: number, number: number): State {
  const { bank } = refundAt(state, number);
  const out = bank === 'unsent' ? withRefund(state, number, { bank: 'sent' }) : state;
  const point = { at: 'send-refund', answer: null } as const;
  return withWorker(out, place, { point, isLate: false, isOurs: true });
}

function postpone(state: State, place: number, { number, isOurs, isLate }: Worker): State {
  const isStill = isOurs && refundAt(state, number).status === 'pending';
  if (!isStill) return ended(state, place);
  return ended(refundMoved(withRefund(state, number, { due: isLate }), place, number), place);
}

/** What the shop is told at the end of its call. */
export function refundAnswer(state: State, number: number): number {
  return refundAt(state, number).status === 'none' ? 409 : 201;
}
