// An action in words, as a person would tell it. Knows no step.

import type { Action, Deed } from './action.ts';
import type { State, Worker } from './state.ts';

export function actionWords(action: Action, state: State): string {
  switch (action.type) {
    case 'press':
      return 'the shopper presses Pay, and a server claims';
    case 'press-again':
      return `payment ${action.attempt} is sent once more`;
    case 'sweep':
      return 'a server sweeps';
    case 'tick':
      return state.live === 0 ? 'an hour passes' : 'longer than a lease passes';
    case 'ask-refund':
      return `the shop asks for refund ${action.refund}`;
    case 'tell-refund':
      return `the message of refund ${action.refund} comes`;
    case 'refund-late':
      return `refund ${action.refund} arrives at the bank, late`;
    case 'tell': {
      const what = action.which === 'waits' ? 'charge waits' : 'charge ended';
      return `the message that the ${what} comes, of leg ${action.attempt}.${action.leg}`;
    }
    case 'arrive-late':
      return `the charge of leg ${action.attempt}.${action.leg} arrives at the bank, late`;
    case 'decide':
      return `${action.says} is said to leg ${action.attempt}.${action.leg}`;
    default:
      return deedWords(action.type, state.workers[action.worker]);
  }
}

function deedWords(deed: Deed, worker: Worker | undefined): string {
  const who = worker === undefined ? 'a server' : `the server at its ${pointWords(worker)}`;
  switch (deed) {
    case 'arrive':
      return `the bank gets the call of ${who}`;
    case 'hear':
      return `${who} hears the answer`;
    case 'lose':
      return `${who} hears nothing`;
    case 'not-sent':
      return `${who} cannot reach the bank`;
    case 'write':
      return `${who} writes`;
    case 'crash':
      return `${who} dies`;
  }
}

function pointWords({ task, number, leg, point, isOurs }: Worker): string {
  const fact = 'fact' in point ? ` ${point.fact}` : '';
  const answer = 'answer' in point && point.answer !== null ? ` (${point.answer})` : '';
  const stale = isOurs ? '' : ' with an old hold';
  return `${point.at}${fact}${answer} ${number}.${leg} for a ${task}${stale}`;
}
