// The named exceptions: what reaches around the ports. react-query's timers and its notifications
// go through the run's virtual time, `Date.now` tells it, and every other way to real time,
// randomness or network throws while a run is on. One run at a time.

import { focusManager, notifyManager, onlineManager, timeoutManager } from '@tanstack/query-core';
import { LATCHES } from '../client/latch.ts';
import { LightAbortController } from './light-abort.ts';
import { LightHeaders } from './light-headers.ts';
import { LightRequest, LightResponse } from './light-message.ts';
import type { Cancel, Timeline } from './timeline.ts';

let current: Timeline | null = null;
let timers = 0;
const cancels = new Map<number, Cancel>();

function line(): Timeline {
  if (current === null) throw new Error('react-query set a timer while no run was on');
  return current;
}

timeoutManager.setTimeoutProvider<number>({
  setTimeout: (callback, delayMs) => {
    const id = (timers += 1);
    const cancel = line().after(delayMs, () => {
      cancels.delete(id);
      callback();
    });
    cancels.set(id, cancel);
    return id;
  },
  clearTimeout: (id) => {
    cancels.get(id ?? 0)?.();
    cancels.delete(id ?? 0);
  },
  setInterval: () => {
    throw new Error('nothing of ours repeats by react-query');
  },
  clearInterval: () => undefined,
});
notifyManager.setScheduler((callback) => {
  line().after(0, callback);
});

const FORBIDDEN = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'fetch',
  'WebSocket',
  'BroadcastChannel',
] as const;

// PGlite keeps time of its own, and a test runner goes on reporting in the same thread.
const PGLITE = /node_modules\/@electric-sql\//;
const TEST_RUNNER = /node_modules\/(@vitest|vitest|tinypool|vite)\//;

/** Stand-ins that cost a tenth: most of a run's price would be the platform's own messages. */
const LIGHT: Readonly<Record<string, unknown>> = {
  AbortController: LightAbortController,
  Headers: LightHeaders,
  Request: LightRequest,
  Response: LightResponse,
};

/**
 * Makes this timeline the only time there is, until the returned function is called; with `isLight`
 * the platform's messages are stood in for.
 */
export function enter(timeline: Timeline, isLight: boolean): () => void {
  if (current !== null) throw new Error('two runs at once in one thread');
  current = timeline;
  Reflect.deleteProperty(globalThis, LATCHES);
  const now = Date.now;
  const random = Math.random;
  const replacements: Record<string, unknown> = isLight ? { ...LIGHT } : {};
  Date.now = () => Math.floor(timeline.nowMs());
  Math.random = () => forbidden('Math.random');
  for (const name of FORBIDDEN) {
    const real: unknown = Reflect.get(globalThis, name);
    const value = (...given: unknown[]): unknown => {
      const stack = new Error().stack ?? '';
      // It would ring by the machine's clock for a moment of the run's, months away: after the run
      // PGlite would set it anew, each millisecond.
      if (name === 'setTimeout' && PGLITE.test(callerIn(stack))) return 0;
      const isAllowed = TEST_RUNNER.test(stack) || PGLITE.test(stack);
      if (!isAllowed || typeof real !== 'function') return forbidden(name);
      return Reflect.apply(real, globalThis, given);
    };
    replacements[name] = value;
  }
  const putBack = Object.entries(replacements).map(([name, value]) => replace(name, value));
  return () => {
    Date.now = now;
    Math.random = random;
    for (const back of putBack) back();
    Reflect.deleteProperty(globalThis, LATCHES);
    cancels.clear();
    // Whose pages are open at the end, and so their whole world, would be kept for ever by these.
    focusManager['listeners'].clear();
    focusManager.setFocused(undefined);
    onlineManager['listeners'].clear();
    current = null;
  };
}

/**
 * Whether another window is in front of every page, as react-query would see it in each of them.
 */
export function turnAway(isAway: boolean): void {
  focusManager.setFocused(!isAway);
}

/** Of the function that the stack was read in. */
function callerIn(stack: string): string {
  return stack.split('\n')[2] ?? '';
}

function replace(name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  return () => {
    // Node 20 has no `WebSocket`, and is to have none afterwards either.
    if (before === undefined) Reflect.deleteProperty(globalThis, name);
    else Object.defineProperty(globalThis, name, before);
  };
}

function forbidden(name: string): never {
  throw new Error(`${name} was used inside a run: everything goes through the ports`);
}
