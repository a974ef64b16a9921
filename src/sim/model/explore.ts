// Walks through every state that can be reached, breadth first, so that the way to each is as short
// as any. Knows what follows what, not what is good.

import type { Action } from './action.ts';
import { actionsIn } from './actions.ts';
import { keyOf, NO_REFUND, sorted, type State } from './state.ts';
import { step as realStep, type Step } from './step.ts';
import type { SmallWorld } from './worlds.ts';

export interface Edge {
  readonly action: Action;
  /** The number of the state that it leads to. */
  readonly to: number;
  readonly said: number | null;
  /** Where each worker of the next state stood when the step was over. */
  readonly places: readonly number[];
}

export interface Graph {
  readonly world: SmallWorld;
  readonly states: readonly State[];
  /** Of each state. */
  readonly edges: readonly (readonly Edge[])[];
  /** How each state was found first: from which, by which of its edges; null: the beginning. */
  readonly found: readonly ({ readonly from: number; readonly edge: number } | null)[];
}

/** Before anything has happened. */
export function nothingYet({ refunds }: SmallWorld): State {
  return {
    age: 0,
    live: 0,
    paid: 0,
    lease: 'none',
    attempts: [],
    refunds: Array.from({ length: refunds }, () => NO_REFUND),
    workers: [],
  };
}

/** What the world tells as having happened before, and the state before each of it. */
export function prologueOf(
  world: SmallWorld,
  step: Step = realStep,
): { readonly before: readonly State[]; readonly after: State } {
  const before: State[] = [];
  let state = nothingYet(world);
  for (const action of world.prologue) {
    before.push(state);
    state = sorted(step(state, action, world).state).state;
  }
  return { before, after: state };
}

// A model that grows beyond this has lost its bounds.
const MOST_STATES = 500_000;

/** `stop` is asked of every state when it is found; when it says so, nothing more is looked for. */
export function explore(
  world: SmallWorld,
  stop: (state: State) => boolean = () => false,
  step: Step = realStep,
): Graph {
  const first = prologueOf(world, step).after;
  const states: State[] = [first];
  const numbers = new Map([[keyOf(first), 0]]);
  const found: { from: number; edge: number }[] = [];
  const edges: Edge[][] = [];
  let isStopped = stop(first);
  for (let from = 0; from < states.length && !isStopped; from += 1) {
    const here = states[from] ?? first;
    const out: Edge[] = [];
    edges.push(out);
    for (const action of actionsIn(here, world)) {
      const { state, said } = step(here, action, world);
      const next = sorted(state);
      const key = keyOf(next.state);
      let to = numbers.get(key);
      if (to === undefined) {
        to = states.length;
        numbers.set(key, to);
        states.push(next.state);
        found.push({ from, edge: out.length });
        isStopped = stop(next.state);
      }
      out.push({ action, to, said, places: next.places });
      if (isStopped) break;
    }
    if (states.length > MOST_STATES) throw new Error(`${world.name}: too many states`);
  }
  while (edges.length < states.length) edges.push([]);
  return { world, states, edges, found: [null, ...found] };
}

/**
 * The shortest way to a state: the numbers of the states it leaves, and by which of their edges.
 */
export function wayTo(graph: Graph, state: number): readonly { from: number; edge: number }[] {
  const way: { from: number; edge: number }[] = [];
  for (let at = graph.found[state] ?? null; at !== null; at = graph.found[at.from] ?? null) {
    way.push(at);
  }
  return way.reverse();
}
