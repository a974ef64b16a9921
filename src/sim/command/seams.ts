// What the command asks of the parts of the simulator that are not about seeds, and what it can
// tell of their answers: planted bugs, and crashes at every point.

import type { Digest } from '../digest.ts';
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
  /** Runs of seeds, each from another first seed; or all runs with one crash. */
  readonly tries: number;
  readonly caught: number;
  /** The promises that it broke, the most frequent first. */
  readonly promises: readonly string[];
  /** How many seeds it took, in the middle of the tries; null where seeds were not counted. */
  readonly medianSeeds: number | null;
  /** Tries that came to no end, because the bug made a run endless or killed its thread. */
  readonly lost: number;
  /** Over the traces of all runs that came to an end. */
  readonly digest: Digest;
}

export interface MutantProof {
  readonly number: number;
  readonly name: string;
  /** Null: it was not run this way. */
  readonly ways: Readonly<Record<Way, WayProof | null>>;
}

/**
 * An oracle that was silenced on purpose where it has to speak; caught: a planted bug that is
 * judged by it was caught before, and no longer then.
 */
export interface CanaryProof {
  readonly oracle: string;
  /** The number of the bug that made it speak. */
  readonly mutant: number;
  readonly isCaught: boolean;
}

export interface MutantsResult {
  readonly mutants: readonly MutantProof[];
  readonly canaries: readonly CanaryProof[];
  /** The promises that none of the bugs breaks: nobody would have missed their oracles here. */
  readonly unheard: readonly string[];
  /** The promises that one of the bugs breaks, and that none of them was seen to break. */
  readonly silent: readonly string[];
  /** Over all traces of the bugs' runs, in an order of its own. */
  readonly hash: string;
}

export type ProveMutants = (options: MutantsOptions) => Promise<MutantsResult>;

export interface SystematicOptions {
  readonly workers: number;
  readonly onProgress: (words: string) => void;
}

/** Of the small worlds that are enumerated. */
export interface ModelFigures {
  readonly states: number;
  readonly transitions: number;
  /** Transitions in which a server, the bank or time does something: a server's death is none. */
  readonly steps: number;
  /** Of these, how many the real code was taken through. */
  readonly checked: number;
}

export interface SystematicResult {
  /** Where servers call out when nothing goes wrong. */
  readonly crashPoints: number;
  readonly crashPairs: number;
  /** Where they do only because of one crash or stall, summed over all of these. */
  readonly laterPoints: number;
  readonly runs: number;
  /** Null: no model was run. */
  readonly model: ModelFigures | null;
  /** Over all traces, in an order of its own. */
  readonly hash: string;
  readonly broken: readonly {
    readonly promise: string;
    readonly words: string;
    /** Null: the model broke it, or the code parts from the model. */
    readonly plan: Plan | null;
  }[];
}

export type RunSystematic = (options: SystematicOptions) => Promise<SystematicResult>;

export interface ProfileOptions {
  readonly first: number;
  readonly count: number;
  /** Seeds before the first that are run unseen, until V8 has compiled what is hot. */
  readonly warmUp?: number;
}

/** What a profiler saw of seeds on one core. */
export interface ProfileResult {
  readonly seeds: number;
  readonly warmUp: number;
  /** Real time of all of them, with the profiler on. */
  readonly wallMs: number;
  /** All HTTP round trips: to the servers, and from them to the bank. */
  readonly exchanges: number;
  /** Of these, the servers' calls to the bank. */
  readonly gatewayCalls: number;
  readonly statements: number;
  /** The greatest first; they add up to 1. */
  readonly shares: readonly { readonly part: string; readonly share: number }[];
}

export type RunProfile = (options: ProfileOptions) => Promise<ProfileResult>;

/**
 * A mutant is caught when drawn seeds caught it in every try, in each way in which seeds were run:
 * behind all layers, and without those that mask it if any do. A way that was not run says nothing,
 * but one of them must have been. What the small stories with a crash show comes on top: they are
 * the same for ever, and a bug that only they catch is not caught.
 */
export function isCaught({ ways }: MutantProof): boolean {
  const bySeeds = [ways.whole, ways.peeled].filter((proof) => proof !== null);
  return bySeeds.length > 0 && bySeeds.every(({ tries, caught }) => tries > 0 && caught === tries);
}

/**
 * All is well when every bug is caught, every oracle that has to speak did so, and each of those
 * was missed once it was silenced.
 */
export function isProven({ mutants, canaries, silent }: MutantsResult): boolean {
  const isMissed = canaries.every((canary) => canary.isCaught);
  return mutants.every(isCaught) && isMissed && silent.length === 0;
}
