// A server's calls to the bank: they arrive, their answers are heard, or nothing is heard of them.
// Knows what follows from an answer, no statement.

import * as bank from './bank-steps.ts';
import { ended, goTo, withLeg, withRefund, withWorker, workerAt } from './changing.ts';
import { afterVoid, take } from './fact-steps.ts';
import { legAt, refundAt, type Answer, type State, type Worker } from './state.ts';
import type { SmallWorld } from './worlds.ts';
import { endVoided } from './write-steps.ts';

export function arrive(state: State, place: number, { cards, rules }: SmallWorld): State {
  const { point, number, leg } = workerAt(state, place);
  switch (point.at) {
    case 'charge': {
      const came = bank.charge(state, number, leg, cards[number - 1] ?? 'good');
      return answered(came.state, place, came.answer);
    }
    case 'lookup':
      return answered(state, place, bank.lookup(state, number, leg));
    case 'cancel': {
      const came = bank.cancel(state, number, leg);
      return answered(came.state, place, came.answer);
    }
    case 'cancel-later': {
      const came = bank.cancel(state, number, point.later);
      return answered(came.state, place, came.answer);
    }
    case 'send-refund': {
      const made = refundMade(state, number, rules.refundKeyStays);
      return withWorker(made, place, { point: { ...point, answer: 'made' } });
    }
    default:
      throw new Error(`nothing is on its way at ${point.at}`);
  }
}

function answered(state: State, place: number, answer: Answer): State {
  const { point } = workerAt(state, place);
  if (point.at !== 'charge' && point.at !== 'lookup' && point.at !== 'cancel') {
    if (point.at !== 'cancel-later') throw new Error(`no answer comes to ${point.at}`);
    return withWorker(state, place, { point: { ...point, answer } });
  }
  return withWorker(state, place, { point: { ...point, answer } });
}

/** Once per key. */
export function refundMade(state: State, number: number, keyStays: boolean): State {
  const { bank: before, again } = refundAt(state, number);
  if (before !== 'made') return withRefund(state, number, { bank: 'made', told: 'open' });
  return keyStays ? state : withRefund(state, number, { again: again + 1 });
}

/** Goes on, now that the answer, or its own statement's, has come. */
export function hear(state: State, place: number, world: SmallWorld): State {
  const worker = workerAt(state, place);
  const { point } = worker;
  switch (point.at) {
    case 'hear-claim':
    case 'hear-leg':
      return send(state, place, worker, world);
    case 'charge':
      return heardOfCharge(state, place, mustBe(point.answer));
    case 'lookup':
      return heardOfLookup(state, place, mustBe(point.answer), world);
    case 'cancel':
      return heardFact(state, place, mustBe(point.answer));
    case 'cancel-later':
      if (point.answer === 'canceled') return endVoided(state, place, point.later + 1);
      throw new Error(`leg ${point.later} was never begun, and the bank has it`);
    case 'send-refund':
      return afterRefund(state, place, worker);
    default:
      throw new Error(`nothing is heard at ${point.at}`);
  }
}

function send(state: State, place: number, worker: Worker, { rules }: SmallWorld): State {
  const { number, leg, isLate } = worker;
  const isAsleep = isLate || state.age >= 2;
  if (isAsleep && rules.awakeToSend) return goTo(state, place, { at: 'rest' });
  const { bank: before } = legAt(state, number, leg);
  const sent = before === 'unsent' ? withLeg(state, number, leg, { bank: 'sent' }) : state;
  return goTo(sent, place, { at: 'charge', answer: null });
}

function heardOfCharge(state: State, place: number, answer: Answer): State {
  // A dead key proves nothing of what came before it died.
  if (answer === 'refused') return goTo(state, place, { at: 'doubt' });
  return heardFact(state, place, answer);
}

function heardOfLookup(state: State, place: number, answer: Answer, world: SmallWorld): State {
  const { knows } = workerAt(state, place);
  const isOver = knows !== 'pending' && state.age >= 3;
  const cancel = goTo(state, place, { at: 'cancel', answer: null });
  if (answer === 'asks' && isOver) return cancel;
  if (answer !== 'absent') return heardFact(state, place, answer);
  if (knows !== 'sent' && !isOver) return goTo(state, place, { at: 'rest' });
  return world.rules.tombstones ? cancel : afterVoid(state, place);
}

function heardFact(state: State, place: number, answer: Answer): State {
  if (answer === 'absent' || answer === 'refused') throw new Error(`${answer} is no fact`);
  return take(state, place, answer);
}

function afterRefund(state: State, place: number, { number }: Worker): State {
  const isOpen = refundAt(state, number).status === 'pending';
  return isOpen
    ? goTo(state, place, { at: 'conclude-refund', isTold: false })
    : ended(state, place);
}

/** Nothing was heard: the call may have arrived, and may yet. */
export function lose(state: State, place: number, { rules }: SmallWorld): State {
  const { point } = workerAt(state, place);
  if (point.at === 'send-refund') return goTo(state, place, { at: 'postpone-refund' });
  if (point.at !== 'charge') return goTo(state, place, { at: 'rest' });
  if (rules.lostIsUnknown) return goTo(state, place, { at: 'doubt' });
  return goTo(state, place, { at: 'settle', fact: 'declined' });
}

/** Not a byte of it left. */
export function notSent(state: State, place: number): State {
  const { number, leg, task } = workerAt(state, place);
  const kept = withLeg(state, number, leg, { bank: 'unsent' });
  const isAwaited = task === 'pay';
  return goTo(kept, place, isAwaited ? { at: 'release', as: 'not_sent' } : { at: 'rest' });
}

function mustBe(answer: Answer | null): Answer {
  if (answer === null) throw new Error('no answer is on its way');
  return answer;
}
