// A server as its ports see it: what calls out, may be cut off, and may be gone when the answer
// comes.

import type { Life } from './life.ts';
import type { CutOff } from './plan.ts';

export interface PortCaller {
  readonly name: string;
  readonly life: Life;
  /** Stands still from now on, for so long. */
  pause(forMs: number): void;
  isCutOff(what: CutOff): boolean;
  /** The exchanges that are being answered. */
  answering(): readonly number[];
  /** Its start, or a sweep, is under way as well. */
  isSweeping(): boolean;
  /** Runs one call to the outside at a point of its own, where the caller may die. */
  call<T>(work: (point: string) => Promise<T>): Promise<T>;
}
