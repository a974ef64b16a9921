// The faults that a page can do to itself, and whether it plays offline. Live in memory: a reload
// heals the page. Does not know what a fault does.

import { createFaultList, type ArmedFault, type FaultList } from './faults.ts';

export type BrowserFaultPoint =
  /** A press of Pay is two clicks in one task. */
  | 'press-twice'
  /** The POST of a payment goes out twice at once. */
  | 'post-twice'
  /** It never leaves the page. */
  | 'request-lost'
  /** It is answered, and the page never hears. */
  | 'answer-lost'
  /** The page hears `ms` later. */
  | 'answer-slow'
  /** The page reloads `ms` after the POST has left. */
  | 'reload';

export interface BrowserFaults extends FaultList<BrowserFaultPoint> {
  readonly isOffline: () => boolean;
  readonly setOffline: (offline: boolean) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createBrowserFaults(): BrowserFaults {
  const list = createFaultList<BrowserFaultPoint>();
  const listeners = new Set<() => void>();
  let offline = false;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    arm(fault) {
      list.arm(fault);
      tell();
    },
    take(point): ArmedFault<BrowserFaultPoint> | null {
      const fault = list.take(point);
      if (fault !== null) tell();
      return fault;
    },
    armed: () => list.armed(),
    clear() {
      list.clear();
      tell();
    },
    isOffline: () => offline,
    setOffline(next) {
      offline = next;
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
