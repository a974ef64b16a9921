// Faults that somebody armed for the next charge calls: which, in what order, and how often still.
// They live in memory; a restarted bank is a healthy one. Does not know what a fault does.

export const FAULT_POINTS = [
  /** The request is read, nothing is done, the connection is cut. */
  'request-lost',
  /** The charge is made, then the connection is cut. */
  'answer-lost',
  /** The charge is made, the answer comes `ms` later. */
  'slow',
  /** 500, nothing is done. */
  'error-before',
  /** The charge is made, the answer is a 500. */
  'error-after',
  /** The connection is cut before the request is read. */
  'unreachable',
  /** The charge is made anew although its key, and its token with it, was used before. */
  'ignore-idempotency',
  /** The charge is made and answered, but lookups by its key find nothing for `ms`. */
  'search-lag',
  /** The charge's webhooks, up to its verdict, are dropped and count as delivered. */
  'webhook-lost',
  /** Each of them is delivered three times. */
  'webhook-duplicate',
  /** Its first is delivered before the charge call is answered. */
  'webhook-early',
] as const;

export type FaultPoint = (typeof FAULT_POINTS)[number];

export interface Fault {
  readonly point: FaultPoint;
  readonly ms: number;
}

export interface ArmedFault extends Fault {
  readonly times: number;
}

export interface FaultQueue {
  arm(fault: ArmedFault): void;
  /** The fault for the charge call that arrives now, if any. */
  take(): Fault | null;
  /** What is still armed, next first. */
  armed(): readonly ArmedFault[];
  clear(): void;
}

export function createFaultQueue(): FaultQueue {
  let queue: readonly ArmedFault[] = [];
  return {
    arm(fault) {
      queue = [...queue, fault];
    },
    take() {
      const [next, ...rest] = queue;
      if (next === undefined) return null;
      queue = next.times > 1 ? [{ ...next, times: next.times - 1 }, ...rest] : rest;
      return next;
    },
    armed: () => queue,
    clear() {
      queue = [];
    },
  };
}
