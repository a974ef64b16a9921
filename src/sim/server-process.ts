// One server of the shop as a process: it starts, answers, sweeps, stands still, dies and is
// started anew, with the real server inside. Every call that leaves it can be its last. Knows no
// network.

import type { Fetch } from '../protocol/ports.ts';
import { createPayonce, type Payonce } from '../server/payonce.ts';
import { sandboxGateway } from '../gateways/sandbox.ts';
import { bankLine } from './bank-line.ts';
import { databasePort } from './database-port.ts';
import { keepRegistered } from './keep-registered.ts';
import { Life } from './life.ts';
import type { CutOff } from './plan.ts';
import { storefrontOptions } from './storefront.ts';
import { BANK_URL, MERCHANT_SECRET, SHOP_URL, WEBHOOK_SECRET } from './places.ts';
import { NOTHING } from './timeline.ts';
import type { World } from './world-parts.ts';

// How long a server is looked for again after it has died.
const RESTART_MS = 2_000;
// Longer than a call to the bank and its lease.
const LINGER_MS = 30_000;
// A sweep reads the bank's list no more often than this.
const LIST_EVERY_MS = 15_000;
// Of the sweeps that would find nothing, now and then one is enough.
const IDLE_EVERY_MS = 200_000;
const RECONCILE_AGAIN_MS = 2_000;
const PAUSE_LOW_MS = 200;
const PAUSE_HIGH_MS = 40_000;

export class ServerProcess {
  readonly name: string;
  readonly #world: World;
  readonly #cutOff = new Map<CutOff, number>();
  /** An exchange for each of its copies that is being answered. */
  readonly #answering: number[] = [];
  life: Life;
  skewMs = 0;
  #payonce: Payonce | null = null;
  #isListening = false;
  #calls = 0;
  #incarnation = 0;
  #sweeps = 0;

  constructor(name: string, world: World) {
    this.name = name;
    this.#world = world;
    this.life = new Life(world.timeline);
    this.life.end();
  }

  isListening(): boolean {
    return this.#isListening && !this.life.isOver();
  }

  isAlive(): boolean {
    return !this.life.isOver();
  }

  answering(): readonly number[] {
    return [...new Set(this.#answering)];
  }

  isSweeping(): boolean {
    return this.#sweeps > 0;
  }

  start(): void {
    if (this.isAlive()) return;
    const { timeline, recorder } = this.#world;
    this.#incarnation += 1;
    const state = { type: 'server', server: this.name } as const;
    this.life = new Life(timeline, () => recorder.record({ ...state, what: 'resumed' }));
    this.#isListening = false;
    this.#answering.length = 0;
    this.#sweeps = 0;
    recorder.record({ ...state, what: 'started' });
    const payonce = this.#create();
    this.#payonce = payonce;
    void this.#begin(payonce, this.life);
  }

  /** As `kill -9` does: nothing that it began comes back to it, and it is started again later. */
  crash(downMs = RESTART_MS): void {
    if (!this.isAlive()) return;
    const { timeline, recorder, store } = this.#world;
    recorder.record({ type: 'server', server: this.name, what: 'crashed' });
    this.life.end();
    store.disconnect(this.name);
    timeline.after(downMs, () => this.start());
  }

  /** As an orderly stop: takes nothing new, has so long for what it began, and is started anew. */
  drain(graceMs: number): void {
    if (!this.isAlive()) return;
    const { timeline, recorder } = this.#world;
    const { life } = this;
    recorder.record({ type: 'server', server: this.name, what: 'drained' });
    this.#isListening = false;
    timeline.after(graceMs, () => {
      if (life === this.life) this.crash();
    });
  }

  pause(forMs: number): void {
    if (!this.isAlive()) return;
    this.#world.recorder.record({ type: 'server', server: this.name, what: 'paused' });
    this.life.pause(forMs);
  }

  cutOffFrom(what: CutOff, forMs: number): void {
    this.#cutOff.set(what, this.#world.timeline.nowMs() + forMs);
  }

  isCutOff(what: CutOff): boolean {
    return this.#world.timeline.nowMs() < (this.#cutOff.get(what) ?? 0);
  }

  heal(): void {
    this.#cutOff.clear();
    this.skewMs = 0;
    this.life.resume();
    this.start();
  }

  /** One call to the outside, at a point of its own where this server may die or stand still. */
  call<T>(work: (point: string) => Promise<T>): Promise<T> {
    const { faults, chance, plan } = this.#world;
    const { life } = this;
    if (life.isOver()) return new Promise(() => undefined);
    const point = `${this.name}#${(this.#calls += 1)}`;
    if (!faults.isHealed()) this.#world.points.push(point);
    if (faults.strikes('crash-before-call', point)) {
      this.crash();
      return new Promise(() => undefined);
    }
    if (faults.strikes('pause', point)) {
      this.pause(plan.pauseMs ?? chance.delay('pause', point, PAUSE_LOW_MS, PAUSE_HIGH_MS));
    }
    const sent = new Promise<T>((resolve, reject) => {
      life.deliver(() => {
        work(point).then(resolve, reject);
      });
    });
    const heard = sent.finally(() => {
      if (!life.isOver() && faults.strikes('crash-after-call', point)) this.crash();
    });
    return life.hear(heard);
  }

  /** Answers one exchange; never if it dies over it. */
  async answer(exchange: number, request: Request): Promise<Response> {
    const payonce = this.#payonce;
    if (payonce === null) throw new Error('a server that does not listen was asked');
    this.#answering.push(exchange);
    const answer = await this.life.hear(payonce.fetch(request));
    this.#answering.splice(this.#answering.indexOf(exchange), 1);
    return answer;
  }

  payonce(): Payonce | null {
    return this.isListening() ? this.#payonce : null;
  }

  #create(): Payonce {
    const world = this.#world;
    const { life, name } = this;
    const { plan, chance, recorder } = world;
    const clock = life.clock(() => this.skewMs);
    const fetch: Fetch = bankLine(world, this);
    const database = databasePort(world, this);
    return createPayonce({
      ...storefrontOptions(world, this, database),
      database,
      gateway: sandboxGateway({ url: BANK_URL, fetch, clock, webhookSecrets: [WEBHOOK_SECRET] }),
      clock,
      random: chance.random(`server ${name} ${this.#incarnation}`),
      basePath: '/payonce',
      returnUrl: (checkoutId) => `${SHOP_URL}/confirmation/${checkoutId}`,
      merchantSecret: MERCHANT_SECRET,
      reconcileFirst: plan.reconcileFirst,
      keyLifetimeMs: plan.keyLifetimeMs,
      onError: (error, where) => {
        if (life.isOver()) return;
        const message = error instanceof Error ? error.message : String(error);
        recorder.record({ type: 'error-told', server: name, where, message });
      },
    });
  }

  async #begin(payonce: Payonce, life: Life): Promise<void> {
    const clock = life.clock();
    // A host that cannot reach its database exits and is started again.
    for (;;) {
      try {
        await payonce.migrate();
        break;
      } catch {
        await clock.sleep(RESTART_MS);
      }
    }
    this.#isListening = true;
    void keepRegistered(this.#world.bank, payonce, clock);
    this.#sweep(payonce, life);
    for (;;) {
      await this.#atItself(() => payonce.reconcile());
      if (payonce.isReconciled()) return;
      await clock.sleep(RECONCILE_AGAIN_MS);
    }
  }

  /** What nobody asked for. Its failure is looked at by the next try. */
  async #atItself(work: () => Promise<unknown>): Promise<void> {
    const { life } = this;
    this.#sweeps += 1;
    const isOver = (): void => {
      if (life === this.life) this.#sweeps -= 1;
    };
    try {
      await work();
      isOver();
    } catch {
      // Told to the host by `onError`. One part of it failed, and others may still be at it.
      this.#world.timeline.after(LINGER_MS, isOver);
    }
  }

  /** Each server in its own rhythm, never quite in step with another. */
  #sweepPauseMs(round: number): number {
    const { plan, chance } = this.#world;
    return plan.sweepMs * (0.5 + chance.fraction('sweep', `${this.name} ${round}`));
  }

  #sweep(payonce: Payonce, life: Life): void {
    const { timeline } = this.#world;
    let round = 0;
    let lastMs = timeline.nowMs();
    const again = (): void => {
      timeline.after(this.#sweepPauseMs((round += 1)), next);
    };
    const next = (): unknown => {
      if (life.isOver()) return NOTHING;
      again();
      if (life.isStill() || !this.#isSweepWorthwhile(lastMs)) return NOTHING;
      lastMs = timeline.nowMs();
      // As the host does: the next does not wait for the one before.
      return this.#atItself(() => payonce.sweep());
    };
    again();
  }

  #isSweepWorthwhile(lastMs: number): boolean {
    const { agenda, timeline } = this.#world;
    const nowMs = timeline.nowMs();
    if (agenda.isRowDue(nowMs + this.skewMs) || nowMs - lastMs >= IDLE_EVERY_MS) return true;
    return nowMs - lastMs >= LIST_EVERY_MS && agenda.isListDue(nowMs);
  }
}
