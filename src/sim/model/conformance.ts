// Holds the model against the real code: every walk is made by the real servers, bank and database,
// and after every step what can be seen of them must be what the model says. Stops at the first
// difference.

import { enter } from '../ambient.ts';
import { Timeline } from '../timeline.ts';
import type { Edge, Graph } from './explore.ts';
import { tellWay } from './judging.ts';
import { firstOfEachKind } from './kinds.ts';
import { Servers } from './real-servers.ts';
import { setUp } from './real-setup.ts';
import { RealShop } from './real-shop.ts';
import { seenOf, type Seen } from './seen.ts';
import { isOfCode, tour, type Stride } from './tour.ts';

export interface Mismatch {
  /** What was done, from the beginning; the last is where the two part. */
  readonly way: readonly string[];
  /** What only one of the two says. */
  readonly model: Seen;
  readonly real: Seen;
}

export interface Conformance {
  /** Different steps of the graph that the real code has made; deaths are not counted. */
  readonly edges: number;
  readonly mismatch: Mismatch | null;
}

export interface ConformOptions {
  /** Takes one step of each kind, not all. */
  readonly kindsOnly?: boolean;
  /** Plants a bug in the code's statements, to see that it would be found. */
  readonly bend?: (sql: string) => string;
}

export async function conform(graph: Graph, options: ConformOptions = {}): Promise<Conformance> {
  const leave = enter(new Timeline(), true);
  try {
    return await new Conforming(graph).run(options);
  } finally {
    leave();
  }
}

class Conforming {
  readonly #graph: Graph;
  readonly #servers = new Servers();
  readonly #taken = new Set<number>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  async run({ kindsOnly = false, bend = asItIs }: ConformOptions): Promise<Conformance> {
    const setup = await setUp(this.#graph.world);
    let mismatch: Mismatch | null = null;
    const kinds = kindsOnly ? firstOfEachKind(this.#graph) : null;
    for (const walk of tour(this.#graph, kinds === null ? isOfCode : (edge) => kinds.has(edge))) {
      const shop = new RealShop(this.#graph.world, setup, this.#servers, bend);
      for (const action of this.#graph.world.prologue) await shop.do(action);
      mismatch = await this.#walk(shop, walk);
      if (mismatch !== null) break;
      shop.close();
    }
    return { edges: this.#taken.size, mismatch };
  }

  async #walk(shop: RealShop, walk: readonly Stride[]): Promise<Mismatch | null> {
    for (const [place, { from, edge }] of walk.entries()) {
      const taken = this.#graph.edges[from]?.[edge];
      if (taken === undefined) throw new Error(`state ${from} has no edge ${edge}`);
      const name = from * MOST_EDGES + edge;
      const isNew = !this.#taken.has(name);
      const real = await this.#stride(shop, taken, isNew);
      // The same steps came to the same before: it was compared then.
      if (real === null) continue;
      const model = [...seenOf(this.#stateAt(taken.to)), saidLine(taken.said)];
      if (model.join('\n') !== real.join('\n')) {
        return this.#mismatch(walk.slice(0, place + 1), model, real);
      }
      if (isOfCode(taken)) this.#taken.add(name);
    }
    return null;
  }

  /** What is seen of the real shop after it; null: nobody wants to know, and all went as it can. */
  async #stride(shop: RealShop, taken: Edge, isNew: boolean): Promise<Seen | null> {
    try {
      const before = shop.clocks();
      const said = await shop.do(taken.action);
      shop.reorder(taken.places);
      if (!isNew) return null;
      const after = shop.clocks();
      const isBack = after.fence < before.fence || after.revision < before.revision;
      const seen = [...shop.seen(), saidLine(said)];
      return isBack ? [...seen, 'a fence or a revision went back'] : seen;
    } catch (error) {
      return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    }
  }

  #stateAt(number: number) {
    const state = this.#graph.states[number];
    if (state === undefined) throw new Error(`there is no state ${number}`);
    return state;
  }

  #mismatch(walk: readonly Stride[], model: Seen, real: Seen): Mismatch {
    return {
      way: tellWay(this.#graph, walk),
      model: model.filter((line) => !real.includes(line)),
      real: real.filter((line) => !model.includes(line)),
    };
  }
}

const asItIs = (sql: string): string => sql;

// More than any state has.
const MOST_EDGES = 1_000;

function saidLine(said: number | null): string {
  return said === null ? 'nobody hears anything' : `somebody hears ${said}`;
}
