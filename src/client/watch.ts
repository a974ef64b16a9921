// Keeps one instance's picture true: asks on start and on every awakening, asks again while
// something is undecided, and renews a key that ends. Knows when to ask; how it looks is the
// screen's business, what may be sent the latch's.

import type { QueryKey } from '@tanstack/query-core';
import type { ReadAnswer } from './api.ts';
import { createAsker, type Asker } from './asker.ts';
import { createCourtesy, type Courtesy } from './courtesy.ts';
import type { Facts } from './facts.ts';
import type { Latch } from './latch.ts';
import type { ClientPorts, WakeReason } from './ports.ts';
import { pollDelayMs } from './retry.ts';
import { Screen } from './screen.ts';
import type { Notice, Snapshot } from './snapshot.ts';
import { createTimer, type Timer } from './timer.ts';
import { isErrand, noticeWhenHeard, type ReadFailure } from './view.ts';
import { isSlow, isUndecided } from './waiting.ts';

// Becoming visible and getting the focus is one awakening, though it comes as several events.
const SAME_AWAKENING_MS = 250;

// A payment that is answered as it should is answered by then: no need to ask besides.
const CALM_POLLS = 2;

// A picture of this age is asked for anew when Pay is pressed: a machine that slept, or timers that
// were held back, give no sign of it.
const STALE_MS = 60_000;

// However soon a server says that a key ends, it is not asked more often than this.
const MIN_RENEWAL_MS = 1_000;

export interface WatchOptions {
  readonly ports: ClientPorts;
  readonly latch: Latch;
  readonly queryKey: QueryKey;
  /** Whether asking again can bring a new key where one has expired. */
  readonly renews: boolean;
  /** Under which name tabs tell each other who pays; null for who only reads. */
  readonly tabsName: string | null;
  read(facts: Facts, signal: AbortSignal): Promise<ReadAnswer>;
  onChange(before: Snapshot, after: Snapshot): void;
  /** After each look at the facts, whether or not they show. */
  onLook?(facts: Facts): void;
}

export class Watch {
  readonly latch: Latch;
  readonly screen: Screen;
  readonly #ports: ClientPorts;
  readonly #options: WatchOptions;
  readonly #asker: Asker;
  readonly #poll: Timer;
  readonly #renewal: Timer;
  readonly #courtesy: Courtesy;
  #followers = 0;
  #leave: (() => void)[] = [];
  #wokenAtMs = Number.NEGATIVE_INFINITY;
  #answeredAtMs = Number.NEGATIVE_INFINITY;
  #polls = 0;
  #polledStep = 0;

  constructor(options: WatchOptions) {
    const { ports, latch } = options;
    this.#ports = ports;
    this.#options = options;
    this.latch = latch;
    this.screen = new Screen({
      clock: ports.clock,
      latch,
      onChange: (before, after) => options.onChange(before, after),
    });
    this.#poll = createTimer(ports.clock);
    this.#renewal = createTimer(ports.clock);
    this.#courtesy = createCourtesy({
      clock: ports.clock,
      tabs: options.tabsName === null ? undefined : ports.tabs,
      name: options.tabsName ?? '',
      onHint: (isPaying) => this.#hinted(isPaying),
    });
    this.#asker = createAsker({
      queryClient: ports.queryClient,
      queryKey: options.queryKey,
      step: () => latch.facts().step,
      read: (signal) => options.read(latch.facts(), signal),
      onAnswer: (answer, step, isCurrent) => this.#heard(answer, step, isCurrent),
    });
  }

  /** Asks the server; true once it has answered. Never rejects. */
  ask(): Promise<boolean> {
    return this.#asker.ask();
  }

  /**
   * True once the server has answered since the last moment at which something may have been
   * missed.
   */
  freshen(): Promise<boolean> {
    const ageMs = Math.abs(this.#ports.clock.now() - this.#answeredAtMs);
    if (ageMs > STALE_MS) this.#asker.disturb();
    return this.#asker.freshen();
  }

  failure(): ReadFailure | null {
    return this.screen.local().failure;
  }

  /** Looks whether the page is online, and shows it. */
  isOnline(): boolean {
    const online = this.#ports.page.isOnline();
    if (online !== this.screen.local().online) this.screen.change({ online });
    return online;
  }

  /** Says what concerns this instance alone. */
  say(notice: Notice | null): void {
    this.screen.change({ notice });
  }

  /** Follows along until the returned function is called; the first follower asks at once. */
  follow(): () => void {
    this.#followers += 1;
    if (this.#followers === 1) this.#begin();
    let isFollowing = true;
    return () => {
      if (!isFollowing) return;
      isFollowing = false;
      this.#followers -= 1;
      if (this.#followers === 0) this.#end();
    };
  }

  #begin(): void {
    const { page } = this.#ports;
    this.#leave = [
      this.latch.subscribe(() => this.#look()),
      page.onWake((reason) => this.#wake(reason)),
    ];
    this.#courtesy.begin();
    this.screen.turn(true);
    // What was known before nobody followed may be old by now: Pay waits for the answer.
    this.screen.change({ online: page.isOnline(), trusted: false, elsewhere: false });
    this.#look();
    // StrictMode mounts twice in one breath: the question of the first mount is still out.
    if (this.#asker.isAsking()) return;
    this.#asker.disturb();
    void this.ask();
  }

  #end(): void {
    for (const leave of this.#leave) leave();
    this.#leave = [];
    this.#poll.clear();
    this.#renewal.clear();
    this.#courtesy.end();
    this.screen.turn(false);
  }

  #wake(reason: WakeReason): void {
    const online = this.#ports.page.isOnline();
    if (reason === 'offline') {
      this.screen.change({ online });
      return;
    }
    const nowMs = this.#ports.clock.now();
    const isSame = Math.abs(nowMs - this.#wokenAtMs) < SAME_AWAKENING_MS;
    this.#wokenAtMs = nowMs;
    // A page out of the back-forward cache shows a picture of any age, and one that was offline may
    // have missed anything: Pay waits for the answer. A tab that was merely looked away from keeps
    // Pay enabled, and a press waits for the answer instead.
    const isBlind = reason === 'pageshow' || reason === 'online' || reason === 'resume';
    if (!isSame || isBlind) this.#asker.disturb();
    // Somebody is here again: what was asked for every minute is asked for every second once more.
    this.#polls = 0;
    this.#poll.clear();
    this.screen.change({ online, trusted: this.screen.local().trusted && !isBlind });
    void this.ask();
  }

  /** Another tab begins to pay, or is done: only the server knows what came of it. */
  #hinted(isPaying: boolean): void {
    this.#asker.disturb();
    if (isPaying) {
      this.screen.change({ elsewhere: true });
      void this.ask();
      return;
    }
    this.screen.change({ trusted: false });
    void this.ask().then(() => this.screen.change({ elsewhere: this.#courtesy.isHinted() }));
  }

  #heard(answer: ReadAnswer, askedAtStep: number, isCurrent: boolean): void {
    if (answer.type === 'checkout') {
      const { checkout } = answer;
      this.#answeredAtMs = this.#ports.clock.now();
      const local = this.screen.local();
      const trusted = local.trusted || isCurrent;
      this.latch.dispatch({ type: 'pictured', checkout, askedAtStep });
      const notice = noticeWhenHeard(this.screen.local().notice);
      // Once the server tells of the payment, no tab needs to.
      const elsewhere = this.screen.local().elsewhere && checkout.status === 'open';
      this.screen.change({ failure: null, trusted, elsewhere, notice });
      this.#renewLater(checkout.keyExpiresInMs);
    } else {
      const { failure } = answer;
      if (isErrand(failure)) {
        this.latch.dispatch({ type: 'unreadable', notice: failure, askedAtStep });
      }
      this.screen.change({ failure });
    }
    this.#look();
  }

  #look(): void {
    this.screen.draw();
    const facts = this.latch.facts();
    this.#courtesy.look(facts);
    this.#options.onLook?.(facts);
    this.#pollLater(facts);
  }

  #pollLater(facts: Facts): void {
    const failure = this.failure();
    const isWaiting =
      this.screen.local().elsewhere || isUndecided(facts, failure, this.#options.renews);
    if (this.#followers === 0 || !isWaiting) {
      this.#polls = 0;
      this.#poll.clear();
      return;
    }
    if (facts.step !== this.#polledStep) {
      this.#polledStep = facts.step;
      this.#polls = 0;
      this.#poll.clear();
    }
    if (this.#poll.isSet() || this.#asker.isAsking()) return;
    const polls = this.#polls + (facts.hold.type === 'sent' ? CALM_POLLS : 0);
    const toldMs = failure?.type === 'too-many-attempts' ? failure.retryAfterMs : 0;
    this.#poll.set(toldMs + pollDelayMs(polls, isSlow(facts), this.#ports.random), () => {
      this.#polls += 1;
      void this.ask();
    });
  }

  #renewLater(keyExpiresInMs: number | null): void {
    if (keyExpiresInMs === null || this.#followers === 0) {
      this.#renewal.clear();
      return;
    }
    this.#renewal.set(Math.max(MIN_RENEWAL_MS, keyExpiresInMs), () => {
      // The picture's key has ended with its time; a press waits for the new one.
      this.#asker.disturb();
      void this.ask();
    });
  }
}
