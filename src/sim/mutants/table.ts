// The table of planted bugs and those beyond it, and which patches a build of the simulator has.
// Pure; builds nothing.

import { CARRYING_MUTANTS } from './carrying-mutants.ts';
import { CLAIM_MUTANTS } from './claim-mutants.ts';
import { FURTHER_NEWS } from './further-news.ts';
import { FURTHER_PAGES } from './further-pages.ts';
import { FURTHER_PAYMENTS } from './further-payments.ts';
import { LAYERS, type LayerName } from './layers.ts';
import { MESSAGE_MUTANTS } from './message-mutants.ts';
import type { Mutant } from './mutant.ts';
import type { Patch } from './patching.ts';
import { PRESS_MUTANTS } from './press-mutants.ts';
import { REFUND_MUTANTS } from './refund-mutants.ts';
import { SHOWING_MUTANTS } from './showing-mutants.ts';

/** All planted bugs in the order of their numbers. */
export const MUTANTS: readonly Mutant[] = [
  ...PRESS_MUTANTS,
  ...SHOWING_MUTANTS,
  ...CLAIM_MUTANTS,
  ...CARRYING_MUTANTS,
  ...MESSAGE_MUTANTS,
  ...REFUND_MUTANTS,
].toSorted((a, b) => a.number - b.number);

/** Planted beyond the table, so that oracles speak which are silent in all of it. */
export const FURTHER: readonly Mutant[] = [
  ...FURTHER_PAGES,
  ...FURTHER_PAYMENTS,
  ...FURTHER_NEWS,
].map((bug) => ({ ...bug, maskedBy: [] }));

const ALL = [...MUTANTS, ...FURTHER];

/** A build of the simulator: with a planted bug or none, and without some of the layers. */
export interface Variant {
  readonly mutant: number | null;
  readonly peeled: readonly LayerName[];
}

/** The code as it is. */
export const UNCHANGED: Variant = { mutant: null, peeled: [] };

/** The two builds that a mutant is run as: behind all layers, and without those that mask it. */
export function variantsOf({ number, maskedBy }: Mutant): readonly Variant[] {
  const whole = { mutant: number, peeled: [] };
  return maskedBy.length === 0 ? [whole] : [whole, { mutant: number, peeled: maskedBy }];
}

/**
 * The same build without the planted bug: what a missing layer breaks by itself shows in it. Bugs
 * that are peeled of the same layers share it.
 */
export function controlOf({ peeled }: Variant): Variant {
  return { mutant: null, peeled: peeled.toSorted() };
}

/** Throws when there is no such mutant. */
export function patchesOf({ mutant, peeled }: Variant): readonly Patch[] {
  const planted = mutant === null ? [] : mutantOf(mutant).patches;
  return [...planted, ...peeled.flatMap((name) => LAYERS[name].patches)];
}

export function mutantOf(number: number): Mutant {
  const found = ALL.find((mutant) => mutant.number === number);
  if (found === undefined) throw new Error(`There is no mutant ${number}: 1 to ${ALL.length}.`);
  return found;
}

/** What a build is called in a path and on a screen. */
export function nameOf({ mutant, peeled }: Variant): string {
  // A bug is peeled in one way only; without a bug, the layers alone tell two builds apart.
  if (mutant === null) return ['unchanged', ...peeled.map((name) => `no-${name}`)].join('-');
  return peeled.length === 0 ? `mutant-${mutant}` : `mutant-${mutant}-peeled`;
}
