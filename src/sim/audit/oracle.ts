// What an oracle is: one promise of the product, named, and how a history is held against it. Knows
// no promise.

import type { Violation } from '../history.ts';
import type { View } from './view.ts';

/** Says that the promise was broken: in words, with the entries that show it. */
export type Tell = (words: string, ...entries: readonly number[]) => void;

export interface Oracle {
  readonly name: string;
  readonly level: Violation['level'];
  /** The promise in one sentence. */
  readonly words: string;
  readonly check: (view: View, tell: Tell) => void;
}
