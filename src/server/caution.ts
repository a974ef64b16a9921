// How far this process may trust that the database remembers every charge. After a start, or when
// connections broke, it may be one that went back in time: then each checkout's charges are looked
// up before it is claimed. Remembers times; asks nobody.

import type { Clock } from '../protocol/ports.ts';

export interface Caution {
  /** False until the gateway's list was held against the rows once. */
  mayClaim(): boolean;
  /** A checkout's charges must be looked up before it is charged. */
  isCareful(): boolean;
  /** The database may be another one from now on: connections broke. */
  doubt(): void;
  /** It is most likely the wrong one: nothing is claimed until a pass went through. */
  distrust(): void;
  /**
   * The gateway's list was held against the rows, beginning at that time; whether nothing was left
   * to be looked at again.
   */
  passed(beganAtMs: number, isWhole: boolean): void;
}

/**
 * `youngMs`: how old a charge must be to be judged by its row. Of one that is younger, the row may
 * just not have been read.
 */
export function createCaution(clock: Clock, youngMs: number): Caution {
  let isTrusted = false;
  let carefulSinceMs: number | null = clock.now();
  return {
    mayClaim: () => isTrusted,
    isCareful: () => carefulSinceMs !== null,
    doubt() {
      carefulSinceMs = clock.now();
    },
    distrust() {
      isTrusted = false;
      carefulSinceMs = clock.now();
    },
    passed(beganAtMs, isWhole) {
      isTrusted = true;
      // What was lost before the doubt began was old enough to be seen by this pass.
      const isLate = carefulSinceMs !== null && beganAtMs > carefulSinceMs + youngMs;
      if (isWhole && isLate) carefulSinceMs = null;
    },
  };
}

/** For a database that never goes back. */
export const NO_CAUTION: Caution = {
  mayClaim: () => true,
  isCareful: () => false,
  doubt: () => undefined,
  distrust: () => undefined,
  passed: () => undefined,
};
