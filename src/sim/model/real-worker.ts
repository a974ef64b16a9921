// One thing that a real server is at: let go by hand, until it is done. Knows which of its calls
// can still arrive when nobody waits for it any more.

import type { BankAnswer, BankCall, Parked, RealServer } from './real-server.ts';
import type { Worker } from './state.ts';

export type Task = Worker['task'];

// Captured before a run makes real timers throw.
const nextTurn = setImmediate;

export class RealWorker {
  readonly task: Task;
  readonly server: RealServer;
  /** What the bank has answered, and the server has not heard. */
  answer: BankAnswer | null = null;
  #end: { readonly said: number | null } | null = null;

  constructor(task: Task, server: RealServer) {
    this.task = task;
    this.server = server;
  }

  /** Somebody waits for this. */
  answers(work: Promise<Response>): void {
    work.then(
      ({ status }) => {
        this.#end = { said: status };
      },
      (error: unknown) => this.#fails(error),
    );
  }

  /** Nobody waits for this. */
  ends(work: Promise<unknown>): void {
    work.then(
      () => {
        this.#end = { said: null };
      },
      (error: unknown) => this.#fails(error),
    );
  }

  #fails(error: unknown): void {
    this.server.errors.push(String(error));
  }

  isDone(): boolean {
    return this.#end !== null;
  }

  said(): number | null {
    return this.#end?.said ?? null;
  }

  call(): BankCall {
    return this.#first('call').call;
  }

  /** The gateway key of a charge or a refund that it is sending; null when it sends none. */
  sentKey(): string | null {
    const [parked] = this.server.parked;
    if (parked?.type !== 'call' || parked.call.method === 'GET') return null;
    const { pathname } = new URL(parked.call.url);
    if (pathname !== '/charges' && pathname !== '/refunds') return null;
    return (JSON.parse(parked.call.body) as { key: string }).key;
  }

  hear(): void {
    const [parked] = this.server.parked;
    if (parked?.type === 'heard') {
      this.server.parked.shift();
      parked.hear();
      return;
    }
    const { answer } = this;
    const { answer: tell } = this.#first('call');
    if (answer === null) throw new Error('no answer is on its way');
    this.server.parked.shift();
    this.answer = null;
    tell(answer);
  }

  fail(why: 'reset' | 'refused'): void {
    const { fail } = this.#first('call');
    this.server.parked.shift();
    this.answer = null;
    fail(why);
  }

  write(): void {
    const { run } = this.#first('statement');
    this.server.parked.shift();
    run();
  }

  /** One macrotask lets every microtask end. */
  rest(): Promise<void> {
    return new Promise((resolve) => {
      nextTurn(resolve);
    });
  }

  #first<T extends Parked['type']>(type: T): Extract<Parked, { type: T }> {
    const [parked] = this.server.parked;
    if (parked?.type !== type) {
      throw new Error(`the server waits with a ${parked?.type ?? 'nothing'}, not a ${type}`);
    }
    return parked as Extract<Parked, { type: T }>;
  }
}
