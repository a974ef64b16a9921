// Two servers of one shop, with clocks that disagree, one database and one bank. Shoppers with one
// cookie use both. Notes what each was told; judges nothing.

import { createBank } from '../../src/bank/bank.ts';
import type { Checkout, Quote } from '../../src/protocol/messages.ts';
import type { Database } from '../../src/server/database.ts';
import type { Payonce } from '../../src/server/payonce.ts';
import { memoryLedger } from '../bank/a-bank.ts';
import { manualClock, type ManualClock } from '../support/manual-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { createGate, type Gate } from './gate.ts';
import { startRivalServer, type RivalServer } from './rival-server.ts';
import { withSavedCards } from './saved-cards.ts';
import type { LedgerCharge } from './world.ts';

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
  /** A token of a card, good for any number of charges. */
  token(card: string): string;
  /** Arms a fault at the bank for the next charge calls. */
  fault(point: string, times?: number): Promise<void>;
  charges(): Promise<LedgerCharge[]>;
  idle(): boolean;
}

export interface RivalsOptions {
  readonly database: Database;
  readonly tenant: string;
  readonly skewsMs: readonly [number, number];
  readonly keyLifetimeMs: number;
  /** Another one for each run on one database: keys made of the same bytes would be the same. */
  readonly seed: number;
}

export function createRivals(options: RivalsOptions): Rivals {
  const { database, tenant, skewsMs, keyLifetimeMs } = options;
  const clock = manualClock();
  const gate = createGate();
  const bank = createBank({
    ledger: memoryLedger(),
    clock,
    random: seededRandom(options.seed + 99),
  }).fetch;
  const bankCall = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const headers = { 'Content-Type': 'application/json' };
    const answer = await bank(new Request(`http://bank.test${path}`, { ...init, headers }));
    return (await answer.json()) as Record<string, unknown>;
  };
  const cards = withSavedCards(bank, async (number) =>
    String((await bankCall('/tokens', { number, exp: '12/40', cvc: '123' }))['token']),
  );
  const carts: Rivals['carts'] = new Map();
  const told: Told[] = [];
  const newest = new Map<string, number>();
  let seed = options.seed;
  let busy: readonly Set<object>[] = [new Set(), new Set()];

  const start = (server: number): RivalServer => {
    seed += 1;
    const world = { database, bank: cards.fetch, carts, gate, clock, tenant, keyLifetimeMs, seed };
    return startRivalServer({ ...world, skewMs: skewsMs[server] ?? 0 });
  };
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
    token: cards.save,
    async fault(point, times = 1) {
      await bankCall('/faults', { point, times, ms: 8000 });
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
