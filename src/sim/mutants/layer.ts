// A layer that protects people by itself, as the patches that take it away: what a planted bug does
// behind it shows only without it. Plain data.

import type { Patch } from './patching.ts';

export interface Layer {
  /** What is no longer so once it is gone. */
  readonly words: string;
  readonly patches: readonly Patch[];
}
