// One thing to do later, over the injected clock: setting it again replaces what was set, clearing
// it forgets it.

import type { Clock } from '../protocol/ports.ts';

export interface Timer {
  set(delayMs: number, action: () => void): void;
  clear(): void;
  isSet(): boolean;
}

export function createTimer(clock: Clock): Timer {
  let waiting: AbortController | null = null;

  function clear(): void {
    waiting?.abort();
    waiting = null;
  }

  return {
    clear,
    isSet: () => waiting !== null,
    set: (delayMs, action) => {
      clear();
      const mine = new AbortController();
      waiting = mine;
      void clock.sleep(delayMs, mine.signal).then(() => {
        if (mine.signal.aborted) return;
        waiting = null;
        action();
      });
    },
  };
}
