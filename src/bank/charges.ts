// Charges, each at most once per key: decides what a charge call, a lookup and a cancel come to.
// All is decided before the first `await`, and a key or token being written is held meanwhile, so
// no two calls can decide on the same books. Knows neither HTTP nor how the ledger is kept.

import { bytesToHex } from '@noble/hashes/utils.js';
import { sameMoney } from '../protocol/money.ts';
import type { Clock, Random } from '../protocol/ports.ts';
import type { Entry, Token } from './books.ts';
import type { ChargeFault, WebhookFault } from './charge-faults.ts';
import type { Charge } from './ledger.ts';
import { newCharge, type Waits } from './new-charge.ts';
import type { Register } from './register.ts';
import type { ChargeOrder } from './requests.ts';
import { isAwaitingShopper, type Settlements } from './settlements.ts';

/** How long a key is remembered for replays. After it, the same key is a new charge. */
export const REPLAY_WINDOW_MS = 24 * 60 * 60 * 1000;

export type ChargeResult =
  | { readonly type: 'charged'; readonly charge: Charge; readonly replayed: boolean }
  | { readonly type: 'key-in-use' | 'key-reused' | 'key-canceled' }
  | { readonly type: 'token-unknown' | 'token-used' };

export type CancelResult =
  { readonly type: 'canceled' } | { readonly type: 'already-charged'; readonly charge: Charge };

export interface Lookup {
  readonly charge: Charge | null;
  readonly canceled: boolean;
}

export interface ChargesOptions {
  readonly register: Register;
  readonly settlements: Settlements;
  readonly clock: Clock;
  readonly random: Random;
  readonly waits: Waits;
  /** Hears of a charge whose webhooks are to go wrong, before it is written. */
  readonly bendWebhooks: (charge: string, fault: WebhookFault) => void;
}

/**
 * Work on a key that is not durable yet: a charge with its order, or a cancel (null). `done` never
 * rejects.
 */
interface Work {
  readonly order: ChargeOrder | null;
  readonly done: Promise<unknown>;
}

export class Charges {
  readonly #options: ChargesOptions;
  readonly #workByKey = new Map<string, Work>();
  readonly #heldTokens = new Set<string>();
  readonly #hiddenUntilMs = new Map<string, number>();

  constructor(options: ChargesOptions) {
    this.#options = options;
  }

  /** `origin` is where the caller reached this bank: shoppers are sent there. */
  async charge(order: ChargeOrder, fault: ChargeFault, origin: string): Promise<ChargeResult> {
    const anew = fault.ignoreIdempotency === true;
    while (anew && this.#workByKey.has(order.key)) await this.#workByKey.get(order.key)?.done;
    const { books } = this.#options.register;
    if (books.isCanceled(order.key)) return { type: 'key-canceled' };
    const earlier = anew ? null : this.#earlier(order);
    if (earlier !== null) return earlier;
    const token = books.token(order.token);
    if (token === null) return { type: 'token-unknown' };
    const isTaken = this.#heldTokens.has(order.token) || books.isUsed(order.token);
    if (isTaken && !(anew && books.newest(order.key)?.token === order.token)) {
      return { type: 'token-used' };
    }
    if (fault.searchLagMs !== undefined) {
      this.#hiddenUntilMs.set(order.key, this.#options.clock.now() + fault.searchLagMs);
    }
    const charge = await this.#hold(order.key, order, this.#write(order, token, fault, origin));
    return { type: 'charged', charge, replayed: false };
  }

  lookup(key: string): Lookup {
    const { books } = this.#options.register;
    return {
      charge: this.isHidden(key) ? null : books.found(key),
      canceled: books.isCanceled(key),
    };
  }

  /** Whether the key's charges lag behind in what is searched. */
  isHidden(key: string): boolean {
    return this.#options.clock.now() < (this.#hiddenUntilMs.get(key) ?? 0);
  }

  /**
   * Waits for a charge of this key that is being made: only then is it known whether the cancel
   * came first. One that waits for its shopper is ended.
   */
  async cancel(key: string): Promise<CancelResult> {
    const { register, settlements, clock } = this.#options;
    const { books } = register;
    // The last look and what follows are one step: a helper's promise would let others in between.
    for (;;) {
      while (this.#workByKey.has(key)) await this.#workByKey.get(key)?.done;
      const open = books.ofKey(key).find(isAwaitingShopper);
      if (open === undefined) break;
      await settlements.cancel(open.charge.id);
    }
    const charge = books.found(key);
    if (charge !== null && charge.status !== 'canceled') return { type: 'already-charged', charge };
    if (!books.isCanceled(key)) {
      const fact = { type: 'key-canceled', atMs: clock.now(), key } as const;
      await this.#hold(key, null, register.record(fact));
    }
    return { type: 'canceled' };
  }

  /** What an earlier charge with this key, made or in the making, means for this one. */
  #earlier(order: ChargeOrder): ChargeResult | null {
    const entry = this.#options.register.books.newest(order.key);
    if (entry !== null && this.#options.clock.now() - entry.atMs < REPLAY_WINDOW_MS) {
      if (!isSameOrder(order, orderOf(entry))) return { type: 'key-reused' };
      return { type: 'charged', charge: entry.charge, replayed: true };
    }
    const work = this.#workByKey.get(order.key);
    if (work === undefined) return null;
    const isOther = work.order !== null && !isSameOrder(order, work.order);
    return { type: isOther ? 'key-reused' : 'key-in-use' };
  }

  async #write(
    order: ChargeOrder,
    token: Token,
    fault: ChargeFault,
    origin: string,
  ): Promise<Charge> {
    const { register, clock, random, waits, bendWebhooks } = this.#options;
    const id = `ch_${bytesToHex(random(12))}`;
    const secret = bytesToHex(random(16));
    const atMs = clock.now();
    const made = newCharge(order, token, { id, secret, nowMs: atMs, waits, origin });
    this.#heldTokens.add(order.token);
    if (fault.webhooks !== undefined) bendWebhooks(id, fault.webhooks);
    try {
      await register.record({ type: 'charged', atMs, token: order.token, ...made });
    } finally {
      this.#heldTokens.delete(order.token);
    }
    // As it was made: what has come of it meanwhile is told by the next look.
    return { ...made.charge, createdAt: atMs };
  }

  async #hold<T>(key: string, order: ChargeOrder | null, task: Promise<T>): Promise<T> {
    const work = { order, done: task.catch(() => undefined) };
    this.#workByKey.set(key, work);
    try {
      return await task;
    } finally {
      if (this.#workByKey.get(key) === work) this.#workByKey.delete(key);
    }
  }
}

function orderOf({ token, charge: { key, reference, amount } }: Entry): ChargeOrder {
  return { key, reference, amount, token };
}

// The way back and the label may be told anew in other words: they name no money.
function isSameOrder(a: ChargeOrder, b: ChargeOrder): boolean {
  return a.reference === b.reference && a.token === b.token && sameMoney(a.amount, b.amount);
}
