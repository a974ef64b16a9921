// A page in front of the fake shop: the client's ports with a clock that only the test moves,
// react-query's timers on it too. Several checkouts on one page share what two bundles would share;
// a reload forgets it.

import { QueryClient, timeoutManager } from '@tanstack/query-core';
import type { CheckoutController } from '../../src/client/controller.ts';
import { createCheckout } from '../../src/client/create-checkout.ts';
import { LATCHES } from '../../src/client/latch.ts';
import type {
  ClientPorts,
  MethodSource,
  PagePort,
  TokenizeResult,
  WakeReason,
} from '../../src/client/ports.ts';
import type { Clock } from '../../src/protocol/ports.ts';
import { manualClock, type ManualClock } from '../support/manual-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { FakeShop } from './fake-shop.ts';

let clockNow: Clock = manualClock();
let timers = 0;
const timing = new Map<number, AbortController>();

// react-query sleeps between retries by its own timeouts: here they are the clock's.
timeoutManager.setTimeoutProvider<number>({
  setTimeout: (callback, delayMs) => {
    const id = (timers += 1);
    const ended = new AbortController();
    timing.set(id, ended);
    void clockNow.sleep(delayMs, ended.signal).then(() => {
      if (timing.delete(id)) callback();
    });
    return id;
  },
  clearTimeout: (id) => {
    const ended = timing.get(id ?? 0);
    timing.delete(id ?? 0);
    ended?.abort();
  },
  setInterval: () => {
    throw new Error('nothing here repeats by itself');
  },
  clearInterval: () => undefined,
});

/** From here on react-query's timers are this clock's. */
export function useClock(clock: Clock): void {
  clockNow = clock;
}

export class FakePage implements PagePort {
  online = true;
  readonly #listeners = new Set<(reason: WakeReason) => void>();

  isOnline(): boolean {
    return this.online;
  }

  address(): string {
    return 'https://shop.example/checkout';
  }

  onWake(listener: (reason: WakeReason) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  wake(reason: WakeReason): void {
    for (const listener of [...this.#listeners]) listener(reason);
  }

  go(online: boolean): void {
    this.online = online;
    this.wake(online ? 'online' : 'offline');
  }

  listeners(): number {
    return this.#listeners.size;
  }
}

/**
 * A method source that hands out the given tokens, the last one again and again, a new one-use
 * token each.
 */
export function tokens(...names: readonly string[]): MethodSource & { asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    tokenize: async (): Promise<TokenizeResult> => {
      const token = names[Math.min(asked, names.length - 1)] ?? 'tok_ok';
      asked += 1;
      return { type: 'token', token, method: { type: 'card' } };
    },
  };
}

export interface World {
  readonly clock: ManualClock;
  readonly shop: FakeShop;
  readonly page: FakePage;
  readonly ports: ClientPorts;
  /** A started checkout with a card in it. */
  open(source?: MethodSource, ports?: ClientPorts): CheckoutController;
  /** Lets everything run that needs no time. */
  rest(): Promise<void>;
  /** Another page of the same shopper: nothing of the old one is remembered. */
  reload(): void;
}

export const API = 'https://shop.example/payonce';

export function createWorld(): World {
  forget();
  const clock = manualClock();
  useClock(clock);
  const shop = new FakeShop(() => clock.now());
  const page = new FakePage();
  const ports: ClientPorts = {
    fetch: shop.fetch,
    clock,
    random: seededRandom(1),
    page,
    queryClient: new QueryClient(),
  };
  return {
    clock,
    shop,
    page,
    ports,
    open: (source = tokens('tok_ok'), through = ports) => {
      const checkout = createCheckout(through, { api: '/payonce', cartId: 'cart_1' });
      checkout.attachMethod(source);
      checkout.start();
      return checkout;
    },
    rest: () => clock.advance(0),
    reload: forget,
  };
}

function forget(): void {
  Reflect.deleteProperty(globalThis, LATCHES);
}

/** A world with one checkout that is ready to be paid. */
export async function readyWorld(
  source?: MethodSource,
): Promise<World & { checkout: CheckoutController }> {
  const world = createWorld();
  const checkout = world.open(source);
  await world.rest();
  return { ...world, checkout };
}
