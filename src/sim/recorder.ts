// Keeps the history of one run, and its hash. Judges nothing.

import { createHash } from 'node:crypto';
import type { Fact, History, HistoryEntry } from './history.ts';
import type { Timeline } from './timeline.ts';

export class Recorder {
  readonly #timeline: Timeline;
  readonly #entries: HistoryEntry[] = [];

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** Answers the entry's number. */
  record(fact: Fact): number {
    const n = this.#entries.length;
    this.#entries.push({ ...fact, n, at: this.#timeline.nowMs() });
    return n;
  }

  history(): History {
    return this.#entries;
  }

  /** 128 bits of SHA-256 over all entries, as 32 hexadecimal digits. */
  hash(): string {
    const sum = createHash('sha256');
    for (const entry of this.#entries) sum.update(JSON.stringify(entry));
    return sum.digest('hex').slice(0, 32);
  }
}
