// Sums up what a profiler saw by whose work it was. Time in packages and in V8's own functions
// counts for the last of our sources that called them. Pure.

import type { Profiler } from 'node:inspector';
import type { ProfileResult } from '../command/seams.ts';

/** Null: none of our sources. Line and column from 0, as the profiler counts. */
export type SourceOf = (url: string, line: number, column: number) => string | null;

const OTHERS = 'packages that nobody of ours called: promises that went on in them';
const ENGINE = 'Node and V8 themselves';
const GARBAGE = 'garbage collection';

// The first that matches.
const PARTS: readonly (readonly [part: string, sources: RegExp])[] = [
  ['pages: the client core and react-query', /^src\/client\//],
  ['servers and Hono', /^src\/server\//],
  ['the gateway adapter', /^src\/gateways\//],
  ['the sandbox bank and Hono', /^src\/bank\//],
  ['messages, checked on both sides of the wire', /^src\/protocol\//],
  ['the database', /^src\/sim\/(sql\/|[a-z-]*store)/],
  ['the auditor', /^src\/sim\/audit\//],
  ['the history and its hash', /^src\/sim\/recorder/],
  ['the wires, light requests and answers', /^src\/sim\/(light-|[a-z]+-line|[a-z]+-port)/],
  ['the rest of the world: people, processes, time, draws', /^src\/sim\//],
];

// What the profiler names in place of a function.
const NAMED: Readonly<Record<string, string>> = {
  '(garbage collector)': GARBAGE,
  '(idle)': ENGINE,
  '(program)': ENGINE,
  '(root)': ENGINE,
};

/** The greatest first. */
export function sharesOf(profile: Profiler.Profile, sourceOf: SourceOf): ProfileResult['shares'] {
  const { nodes, samples = [], timeDeltas = [] } = profile;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map<number, number>();
  for (const { id, children = [] } of nodes) for (const child of children) parents.set(child, id);

  const parts = new Map<number, string>();
  function partOf(id: number): string {
    const known = parts.get(id);
    if (known !== undefined) return known;
    const part = ownPart(id) ?? inherited(id);
    parts.set(id, part);
    return part;
  }

  function ownPart(id: number): string | null {
    const frame = byId.get(id)?.callFrame;
    if (frame === undefined) return OTHERS;
    const named = NAMED[frame.functionName];
    if (frame.url === '' && named !== undefined) return named;
    const source = sourceOf(frame.url, frame.lineNumber, frame.columnNumber);
    return PARTS.find(([, sources]) => source !== null && sources.test(source))?.[0] ?? null;
  }

  function inherited(id: number): string {
    const parent = parents.get(id);
    const part = parent === undefined ? OTHERS : partOf(parent);
    return part === ENGINE ? OTHERS : part;
  }

  const sums = new Map<string, number>();
  let all = 0;
  for (const [index, id] of samples.entries()) {
    const spent = timeDeltas[index] ?? 0;
    const part = partOf(id);
    sums.set(part, (sums.get(part) ?? 0) + spent);
    all += spent;
  }
  return [...sums]
    .map(([part, sum]) => ({ part, share: all === 0 ? 0 : sum / all }))
    .sort((a, b) => b.share - a.share);
}
