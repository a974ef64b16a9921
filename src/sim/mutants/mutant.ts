// What a planted bug is: what is wrong, how it is put into the code, what it breaks, and which
// layers hide it. Plain data; knows no bundler and no auditor.

import type { LayerName } from './layers.ts';
import type { Patch } from './patching.ts';

/** A bug that a developer could have written, planted in the simulator's own build. */
export interface Mutant {
  /** Its place in the table of planted bugs, from 1. */
  readonly number: number;
  readonly name: string;
  /** What is wrong, in one sentence. */
  readonly words: string;
  /** The promises that it breaks, as the auditor names them: any of them catches it. */
  readonly promise: readonly string[];
  readonly patches: readonly Patch[];
  /** The layers behind which it does no harm to people: without them it does. */
  readonly maskedBy: readonly LayerName[];
  /** Why no layer is named there, in one sentence: then it is run behind all of them only. */
  readonly unmasked?: string;
  /**
   * Which promises count without those layers: those about money, or any to people where no wrong
   * charge can come of the bug. Money when it does not say.
   */
  readonly harm?: 'money' | 'people';
}

/**
 * A bug beyond the table, planted for oracles that none of the table's makes speak: it breaks each
 * of its promises, behind all layers.
 */
export type FurtherBug = Pick<Mutant, 'number' | 'name' | 'words' | 'promise' | 'patches'>;
