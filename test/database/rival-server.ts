// One of several servers of a shop, on a clock of its own, with every call that leaves it held at a
// gate. It can end in the middle of whatever it does; then nothing it began comes back.

import { sandboxGateway } from '../../src/gateways/sandbox.ts';
import type { Quote } from '../../src/protocol/messages.ts';
import type { Clock, Fetch } from '../../src/protocol/ports.ts';
import type { Database } from '../../src/server/database.ts';
import { createPayonce, type Payonce } from '../../src/server/payonce.ts';
import { seededRandom } from '../support/seeded-random.ts';
import type { Gate } from './gate.ts';

export interface RivalServerOptions {
  readonly database: Database;
  readonly bank: Fetch;
  readonly carts: ReadonlyMap<string, Quote>;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly skewMs: number;
  readonly tenant: string;
  readonly keyLifetimeMs: number;
  readonly seed: number;
}

export interface RivalServer {
  readonly payonce: Payonce;
  stop(): void;
}

const lostConnection = () => new Error('Connection terminated unexpectedly');
const failed = (code: string, syscall: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code, syscall }) });

export function startRivalServer(options: RivalServerOptions): RivalServer {
  const { database, bank, carts, gate, clock, skewMs, tenant, keyLifetimeMs, seed } = options;
  const life = createLife();
  const skewed: Clock = {
    now: () => clock.now() + skewMs,
    sleep: (delayMs, signal) => life.unlessOver(() => clock.sleep(delayMs, signal)),
  };
  const query: Database['query'] = (sql, parameters) =>
    life.unlessOver(() =>
      gate.pass(sql.trim(), () => database.query(sql, parameters), lostConnection),
    );
  const fetch: Fetch = (request) => {
    const what = `${request.method} ${new URL(request.url).pathname}`;
    const reset = () => failed('ECONNRESET', 'read');
    const refuse = () => Promise.reject(failed('ECONNREFUSED', 'connect'));
    return life.unlessOver(() => gate.pass(what, () => bank(request.clone()), reset, refuse));
  };
  const loadCart = (cartId: string): Promise<Quote | null> =>
    life.unlessOver(() =>
      gate.pass('loadCart', async () => carts.get(cartId) ?? null, lostConnection),
    );
  const payonce = createPayonce({
    database: { query, transaction: (work) => database.transaction(work) },
    gateway: sandboxGateway({ url: 'http://bank.test', fetch, clock: skewed }),
    loadCart,
    identify: () => 'ann',
    clock: skewed,
    random: seededRandom(seed),
    tenant,
    keyLifetimeMs,
  });
  return { payonce, stop: life.end };
}

interface Life {
  /** Runs `work`; once life is over, nothing comes back of it, though it may be done. */
  unlessOver<T>(work: () => Promise<T>): Promise<T>;
  end(): void;
}

function createLife(): Life {
  let isOver = false;
  return {
    end: () => void (isOver = true),
    unlessOver: (work) =>
      new Promise((resolve, reject) => {
        if (isOver) return;
        work().then(
          (value) => {
            if (!isOver) resolve(value);
          },
          (error: unknown) => {
            if (!isOver) reject(error instanceof Error ? error : new Error(String(error)));
          },
        );
      }),
  };
}
