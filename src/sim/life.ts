// One life of a process or a page: what comes back to it arrives while it lives, waits while it
// stands still, and never arrives once it is over. Knows nothing of what it does.

import type { Clock } from '../protocol/ports.ts';
import type { Cancel, Timeline } from './timeline.ts';

export class Life {
  readonly #timeline: Timeline;
  readonly #onResume: () => void;
  readonly #endings = new Set<() => void>();
  /** What has come while it stood still, in that order. */
  #held: (() => void)[] = [];
  #waiting: Cancel = () => undefined;
  #isOver = false;
  #isPaused = false;
  #stillUntilMs = 0;

  /** Calls `onResume` whenever it goes on after it stood still. */
  constructor(timeline: Timeline, onResume: () => void = () => undefined) {
    this.#timeline = timeline;
    this.#onResume = onResume;
  }

  isOver(): boolean {
    return this.#isOver;
  }

  isStill(): boolean {
    return this.#timeline.nowMs() < this.#stillUntilMs;
  }

  /** Stands still from now on, for so long. */
  pause(forMs: number): void {
    this.#stillUntilMs = Math.max(this.#stillUntilMs, this.#timeline.nowMs() + forMs);
    this.#isPaused = true;
    this.#timeline.after(forMs, () => this.#wake());
  }

  resume(): void {
    this.#stillUntilMs = 0;
    this.#wake();
    this.#goOn();
  }

  #wake(): void {
    if (!this.#isPaused || this.#isOver || this.isStill()) return;
    this.#isPaused = false;
    this.#onResume();
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const ending of [...this.#endings]) ending();
    this.#endings.clear();
    this.#held = [];
    this.#waiting();
  }

  /** Calls back when life ends. Returns what forgets it. */
  onEnd(ending: () => void): () => void {
    this.#endings.add(ending);
    return () => {
      this.#endings.delete(ending);
    };
  }

  /** Does it now, or when this life goes on, or never. */
  deliver(action: () => void): void {
    if (this.#isOver) return;
    if (!this.isStill() && this.#held.length === 0) {
      action();
      return;
    }
    this.#held.push(action);
    if (this.#held.length === 1) this.#goOn();
  }

  /** Does what is held one after the other as soon as it may: what began runs until it waits. */
  #goOn(): void {
    this.#waiting();
    this.#waiting = this.#timeline.after(this.#stillUntilMs - this.#timeline.nowMs(), () => {
      if (!this.isStill()) this.#held.shift()?.();
      if (this.#held.length > 0) this.#goOn();
    });
  }

  /** Settles as `work` does, as long as there is somebody to hear of it. */
  hear<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      work.then(
        (value) => this.deliver(() => resolve(value)),
        (error: unknown) => this.deliver(() => reject(asError(error))),
      );
    });
  }

  clock(skewMs: () => number = () => 0): Clock {
    const clock = this.#timeline.clock(skewMs);
    return {
      now: () => clock.now(),
      sleep: (delayMs, signal) => this.hear(clock.sleep(delayMs, signal)),
    };
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
