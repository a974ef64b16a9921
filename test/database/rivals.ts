// Two servers of one shop, with clocks that disagree, one database and one bank; every call of
// theirs is held at a gate. Shoppers with one cookie use both. Notes what each was told; judges
// nothing.

import { createBank } from '../../src/bank/bank.ts';
import { sandboxGateway } from '../../src/gateways/sandbox.ts';
import type { Checkout, Quote } from '../../src/protocol/messages.ts';
import type { Clock, Fetch } from '../../src/protocol/ports.ts';
import type { Database } from '../../src/server/database.ts';
import { createPayonce, type Payonce } from '../../src/server/payonce.ts';
import { manualClock, type ManualClock } from '../support/manual-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { createGate, type Gate } from './gate.ts';
import { memoryLedger, type LedgerCharge } from './world.ts';

export interface Told {
  readonly call: 'open' | 'read' | 'pay' | 'cancel';
  readonly checkoutId: string;
  readonly key: string;
  /** What the request carried, as text. */
  readonly sent: string;
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, unknown>;
  /** The newest revision that anybody had been shown before this call began. */
  readonly revisionBefore: number;
}

export interface Payment {
  readonly checkoutId: string;
  readonly key: string;
  readonly body: string;
}

export interface Rivals {
  readonly clock: ManualClock;
  readonly gate: Gate;
  readonly told: Told[];
  readonly carts: Map<string, Quote>;
  /** Ends a server in the middle of whatever it does; another begins in its place. */
  crash(server: number): void;
  sweep(server: number): Promise<void>;
  open(server: number, cartId: string): Promise<void>;
  read(server: number, checkoutId: string): Promise<void>;
  pay(server: number, payment: Payment): Promise<void>;
  cancel(server: number, checkoutId: string, key: string): Promise<void>;
  change(server: number, cartId: string, quote: Quote): Promise<void>;
  token(card: string): Promise<string>;
  charges(): Promise<LedgerCharge[]>;
  idle(): boolean;
}

const lostConnection = () => new Error('Connection terminated unexpectedly');
const lostBank = (code: string, syscall: string) => () =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code, syscall }) });

export interface RivalsOptions {
  readonly database: Database;
  readonly tenant: string;
  readonly skewsMs: readonly [number, number];
  readonly keyLifetimeMs: number;
}

export function createRivals(options: RivalsOptions): Rivals {
  const { database, tenant, skewsMs, keyLifetimeMs } = options;
  const clock = manualClock();
  const gate = createGate();
  const bank = createBank({ ledger: memoryLedger(), clock, random: seededRandom(99) }).fetch;
  const carts: Rivals['carts'] = new Map();
  const told: Told[] = [];
  const newest = new Map<string, number>();
  let seed = 0;
  let busy: readonly Set<object>[] = [new Set(), new Set()];

  function start(server: number): { payonce: Payonce; stop: () => void } {
    let alive = true;
    seed += 1;
    const never = () => new Promise<never>(() => undefined);
    const whileAlive = async <T>(work: () => Promise<T>): Promise<T> => {
      if (!alive) return never();
      const result = await work().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      if (!alive) return never();
      if ('error' in result) throw result.error;
      return result.value;
    };
    const skewed: Clock = {
      now: () => clock.now() + (skewsMs[server] ?? 0),
      sleep: (delayMs, signal) => whileAlive(() => clock.sleep(delayMs, signal)),
    };
    const query: Database['query'] = (sql, parameters) => {
      const what = sql.trim().slice(0, 30);
      const run = () => database.query(sql, parameters);
      return whileAlive(() => gate.pass(what, run, lostConnection));
    };
    const fetch: Fetch = (request) => {
      const { method, url } = request;
      const reset = lostBank('ECONNRESET', 'read');
      const refuse = () => Promise.reject(lostBank('ECONNREFUSED', 'connect')());
      // A request that is on its way arrives even when the one who sent it is gone.
      const send = () => bank(request.clone());
      return whileAlive(() => gate.pass(`${method} ${new URL(url).pathname}`, send, reset, refuse));
    };
    const payonce = createPayonce({
      database: { query, transaction: (work) => whileAlive(() => database.transaction(work)) },
      gateway: sandboxGateway({ url: 'http://bank.test', fetch, clock: skewed }),
      loadCart: (cartId) =>
        whileAlive(() =>
          gate.pass('loadCart', async () => carts.get(cartId) ?? null, lostConnection),
        ),
      identify: () => 'ann',
      clock: skewed,
      random: seededRandom(1000 + seed),
      tenant,
      keyLifetimeMs,
      onError: (e, w) => { const S = ((globalThis as any).S ??= {}); const k = `ERR ${w.slice(0,12)} ${String(e).slice(0,80)}`; S[k] = (S[k] ?? 0) + 1; },
      onError: (e, w) => { const S = ((globalThis as any).S ??= {}); const k = `ERR ${w.slice(0,12)} ${String(e).slice(0,80)}`; S[k] = (S[k] ?? 0) + 1; },
    });
    return { payonce, stop: () => void (alive = false) };
  }

  const servers = [start(0), start(1)];
  const of = (server: number): Payonce => {
    const found = servers[server];
    if (found === undefined) throw new Error(`There is no server ${server}.`);
    return found.payonce;
  };

  async function ask(
    server: number,
    call: Told['call'],
    path: string,
    what: { checkoutId?: string; key?: string; body?: string },
  ): Promise<void> {
    const { checkoutId = '', key = '', body = '' } = what;
    const revisionBefore = newest.get(checkoutId) ?? 0;
    const request = new Request(`http://shop.test${path}`, {
      method: call === 'read' ? 'GET' : 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(key === '' ? {} : { 'Idempotency-Key': key }),
      },
      ...(body === '' ? {} : { body }),
    });
    const response = await of(server).fetch(request);
    const text = await response.text();
    const answer = JSON.parse(text) as Record<string, unknown>;
    for (const picture of picturesIn(answer)) {
      newest.set(picture.id, Math.max(newest.get(picture.id) ?? 0, picture.revision));
    }
    const { status } = response;
    told.push({ call, checkoutId, key, sent: body, status, text, body: answer, revisionBefore });
  }

  async function counted(server: number, work: Promise<unknown>): Promise<void> {
    const doing = busy[server];
    doing?.add(work);
    try {
      await work;
    } finally {
      doing?.delete(work);
    }
  }

  const bankCall = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const headers = { 'Content-Type': 'application/json' };
    const answer = await bank(new Request(`http://bank.test${path}`, { ...init, headers }));
    return (await answer.json()) as Record<string, unknown>;
  };

  return {
    clock,
    gate,
    told,
    carts,
    idle: () => busy.every((doing) => doing.size === 0),
    crash(server) {
      servers[server]?.stop();
      servers[server] = start(server);
      // What its shoppers waited for has died with it.
      busy = busy.map((doing, index) => (index === server ? new Set() : doing));
    },
    sweep: (server) =>
      counted(
        server,
        of(server)
          .sweep()
          .catch(() => undefined),
      ),
    open: (server, cartId) =>
      counted(server, ask(server, 'open', '/checkouts', { body: JSON.stringify({ cartId }) })),
    read: (server, checkoutId) =>
      counted(server, ask(server, 'read', `/checkouts/${checkoutId}`, { checkoutId })),
    pay: (server, payment) =>
      counted(server, ask(server, 'pay', `/checkouts/${payment.checkoutId}/payments`, payment)),
    cancel: (server, checkoutId, key) =>
      counted(
        server,
        ask(server, 'cancel', `/checkouts/${checkoutId}/cancel`, { checkoutId, key }),
      ),
    change: (server, cartId, quote) =>
      counted(
        server,
        database.transaction(async (tx) => {
          if (await of(server).releaseCart(tx, cartId)) carts.set(cartId, quote);
        }),
      ),
    async token(number) {
      return String((await bankCall('/tokens', { number, exp: '12/40', cvc: '123' }))['token']);
    },
    async charges() {
      return (await bankCall('/ledger'))['charges'] as LedgerCharge[];
    },
  };
}

/** Every checkout that an answer shows. */
export function picturesIn(body: Record<string, unknown>): Checkout[] {
  const shown = 'revision' in body ? body : body['checkout'];
  return shown === undefined ? [] : [shown as Checkout];
}
