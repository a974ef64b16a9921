// Sorts the edges of a graph into kinds: what is done, where whoever does it stands, and all that
// is seen to change. Two of a kind differ in what lies around and is left alone.

import type { Edge, Graph } from './explore.ts';
import { seenOf, type Seen } from './seen.ts';
import { isOfCode } from './tour.ts';
import { actionWords } from './words.ts';

/** Of each kind the edge that the shortest way leads to. */
export function firstOfEachKind({ states, edges }: Graph): ReadonlySet<Edge> {
  const lines = states.map(seenOf);
  const first = new Map<string, Edge>();
  for (const [from, state] of states.entries()) {
    for (const edge of edges[from] ?? []) {
      if (!isOfCode(edge)) continue;
      const changes = changed(lines[from] ?? [], lines[edge.to] ?? []);
      const kind = [actionWords(edge.action, state), edge.said, ...changes].join('\n');
      if (!first.has(kind)) first.set(kind, edge);
    }
  }
  return new Set(first.values());
}

function changed(before: Seen, after: Seen): string[] {
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
}
