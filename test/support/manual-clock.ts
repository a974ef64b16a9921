// A clock whose time moves only when a test says so. Sleepers wake in the order of their time, and
// what a woken one starts gets its turn before the next wakes. Knows nothing of real time.

import type { Clock } from '../../src/protocol/ports.ts';

export interface ManualClock extends Clock {
  /** Moves time on by `ms`, stopping at each sleeper's moment on the way. */
  advance(ms: number): Promise<void>;
  /** How many sleeps have not ended: for tests that nothing is left waiting. */
  sleeping(): number;
}

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

// Between two steps whatever was woken runs until it waits for something else. A macrotask lets all
// microtasks end, and Node's own streams and Web APIs (a Response body, say) need a few.
const SETTLE_TURNS = 10;

async function settle(): Promise<void> {
  for (let turn = 0; turn < SETTLE_TURNS; turn += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

export function manualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  const sleepers = new Set<Sleeper>();
  let nowMs = startMs;

  function sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    if (delayMs <= 0 || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        wakesAt: nowMs + delayMs,
        wake: () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake);
    });
  }

  function nextUpTo(untilMs: number): Sleeper | undefined {
    let next: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (sleeper.wakesAt > untilMs) continue;
      if (next === undefined || sleeper.wakesAt < next.wakesAt) next = sleeper;
    }
    return next;
  }

  async function advance(ms: number): Promise<void> {
    const untilMs = nowMs + ms;
    await settle();
    for (let next = nextUpTo(untilMs); next !== undefined; next = nextUpTo(untilMs)) {
      nowMs = next.wakesAt;
      next.wake();
      await settle();
    }
    nowMs = untilMs;
  }

  return { now: () => nowMs, sleep, advance, sleeping: () => sleepers.size };
}
