// The named exceptions: what reaches around the ports. react-query's timers and its notifications
// go through the run's virtual time, `Date.now` tells it, and real timers, randomness and sockets
// throw while a run is on. Ways to the time that cannot be taken away, such as `new Date()`, are
// banned from core rooms by a house test. One run at a time.

import { Socket } from 'node:net';
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

const FORBIDDEN: readonly (readonly [owner: object, name: string, called: string])[] = [
  [globalThis, 'setTimeout', 'setTimeout'],
  [globalThis, 'setInterval', 'setInterval'],
  [globalThis, 'setImmediate', 'setImmediate'],
  [globalThis, 'fetch', 'fetch'],
  [globalThis, 'WebSocket', 'WebSocket'],
  [globalThis, 'BroadcastChannel', 'BroadcastChannel'],
  [AbortSignal, 'timeout', 'AbortSignal.timeout'],
  [Math, 'random', 'Math.random'],
  [crypto, 'randomUUID', 'crypto.randomUUID'],
  [crypto, 'getRandomValues', 'crypto.getRandomValues'],
  [Socket.prototype, 'connect', 'a socket'],
];

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
  Date.now = () => Math.floor(timeline.nowMs());
  const light = Object.entries(isLight ? LIGHT : {});
  const putBack = [
    ...light.map(([name, value]) => replace(globalThis, name, value)),
    ...FORBIDDEN.map(([owner, name, called]) => replace(owner, name, guard(owner, name, called))),
  ];
  return () => {
    Date.now = now;
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

/** Throws for whoever is of the run, and does what `name` does for whoever is not. */
function guard(owner: object, name: string, called: string): unknown {
  const real: unknown = Reflect.get(owner, name);
  return function (this: unknown, ...given: unknown[]): unknown {
    const stack = new Error().stack ?? '';
    // It would ring by the machine's clock for a moment of the run's, months away: after the run
    // PGlite would set it anew, each millisecond.
    if (called === 'setTimeout' && PGLITE.test(callerIn(stack))) return 0;
    const isAllowed = TEST_RUNNER.test(stack) || PGLITE.test(stack);
    if (!isAllowed || typeof real !== 'function') return forbidden(called);
    return Reflect.apply(real, this, given);
  };
}

/** Of the function that the stack was read in. */
function callerIn(stack: string): string {
  return stack.split('\n')[2] ?? '';
}

function replace(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => {
    // What was not there, or was of its prototype, is so again: Node 20 has no `WebSocket`.
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
}

function forbidden(called: string): never {
  throw new Error(`${called} was used inside a run: everything goes through the ports`);
}
