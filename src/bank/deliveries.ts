// Tells shops what happened: every event at least once, to any one endpoint of its installation
// that takes it, again and again with growing pauses until one does or a day has passed. What was
// told is a fact of the ledger, so a bank that starts anew goes on. Knows no signature.

import { doublingMs } from '../protocol/doubling.ts';
import type { Clock } from '../protocol/ports.ts';
import type { WebhookFault } from './charge-faults.ts';
import type { Endpoints } from './endpoints.ts';
import type { WebhookEvent } from './events.ts';
import type { BankFact } from './ledger.ts';
import type { Register } from './register.ts';
import type { SendWebhook } from './webhook-sender.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;
const GIVE_UP_MS = 24 * 60 * 60 * 1000;
// Enough for any shop on one machine, few enough to leave sockets for its payments.
const AT_ONCE = 64;
const COPIES_OF_A_DUPLICATE = 3;

interface Retry {
  readonly failures: number;
  readonly notBeforeMs: number;
}

type How = BankFact<'event-delivered'>['how'];

export class Deliveries {
  readonly #register: Register;
  readonly #clock: Clock;
  readonly #endpoints: Endpoints;
  readonly #send: SendWebhook;
  /** By charge, until its verdict is told. In memory: a restarted bank is a healthy one. */
  readonly #faults = new Map<string, WebhookFault>();
  readonly #retries = new Map<string, Retry>();
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(register: Register, clock: Clock, endpoints: Endpoints, send: SendWebhook) {
    this.#register = register;
    this.#clock = clock;
    this.#endpoints = endpoints;
    this.#send = send;
  }

  /** Must come before the charge is written, or its first event may be told without the fault. */
  bend(charge: string, fault: WebhookFault): void {
    this.#faults.set(charge, fault);
  }

  /** Begins what is due, up to a bound, and resolves when all that it began has ended. */
  async deliverDue(): Promise<void> {
    const begun: Promise<void>[] = [];
    for (const event of this.#due()) {
      if (this.#underWay.size >= AT_ONCE) break;
      begun.push(this.#deliver(event));
    }
    await Promise.all(begun);
  }

  /** Tells what there is to tell of one charge at once, whether it is taken or not. */
  async deliverOf(charge: string): Promise<void> {
    for (const events of this.#register.books.untold().values()) {
      for (const event of events.values()) {
        if (event.charge === charge) await (this.#underWay.get(event.id) ?? this.#deliver(event));
      }
    }
  }

  *#due(): Generator<WebhookEvent> {
    const nowMs = this.#clock.now();
    for (const [mark, events] of this.#register.books.untold()) {
      const isReachable = this.#endpoints.of(mark).length > 0;
      for (const event of events.values()) {
        if (this.#isHeld(event)) continue;
        const isOld = event.atMs + GIVE_UP_MS <= nowMs;
        // In order of time: where the oldest must wait for an endpoint, all others must too.
        if (!isReachable && !isOld && !this.#isLost(event)) break;
        const notBeforeMs = this.#retries.get(event.id)?.notBeforeMs ?? 0;
        if (nowMs >= notBeforeMs && !this.#underWay.has(event.id)) yield event;
      }
    }
  }

  #isLost(event: WebhookEvent): boolean {
    return this.#faults.get(event.charge) === 'lost';
  }

  #isHeld(event: WebhookEvent): boolean {
    const fault = this.#faults.get(event.charge);
    return typeof fault === 'object' && fault.isHeld();
  }

  #deliver(event: WebhookEvent): Promise<void> {
    const work = this.#attempt(event).finally(() => this.#underWay.delete(event.id));
    this.#underWay.set(event.id, work);
    return work;
  }

  async #attempt(event: WebhookEvent): Promise<void> {
    const how = await this.#fateOf(event);
    if (how === null) {
      const failures = (this.#retries.get(event.id)?.failures ?? 0) + 1;
      const pauseMs = doublingMs(FIRST_PAUSE_MS, LONGEST_PAUSE_MS, failures - 1);
      this.#retries.set(event.id, { failures, notBeforeMs: this.#clock.now() + pauseMs });
      return;
    }
    const fact = {
      type: 'event-delivered',
      atMs: this.#clock.now(),
      event: event.id,
      how,
    } as const;
    await this.#register.record(fact);
    this.#retries.delete(event.id);
    if (!event.isPending) this.#faults.delete(event.charge);
  }

  async #fateOf(event: WebhookEvent): Promise<How | null> {
    if (this.#isLost(event)) return 'lost';
    if (event.atMs + GIVE_UP_MS <= this.#clock.now()) return 'given-up';
    const isDoubled = this.#faults.get(event.charge) === 'duplicate';
    const copies = Array.from({ length: isDoubled ? COPIES_OF_A_DUPLICATE : 1 }, async () =>
      this.#toAnyEndpoint(event),
    );
    return (await Promise.all(copies)).includes(true) ? 'taken' : null;
  }

  async #toAnyEndpoint(event: WebhookEvent): Promise<boolean> {
    const { mark } = event;
    for (const url of this.#endpoints.of(mark)) {
      if (await this.#send(event, url)) return true;
      this.#endpoints.postpone({ mark, url });
    }
    return false;
  }
}
