// What the command asks of the parts of the simulator that are not about seeds, and what it can
// tell of their answers: planted bugs, and crashes at every point.

import type { Plan } from '../plan.ts';
import type { Store } from '../runner.ts';

export interface MutantsOptions {
  readonly first: number;
  readonly store: Store;
  readonly workers: number;
  /** Hears of each step, in a few words. */
  readonly onProgress: (words: string) => void;
}

/** All layers on; every other layer off; at enumerated crash points. */
export const WAYS = ['whole', 'peeled', 'crash points'] as const;
export type Way = (typeof WAYS)[number];

export interface WayProof {
  /** Runs of seeds, each from another first seed. */
  readonly tries: number;
  readonly caught: number;
  /** The promises that it broke, the most frequent first. */
  readonly promises: readonly string[];
  /** How many seeds it took, in the middle of the tries; null where seeds were not counted. */
  readonly medianSeeds: number | null;
}

export interface MutantProof {
  readonly number: number;
  readonly name: string;
  /** Null: it was not run this way. */
  readonly ways: Readonly<Record<Way, WayProof | null>>;
}

export interface MutantsResult {
  readonly mutants: readonly MutantProof[];
  /** Oracles that were broken on purpose. */
  readonly canaries: readonly { readonly oracle: string; readonly isCaught: boolean }[];
}

export type ProveMutants = (options: MutantsOptions) => Promise<MutantsResult>;

export interface SystematicOptions {
  readonly store: Store;
  readonly workers: number;
  readonly onProgress: (words: string) => void;
}

export interface SystematicResult {
  readonly crashPoints: number;
  readonly crashPairs: number;
  readonly runs: number;
  /** Of the model, all of them visited; null: no model was run. */
  readonly states: number | null;
  /** Over all traces, in an order of its own. */
  readonly hash: string;
  readonly broken: readonly {
    readonly promise: string;
    readonly words: string;
    readonly plan: Plan;
  }[];
}

export type RunSystematic = (options: SystematicOptions) => Promise<SystematicResult>;

/** A mutant is caught when one of its ways caught it every time. */
export function isCaught({ ways }: MutantProof): boolean {
  return Object.values(ways).some(
    (proof) => proof !== null && proof.tries > 0 && proof.caught === proof.tries,
  );
}
