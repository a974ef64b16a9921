// Walks that together take the wanted edges of a graph, or all: from the beginning, always on to an
// edge that was not taken yet, and back to the beginning when none is near. The same graph gives
// the same walks.

import { wayTo, type Edge, type Graph } from './explore.ts';

/** One edge of a walk: from which state, by which of its edges. */
export interface Stride {
  readonly from: number;
  readonly edge: number;
}

// A database that has seen much is slow, and pauses between tries grow.
const LONGEST_WALK = 150;
// The server gives a fact up after ten rounds, which the model does not count.
const MOST_AGAIN = 8;
// How many states are looked at for an edge that was not taken, before it is easier to begin anew.
const MOST_LOOKED_AT = 600;

/** `wanted`: what is to be taken; what lies on the way is as well. */
export function* tour(
  graph: Graph,
  wanted: (edge: Edge) => boolean = isOfCode,
): Generator<readonly Stride[]> {
  const open = openEdges(graph, wanted);
  for (let state = 0; state < graph.states.length; state += 1) {
    while ((open[state]?.length ?? 0) > 0) yield walkTo(graph, open, state);
  }
}

/** A server that dies does nothing: there is nothing to compare, but what may come after it. */
export function isOfCode({ action }: Edge): boolean {
  return action.type !== 'crash';
}

/** Of each state, the edges still to be taken: those that stay first, as they cost no way. */
function openEdges({ edges }: Graph, wanted: (edge: Edge) => boolean): number[][] {
  return edges.map((out, state) => {
    const list = out.flatMap((edge, index) => (wanted(edge) ? [index] : []));
    const stays = (index: number): number => (out[index]?.to === state ? 1 : 0);
    return list.sort((a, b) => stays(a) - stays(b) || b - a);
  });
}

function walkTo(graph: Graph, open: number[][], goal: number): Stride[] {
  const walk: Stride[] = [...wayTo(graph, goal)];
  for (const stride of walk) drop(open, stride);
  let again = walk.filter((stride) => isAgain(graph, stride)).length;
  let at = goal;
  while (walk.length < LONGEST_WALK) {
    const way = nearest(graph, open, at);
    if (way === null) break;
    again += way.filter((stride) => isAgain(graph, stride)).length;
    if (again > MOST_AGAIN) break;
    for (const stride of way) {
      drop(open, stride);
      walk.push(stride);
      at = graph.edges[stride.from]?.[stride.edge]?.to ?? at;
    }
  }
  return walk;
}

/** What was read is not so any more, and is read once more. */
function isAgain({ states, edges }: Graph, { from, edge }: Stride): boolean {
  const action = edges[from]?.[edge]?.action;
  const worker = action?.type === 'write' ? states[from]?.workers[action.worker] : undefined;
  return worker?.isOurs === false && worker.point.at.startsWith('fact-');
}

function drop(open: number[][], { from, edge }: Stride): void {
  const list = open[from];
  const place = list?.lastIndexOf(edge) ?? -1;
  if (place >= 0) list?.splice(place, 1);
}

/** The way over the next edge not taken yet; null: there is none near. */
function nearest(graph: Graph, open: readonly number[][], start: number): Stride[] | null {
  const queue: { at: number; by: Stride | null; before: number }[] = [
    { at: start, by: null, before: -1 },
  ];
  const seen = new Set([start]);
  for (let place = 0; place < queue.length && place < MOST_LOOKED_AT; place += 1) {
    const { at } = queue[place] ?? { at: start };
    const wanted = open[at]?.at(-1);
    if (wanted !== undefined) {
      const way: Stride[] = [{ from: at, edge: wanted }];
      for (let back = queue[place]; back?.by; back = queue[back.before]) way.push(back.by);
      return way.reverse();
    }
    for (const [edge, { to }] of (graph.edges[at] ?? []).entries()) {
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push({ at: to, by: { from: at, edge }, before: place });
    }
  }
  return null;
}
