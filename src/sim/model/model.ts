// The model as a whole: every small world is walked through, judged, and held against the real
// code.

import { conform, type Mismatch } from './conformance.ts';
import { explore, type Graph } from './explore.ts';
import { violationsIn } from './judging.ts';
import { isOfCode } from './tour.ts';
import { WORLDS, type SmallWorld } from './worlds.ts';

export interface ModelResult {
  readonly states: number;
  /** All, also those where a server dies. */
  readonly transitions: number;
  /** Those in which a server, the bank or time does something. */
  readonly steps: number;
  /** Of these, how many the real code was taken through. */
  readonly checked: number;
  readonly broken: readonly { readonly promise: string; readonly words: string }[];
}

export interface ModelOptions {
  /** Holds one transition of each kind against the code, not all. */
  readonly kindsOnly?: boolean;
  readonly worlds?: readonly SmallWorld[];
  readonly onProgress?: (words: string) => void;
}

const AGREES = 'the code does what the model says';

function transitionsIn({ edges }: Graph): number {
  return edges.reduce((sum, out) => sum + out.length, 0);
}

export async function checkModel(options: ModelOptions): Promise<ModelResult> {
  const { kindsOnly = false, worlds = WORLDS, onProgress = () => undefined } = options;
  const result = { states: 0, transitions: 0, steps: 0, checked: 0 };
  const broken: { promise: string; words: string }[] = [];
  for (const world of worlds) {
    const graph = explore(world);
    const transitions = transitionsIn(graph);
    result.states += graph.states.length;
    result.transitions += transitions;
    result.steps += graph.edges.reduce((sum, out) => sum + out.filter(isOfCode).length, 0);
    for (const { promise, words, way } of violationsIn(graph)) {
      broken.push({ promise, words: told(world, way, words) });
    }
    onProgress(`${world.name}: ${graph.states.length} states, ${transitions} transitions`);
    const { edges, mismatch } = await conform(graph, { kindsOnly });
    result.checked += edges;
    if (mismatch !== null) broken.push({ promise: AGREES, words: mismatchWords(world, mismatch) });
    onProgress(`${world.name}: ${edges} transitions are as in the code`);
  }
  return { ...result, broken };
}

function told({ name }: SmallWorld, way: readonly string[], words: string): string {
  return [`In "${name}": ${words}`, ...way].join('\n  ');
}

function mismatchWords(world: SmallWorld, { way, model, real }: Mismatch): string {
  const said = [...model.map((line) => `model: ${line}`), ...real.map((line) => `code: ${line}`)];
  return told(world, [...way, ...said], 'The model and the code part.');
}
