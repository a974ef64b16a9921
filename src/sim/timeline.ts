// Virtual time: everything that happens in a run happens here, one thing after the other, each at
// its moment. Between two of them whatever was begun runs until it waits. Knows no real clock.

import type { Clock } from '../protocol/ports.ts';

/** Gives up what was to happen. */
export type Cancel = () => void;

/** What a moment answers that began nothing: then nothing has to come to rest after it. */
export const NOTHING = Symbol('nothing was begun');

type Action = (() => void) | (() => typeof NOTHING);

interface Moment {
  readonly atMs: number;
  /** Of two at the same moment the one that was asked for first comes first. */
  readonly place: number;
  action: Action | null;
}

// Some time in 2027: far from any edge of a calendar.
const BEGIN_MS = Date.UTC(2027, 2, 14, 9, 26, 53);

// Asked for in a microtask it comes after all others, without a look at the world outside, which
// would cost a tenth of a run.
const nextTurn = process.nextTick;

export class Timeline {
  readonly #heap: Moment[] = [];
  /** What must be waited for in real time before the next thing may happen; null: nothing. */
  readonly #realWork: () => Promise<unknown> | null;
  #nowMs = BEGIN_MS;
  #places = 0;

  constructor(realWork: () => Promise<unknown> | null = () => null) {
    this.#realWork = realWork;
  }

  /** Since 1970, with fractions. */
  nowMs(): number {
    return this.#nowMs;
  }

  /** Since the run began. */
  elapsedMs(): number {
    return this.#nowMs - BEGIN_MS;
  }

  after(delayMs: number, action: Action): Cancel {
    const atMs = this.#nowMs + Math.max(0, delayMs);
    const moment: Moment = { atMs, place: (this.#places += 1), action };
    this.#push(moment);
    return () => {
      moment.action = null;
    };
  }

  /** Lets everything happen up to so long after the beginning. */
  async runUntil(elapsedMs: number): Promise<void> {
    const endMs = BEGIN_MS + elapsedMs;
    await this.#rest();
    for (let next = this.#heap[0]; next !== undefined && next.atMs <= endMs; next = this.#heap[0]) {
      this.#pop();
      if (next.action === null) continue;
      this.#nowMs = next.atMs;
      if (next.action() !== NOTHING) await this.#rest();
    }
    this.#nowMs = endMs;
  }

  /** A clock that shows whole milliseconds, as real ones do, and may be wrong. */
  clock(skewMs: () => number = () => 0): Clock {
    return {
      now: () => Math.floor(this.#nowMs + skewMs()),
      sleep: (delayMs, signal) =>
        new Promise((resolve) => {
          if (delayMs <= 0 || signal?.aborted === true) {
            resolve();
            return;
          }
          const wake = (): void => {
            signal?.removeEventListener('abort', cut);
            resolve();
          };
          const cancel = this.after(delayMs, wake);
          const cut = (): void => {
            cancel();
            wake();
          };
          signal?.addEventListener('abort', cut);
        }),
    };
  }

  /** Lets every microtask end, those of bodies and streams too. */
  async #rest(): Promise<void> {
    await turn();
    for (let work = this.#realWork(); work !== null; work = this.#realWork()) {
      await work;
      await turn();
    }
  }

  #push(moment: Moment): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(moment);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || isBefore(parent, moment)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = moment;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      let child = heap[down];
      const right = heap[down + 1];
      if (child === undefined) break;
      if (right !== undefined && isBefore(right, child)) {
        down += 1;
        child = right;
      }
      if (isBefore(last, child)) break;
      heap[at] = child;
      at = down;
    }
    heap[at] = last;
  }
}

function isBefore(a: Moment, b: Moment): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.place < b.place);
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    nextTurn(resolve);
  });
}
