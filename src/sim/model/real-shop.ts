// The real servers, the real bank and a real database, put through the model's actions one by one,
// each server at one thing. What can be seen of it is told in the model's words.

import { chanceOf } from '../chance.ts';
import type { MemoryDatabase } from '../sql/memory-database.ts';
import type { Action, Deed } from './action.ts';
import { RealBank } from './real-bank.ts';
import { pointSeen } from './real-points.ts';
import { keyOfLeg, RealMessages } from './real-messages.ts';
import { paymentRequest, refundRequest } from './real-requests.ts';
import { attemptRow, checkoutRow, rowsSeen } from './real-rows.ts';
import { BEGIN_MS, type Setup } from './real-setup.ts';
import type { Servers } from './real-servers.ts';
import { RealWorker, type Task } from './real-worker.ts';
import { TIMEOUT_MS, type BankCall, type Place } from './real-server.ts';
import { workerLine, type Seen } from './seen.ts';
import type { SmallWorld } from './worlds.ts';

// Two clocks may differ by 5 s each way.
const LEASE_MS = TIMEOUT_MS + 10_000;
const STEP_MS = LEASE_MS + 1;
// Longer than any pause between two looks or two tries, and than the bank waits for a shopper.
const LONG_STEP_MS = 61 * 60_000;
// Two leases are a consent.
const SHORT_STEPS = 2;

export class RealShop {
  readonly #world: SmallWorld;
  readonly #setup: Setup;
  readonly #servers: Servers;
  readonly #database: MemoryDatabase;
  readonly #bank: RealBank;
  readonly #messages: RealMessages;
  /** By gateway key: what a server has asked of the bank, and may arrive at any time. */
  readonly #sent = new Map<string, BankCall>();
  readonly #place: Place;
  #workers: RealWorker[] = [];
  #nowMs = BEGIN_MS;
  #stepsSinceClaim = 0;

  constructor(world: SmallWorld, setup: Setup, servers: Servers, bend: (sql: string) => string) {
    this.#world = world;
    this.#setup = setup;
    this.#servers = servers;
    const database = setup.template.open();
    this.#database = database;
    this.#bank = new RealBank(setup.bankFacts, BEGIN_MS, chanceOf(1).random('model bank'));
    this.#messages = new RealMessages(this.#bank, setup, () => this.#nowMs);
    this.#place = {
      nowMs: () => this.#nowMs,
      query: (sql, parameters) => database.run(bend(sql), parameters),
    };
  }

  seen(): Seen {
    const database = this.#database;
    const bank = this.#bank;
    const { refundKeys } = this.#setup;
    const books = { database, bank, sent: this.#sent, refundKeys, nowMs: this.#nowMs };
    return [...rowsSeen(books), ...this.#workers.map((worker) => this.#workerSeen(worker))];
  }

  /** What must only grow. */
  clocks(): { readonly fence: number; readonly revision: number } {
    const { fence, revision } = checkoutRow(this.#database);
    return { fence: Number(fence), revision: Number(revision) };
  }

  /** From now on each worker is called by the place where the model has it. */
  reorder(places: readonly number[]): void {
    const before = this.#workers;
    this.#workers = places.flatMap((place) => before[place] ?? []);
  }

  /** Servers that are done with their work can be used by others. */
  close(): void {
    for (const { server } of this.#workers) this.#servers.abandon(server);
    this.#workers = [];
  }

  /** Does it, and answers what somebody heard. */
  async do(action: Action): Promise<number | null> {
    switch (action.type) {
      case 'tick':
        this.#tick();
        return null;
      case 'decide':
        await this.#bank.decide(keyOfLeg(action.attempt, action.leg), action.says);
        return null;
      case 'arrive-late':
        await this.#arriveAlone(keyOfLeg(action.attempt, action.leg));
        return null;
      case 'refund-late':
        await this.#arriveAlone(this.#messages.refundIds[action.refund] ?? '');
        return null;
      case 'arrive':
      case 'hear':
      case 'lose':
      case 'not-sent':
      case 'write':
      case 'crash':
        return this.#act(action.type, action.worker);
      default:
        return this.#begin(action);
    }
  }

  #tick(): void {
    const isLive = checkoutRow(this.#database)['live'] !== null;
    const isYoung = isLive && this.#stepsSinceClaim < SHORT_STEPS;
    this.#nowMs += isYoung ? STEP_MS : LONG_STEP_MS;
    this.#stepsSinceClaim += 1;
  }

  async #arriveAlone(key: string): Promise<void> {
    const call = this.#sent.get(key);
    if (call === undefined) throw new Error(`nothing was sent with ${key}`);
    await this.#bank.call(call);
  }

  async #act(deed: Deed, place: number): Promise<number | null> {
    const worker = this.#workers[place];
    if (worker === undefined) throw new Error(`there is no real worker ${place}`);
    switch (deed) {
      case 'crash':
        this.#servers.abandon(worker.server);
        this.#workers = this.#workers.filter((one) => one !== worker);
        return null;
      case 'arrive':
        worker.answer = await this.#bank.call(worker.call());
        return null;
      case 'hear':
        worker.hear();
        break;
      case 'lose':
        worker.fail('reset');
        break;
      case 'not-sent':
        this.#sent.delete(keyIn(worker.call()));
        worker.fail('refused');
        break;
      case 'write':
        worker.write();
        break;
    }
    return this.#settleDown(worker);
  }

  async #begin(
    action: Exclude<Action, { type: 'tick' | 'decide' | 'arrive-late' | 'refund-late' | Deed }>,
  ): Promise<number | null> {
    const server = await this.#servers.take(this.#place);
    const worker = new RealWorker(taskOf(action.type), server);
    this.#workers.push(worker);
    const { payonce } = server;
    switch (action.type) {
      case 'press':
        this.#stepsSinceClaim = 0;
        worker.answers(payonce.fetch(this.#pressing(this.#attempts() + 1)));
        break;
      case 'press-again':
        worker.answers(payonce.fetch(this.#pressing(action.attempt)));
        break;
      case 'ask-refund':
        worker.answers(payonce.fetch(refundRequest(this.#setup.refundKeys[action.refund] ?? '')));
        break;
      case 'sweep':
        worker.ends(payonce.sweep());
        break;
      case 'tell': {
        const id = this.#messages.ofLeg(action.attempt, action.leg, action.which);
        worker.answers(this.#messages.tell(payonce.fetch, id));
        break;
      }
      case 'tell-refund':
        worker.answers(this.#messages.tell(payonce.fetch, this.#messages.ofRefund(action.refund)));
        break;
    }
    return this.#settleDown(worker);
  }

  /** Until nothing moves by itself. */
  async #settleDown(worker: RealWorker): Promise<number | null> {
    await worker.rest();
    const key = worker.sentKey();
    if (key !== null) this.#sent.set(key, worker.call());
    if (!worker.isDone()) return null;
    this.#workers = this.#workers.filter((one) => one !== worker);
    this.#servers.giveBack(worker.server);
    return worker.said();
  }

  #attempts(): number {
    return Number(checkoutRow(this.#database)['attempts']);
  }

  /** The key that the page has: the current one, or the one that the attempt was made with. */
  #pressing(number: number): Request {
    const isNew = number > this.#attempts();
    const row = isNew ? checkoutRow(this.#database) : attemptRow(this.#database, number);
    const card = this.#world.cards[number - 1] ?? 'good';
    return paymentRequest(String(row['key']), card, this.#setup.tokens[number - 1] ?? '');
  }

  #workerSeen(worker: RealWorker): string {
    const { parked, errors } = worker.server;
    const [first, ...others] = parked;
    const trouble = [...others.map(() => 'something else'), ...errors].join(', ');
    const point =
      first === undefined
        ? 'stands still'
        : pointSeen(first, worker.answer, this.#database, this.#messages);
    return workerLine(worker.task, trouble === '' ? point : `${point}, and ${trouble}`);
  }
}

const TASKS = {
  press: 'pay',
  'press-again': 'pay',
  sweep: 'sweep',
  tell: 'tell',
  'ask-refund': 'ask',
  'tell-refund': 'tell-refund',
} as const satisfies Readonly<Record<string, Task>>;

function taskOf(type: keyof typeof TASKS): Task {
  return TASKS[type];
}

function keyIn({ body }: BankCall): string {
  return (JSON.parse(body) as { key: string }).key;
}
