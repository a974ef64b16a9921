// One life of a process or a page: what comes back to it arrives while it lives, waits while it
// stands still, and never arrives once it is over. Knows nothing of what it does.

import type { Clock } from '../protocol/ports.ts';
import type { Timeline } from './timeline.ts';

export class Life {
  readonly #timeline: Timeline;
  readonly #endings = new Set<() => void>();
  #isOver = false;
  #stillUntilMs = 0;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
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
  }

  resume(): void {
    this.#stillUntilMs = 0;
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const ending of [...this.#endings]) ending();
    this.#endings.clear();
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
    const waitMs = this.#stillUntilMs - this.#timeline.nowMs();
    if (waitMs <= 0) action();
    else this.#timeline.after(waitMs, () => this.deliver(action));
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
