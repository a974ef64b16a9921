// What can happen next in a state. Changes nothing.

import type { Action } from './action.ts';
import { isTokenUsed } from './bank-steps.ts';
import { keyOf, type State, type Worker } from './state.ts';
import { afterTick, mayTick } from './time-step.ts';
import { isWaitedFor } from './waited-for.ts';
import type { SmallWorld } from './worlds.ts';

export function actionsIn(state: State, world: SmallWorld): Action[] {
  const isRoom = state.workers.length < world.servers;
  return [
    ...(isRoom ? begins(state, world) : []),
    ...state.attempts.flatMap(({ status }, index): Action[] =>
      status === 'not_sent' ? [] : [{ type: 'press-again', attempt: index + 1 }],
    ),
    ...state.workers.flatMap((worker, place) => ofWorker(state, worker, place)),
    ...atBank(state),
    ...(mayTick(state) && keyOf(afterTick(state, world)) !== keyOf(state)
      ? [{ type: 'tick' } as const]
      : []),
  ];
}

/** What gives a server something to do. */
function begins(state: State, { cards, refunds, rules }: SmallWorld): Action[] {
  const actions: Action[] = [];
  const isFree = (state.live === 0 || !rules.oneLive) && state.paid === 0;
  if (isFree && state.attempts.length < cards.length) actions.push({ type: 'press' });
  if (rules.sweeps) actions.push({ type: 'sweep' });
  for (let refund = 0; refund < refunds; refund += 1) actions.push({ type: 'ask-refund', refund });
  for (const [index, { legs }] of state.attempts.entries()) {
    for (const [place, { waits, ended }] of legs.entries()) {
      const at = { type: 'tell', attempt: index + 1, leg: place + 1 } as const;
      if (waits !== 'none') actions.push({ ...at, which: 'waits' });
      if (ended !== 'none') actions.push({ ...at, which: 'ended' });
    }
  }
  for (const [refund, { told }] of state.refunds.entries()) {
    if (told !== 'none') actions.push({ type: 'tell-refund', refund });
  }
  return actions;
}

function ofWorker(state: State, { point, number, leg }: Worker, worker: number): Action[] {
  const crash: Action = { type: 'crash', worker };
  if (point.at === 'hear-claim' || point.at === 'hear-leg')
    return [{ type: 'hear', worker }, crash];
  if (!('answer' in point)) return [{ type: 'write', worker }, crash];
  const lose: Action = { type: 'lose', worker };
  if (point.answer !== null) return [{ type: 'hear', worker }, lose, crash];
  const arrive: Action = { type: 'arrive', worker };
  const isHere =
    point.at === 'charge' && state.attempts[number - 1]?.legs[leg - 1]?.bank === 'sent';
  return [arrive, lose, ...(isHere ? [{ type: 'not-sent', worker } as const] : []), crash];
}

function atBank(state: State): Action[] {
  const actions: Action[] = [];
  for (const [index, { legs }] of state.attempts.entries()) {
    for (const [place, { bank }] of legs.entries()) {
      const at = { attempt: index + 1, leg: place + 1 };
      const isWaited = isWaitedFor(state, at.attempt, at.leg) || isTokenUsed(state, at.attempt);
      if (bank === 'sent' && !isWaited) {
        actions.push({ type: 'arrive-late', ...at });
      }
      if (bank === 'asks' || bank === 'pending') {
        actions.push({ type: 'decide', ...at, says: 'yes' });
      }
      if (bank === 'asks') actions.push({ type: 'decide', ...at, says: 'no' });
    }
  }
  for (const [refund, { bank }] of state.refunds.entries()) {
    const isWaited = state.workers.some(
      ({ point, number }) =>
        point.at === 'send-refund' && point.answer === null && number === refund,
    );
    if (bank === 'sent' && !isWaited) actions.push({ type: 'refund-late', refund });
  }
  return actions;
}
