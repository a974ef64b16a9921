// What one instance shows now: the shared facts and its own circumstances as one snapshot, replaced
// only when something changed. Keeps the time that people have been waiting. Does not ask the
// server.

import type { Clock } from '../protocol/ports.ts';
import { quoteOf, sameQuote, type Facts, type Quote } from './facts.ts';
import type { Latch } from './latch.ts';
import { LOADING, type Patience, type Snapshot } from './snapshot.ts';
import { createTimer, type Timer } from './timer.ts';
import { isWaiting, patienceAfter, toSnapshot, untilImpatientMs, type Local } from './view.ts';

// A press this soon after the total has changed was aimed at the total before: nobody reads a new
// amount and agrees to it faster, and the second half of a double click comes within 500 ms.
const READING_MS = 500;

export interface ScreenOptions {
  readonly clock: Clock;
  readonly latch: Latch;
  onChange(before: Snapshot, after: Snapshot): void;
}

export class Screen {
  readonly #options: ScreenOptions;
  readonly #impatience: Timer;
  readonly #reading: Timer;
  #local: Local = {
    online: true,
    trusted: true,
    unread: false,
    elsewhere: false,
    failure: null,
    notice: null,
    patience: 'short',
  };
  #quote: Quote | null = null;
  #snapshot: Snapshot = LOADING;
  #isOn = false;
  #waitingSinceMs: number | null = null;

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#impatience = createTimer(options.clock);
    this.#reading = createTimer(options.clock);
  }

  /** On, it counts how long people wait. */
  turn(isOn: boolean): void {
    this.#isOn = isOn;
    if (isOn) return;
    this.#impatience.clear();
    this.#waitingSinceMs = null;
  }

  snapshot(): Snapshot {
    return this.#snapshot;
  }

  local(): Local {
    return this.#local;
  }

  change(change: Partial<Local>): void {
    this.#local = { ...this.#local, ...change };
    this.draw();
  }

  /** Draws the snapshot anew and tells of it if it differs. */
  draw(): void {
    const facts = this.#options.latch.facts();
    const unread = this.#isUnread(facts);
    this.#local = { ...this.#local, unread, patience: this.#patience(facts) };
    const before = this.#snapshot;
    const after = toSnapshot(facts, this.#local);
    if (isSameSnapshot(before, after)) return;
    this.#snapshot = after;
    this.#options.onChange(before, after);
  }

  /** Another total has come too short a time ago to have been read. */
  #isUnread({ checkout }: Facts): boolean {
    const before = this.#quote;
    this.#quote = checkout === null ? before : quoteOf(checkout);
    if (before !== null && this.#quote !== null && !sameQuote(before, this.#quote)) {
      this.#reading.set(READING_MS, () => this.draw());
    }
    return this.#reading.isSet();
  }

  #patience(facts: Facts): Patience {
    const { status } = toSnapshot(facts, { ...this.#local, patience: 'short' });
    if (!this.#isOn || !isWaiting(status)) {
      this.#waitingSinceMs = null;
      this.#impatience.clear();
      return 'short';
    }
    const nowMs = this.#options.clock.now();
    this.#waitingSinceMs = pressedAtMs(facts) ?? this.#waitingSinceMs ?? nowMs;
    const waitedMs = Math.max(0, nowMs - this.#waitingSinceMs);
    const leftMs = untilImpatientMs(waitedMs);
    if (leftMs === null) this.#impatience.clear();
    else this.#impatience.set(leftMs, () => this.draw());
    return patienceAfter(waitedMs);
  }
}

function pressedAtMs(facts: Facts): number | null {
  const { hold } = facts;
  return hold.type === 'free' || hold.type === 'ended' ? null : hold.press.pressedAtMs;
}

function isSameSnapshot(a: Snapshot, b: Snapshot): boolean {
  return (
    a.status === b.status &&
    a.checkout === b.checkout &&
    a.notice === b.notice &&
    a.patience === b.patience &&
    a.canSubmit === b.canSubmit &&
    a.isAccepted === b.isAccepted &&
    a.canCancel === b.canCancel
  );
}
