// Holds a graph against the promises, and asks whether from every state the system can come to a
// good end by itself. What is broken is told with the shortest way there.

import type { Action } from './action.ts';
import { nothingYet, prologueOf, wayTo, type Graph } from './explore.ts';
import { STATE_PROMISES, STEP_PROMISES } from './promises.ts';
import { isFinal, type State } from './state.ts';
import type { Stride } from './tour.ts';
import { actionWords } from './words.ts';

export interface Violation {
  readonly promise: string;
  readonly words: string;
  /** What happened, from the beginning, as few steps as any. */
  readonly way: readonly string[];
}

export const CONVERGES = 'every payment comes to an end';

/** The nearest violation of each promise. */
export function violationsIn(graph: Graph): Violation[] {
  return [...ofStates(graph), ...ofSteps(graph), ...ofEnds(graph)];
}

/** Whether a search need not go on: something is broken already. */
export function isBroken(state: State): boolean {
  return STATE_PROMISES.some(({ broken }) => broken(state) !== null);
}

function wayWords(graph: Graph, state: number, last?: Action): string[] {
  const way = tellWay(graph, wayTo(graph, state));
  return last === undefined ? way : [...way, actionWords(last, stateAt(graph, state))];
}

/** From the very beginning, in words. */
export function tellWay(graph: Graph, way: readonly Stride[]): string[] {
  const { prologue } = graph.world;
  const { before } = prologueOf(graph.world);
  const told = way.map(({ from, edge }) => {
    const action = graph.edges[from]?.[edge]?.action;
    return action === undefined ? '' : actionWords(action, stateAt(graph, from));
  });
  const earlier = prologue.map((action, place) =>
    actionWords(action, before[place] ?? nothingYet(graph.world)),
  );
  return [...earlier, ...told];
}

function stateAt({ states }: Graph, number: number): State {
  const state = states[number];
  if (state === undefined) throw new Error(`there is no state ${number}`);
  return state;
}

function ofStates(graph: Graph): Violation[] {
  return STATE_PROMISES.flatMap(({ name, broken }) => {
    for (const [number, state] of graph.states.entries()) {
      const words = broken(state);
      if (words !== null) return [{ promise: name, words, way: wayWords(graph, number) }];
    }
    return [];
  });
}

function ofSteps(graph: Graph): Violation[] {
  return STEP_PROMISES.flatMap(({ name, broken }) => {
    for (const [from, out] of graph.edges.entries()) {
      for (const { action, to } of out) {
        const words = broken(stateAt(graph, from), action, stateAt(graph, to));
        if (words !== null) return [{ promise: name, words, way: wayWords(graph, from, action) }];
      }
    }
    return [];
  });
}

const OWN = new Set<Action['type']>(['arrive', 'hear', 'write', 'tick', 'sweep']);

/** What happens without a shopper, without a fault, and without a single message of the bank. */
function isOwn(action: Action, state: State): boolean {
  if (OWN.has(action.type)) return true;
  if (action.type !== 'decide') return false;
  // A debit is decided by the days that pass; a shopper may never come back.
  return state.attempts[action.attempt - 1]?.legs[action.leg - 1]?.bank === 'pending';
}

function isGoodEnd({ live, workers, attempts, refunds }: State): boolean {
  const isQuiet = live === 0 && workers.length === 0;
  const isOpen = attempts.some(({ legs }) =>
    legs.some(({ bank }) => bank === 'asks' || bank === 'pending'),
  );
  return (
    isQuiet &&
    !isOpen &&
    attempts.every(isFinal) &&
    refunds.every(({ status }) => status !== 'pending')
  );
}

/** Goes back from the good ends: what is never met cannot come to one. */
function ofEnds(graph: Graph): Violation[] {
  const { states, edges } = graph;
  const before: number[][] = states.map(() => []);
  for (const [from, out] of edges.entries()) {
    const state = stateAt(graph, from);
    for (const { action, to } of out) if (isOwn(action, state)) before[to]?.push(from);
  }
  const met = states.map(isGoodEnd);
  const queue = [...met.keys()].filter((number) => met[number]);
  for (let place = 0; place < queue.length; place += 1) {
    for (const from of before[queue[place] ?? 0] ?? []) {
      if (met[from] === true) continue;
      met[from] = true;
      queue.push(from);
    }
  }
  const stuck = met.indexOf(false);
  if (stuck < 0) return [];
  const words = 'From here it can never come to an end by itself.';
  return [{ promise: CONVERGES, words, way: wayWords(graph, stuck) }];
}
