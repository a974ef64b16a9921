// How far this process may trust that the database remembers every charge. After a start, or when
// connections broke, it may be one that went back in time: then each checkout's charges are looked
// up before it is claimed. Remembers times; asks nobody.

import type { Clock } from '../protocol/ports.ts';

export interface Caution {
  /** False until the gateway's list was held against the rows once. */
  mayClaim(): boolean;
  /** A checkout's charges must be looked up before it is charged. */
  isCareful(): boolean;
  /**
   * The database may have gone back under this very process, and with it what it had answered
   * since: also that nothing was charged.
   */
  isDoubtful(): boolean;
  /** A call may still be made that such a database does not know of: its worker has not noticed. */
  mayBeCalling(): boolean;
  /**
   * A charge that such a database does not know of may be too young to be on the gateway's list.
   */
  mayBeUnlisted(): boolean;
  /** This process made the database's tables just now: there is nothing that it could have lost. */
  begin(): void;
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
 * `settledMs`: after this long no charge is made any more whose rows were lost before, and each is
 * old enough to be judged by them.
 */
export function createCaution(clock: Clock, settledMs: number): Caution {
  let isTrusted = false;
  let isDoubtful = false;
  let carefulSinceMs: number | null = clock.now();
  const isUnsettled = () => carefulSinceMs !== null && clock.now() <= carefulSinceMs + settledMs;
  return {
    mayClaim: () => isTrusted,
    isCareful: () => carefulSinceMs !== null,
    isDoubtful: () => isDoubtful,
    mayBeCalling: () => isDoubtful && isUnsettled(),
    mayBeUnlisted: isUnsettled,
    begin() {
      isDoubtful = false;
      carefulSinceMs = null;
    },
    doubt() {
      isDoubtful = true;
      carefulSinceMs = clock.now();
    },
    distrust() {
      isTrusted = false;
      isDoubtful = true;
      carefulSinceMs = clock.now();
    },
    passed(beganAtMs, isWhole) {
      isTrusted = true;
      // What was lost before the doubt began was old enough to be seen by this pass.
      const isLate = carefulSinceMs !== null && beganAtMs > carefulSinceMs + settledMs;
      if (!isWhole || !isLate) return;
      carefulSinceMs = null;
      isDoubtful = false;
    },
  };
}

/** For a database that never goes back. */
export const NO_CAUTION: Caution = {
  mayClaim: () => true,
  isCareful: () => false,
  isDoubtful: () => false,
  mayBeCalling: () => false,
  mayBeUnlisted: () => false,
  begin: () => undefined,
  doubt: () => undefined,
  distrust: () => undefined,
  passed: () => undefined,
};
