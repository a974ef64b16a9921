// A whole payonce server with the sandbox bank behind it, in one process and on a clock of the
// test's own: what the database tests pay in. Answers are read as an outsider reads them, by HTTP
// and by the bank's ledger.

import { createBank } from '../../src/bank/bank.ts';
import type { BankEvent, Ledger } from '../../src/bank/ledger.ts';
import { sandboxGateway } from '../../src/gateways/sandbox.ts';
import { migratedPayonce } from './migrated-payonce.ts';
import type { Checkout, Quote } from '../../src/protocol/messages.ts';
import type { Fetch } from '../../src/protocol/ports.ts';
import type { Database } from '../../src/server/database.ts';
import type { PayonceOptions } from '../../src/server/options.ts';
import type { Payonce } from '../../src/server/payonce.ts';
import { manualClock, type ManualClock } from '../support/manual-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';

export const CARD = '4242 4242 4242 4242';
export const DECLINED_CARD = '4000 0000 0000 0002';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. */
  readonly body: Record<string, unknown>;
}

export interface LedgerCharge {
  readonly id: string;
  readonly reference: string;
  readonly key: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly status: string;
}

export interface World {
  readonly clock: ManualClock;
  readonly payonce: Payonce;
  readonly bank: Fetch;
  /** Carts by id, as the storefront has them; a test changes them at will. */
  readonly carts: Map<string, Quote & { principal?: string }>;
  readonly errors: unknown[];
  call(method: string, path: string, init?: CallInit): Promise<Answer>;
  open(cartId: string, principal?: string): Promise<Checkout>;
  read(id: string, principal?: string): Promise<Checkout>;
  token(number?: string): Promise<string>;
  /** Pays what `checkout` shows, with its key and a new token, unless told otherwise. */
  pay(checkout: Checkout, init?: PayInit): Promise<Answer>;
  /**
   * Lets time pass, but only while something sleeps, until `work` has ended: a real database takes
   * real time.
   */
  passing<T>(work: Promise<T>): Promise<T>;
  fault(point: string, times?: number, ms?: number): Promise<void>;
  charges(reference?: string): Promise<LedgerCharge[]>;
}

export interface CallInit {
  readonly principal?: string | null;
  readonly body?: unknown;
  readonly raw?: BodyInit;
  readonly headers?: Record<string, string>;
}

export interface PayInit {
  readonly key?: string;
  readonly card?: string;
  readonly token?: string;
  readonly principal?: string;
  readonly body?: Record<string, unknown>;
}

export const EUROS_42: Quote = {
  version: 'v1',
  amount: { value: 4200, currency: 'EUR' },
  lines: [{ name: 'Mug', quantity: 2, amount: { value: 4200, currency: 'EUR' } }],
};

const STEP_MS = 100;

export interface WorldOptions extends Partial<PayonceOptions> {
  readonly database: Database;
  /** Stands between the shop and its bank: a fault, or the end of a process. */
  readonly between?: (bank: Fetch) => Fetch;
}

export async function createWorld(options: WorldOptions): Promise<World> {
  const clock = manualClock();
  const random = seededRandom(1);
  const bank = createBank({ ledger: memoryLedger(), clock, random }).fetch;
  const throughFaults = options.between?.(bank) ?? bank;
  const carts: World['carts'] = new Map();
  const errors: unknown[] = [];
  const payonce = await migratedPayonce({
    gateway: sandboxGateway({ url: 'http://bank.test', fetch: throughFaults, clock }),
    loadCart: async (cartId, principal) => {
      const cart = carts.get(cartId) ?? EUROS_42;
      return (cart as { principal?: string }).principal === undefined ||
        (cart as { principal?: string }).principal === principal
        ? cart
        : null;
    },
    identify: (request) => request.headers.get('X-Principal'),
    clock,
    random,
    onError: (error) => errors.push(error),
    ...options,
  });
  const passing: World['passing'] = async (work) => {
    const ended = work.then(
      () => true,
      () => true,
    );
    // A turn of zero lets all that waits for the database or a stream go on.
    while (!(await Promise.race([ended, passed(clock)])));
    return work;
  };
  return { clock, payonce, bank, carts, errors, passing, ...acts(payonce, bank) };
}

async function passed(clock: ManualClock): Promise<boolean> {
  await clock.advance(clock.sleeping() > 0 ? STEP_MS : 0);
  return false;
}

function acts(payonce: Payonce, bank: Fetch) {
  const call: World['call'] = (method, path, init = {}) =>
    answerOf(payonce.fetch(requestOf(method, `http://shop.test${path}`, init)));
  const bankCall = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await answerOf(bank(requestOf(method, `http://bank.test${path}`, { body })));
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.text}`);
    return answer;
  };
  const checkoutBy = async (method: string, path: string, init: CallInit): Promise<Checkout> => {
    const answer = await call(method, path, init);
    if (answer.status !== 200)
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body as unknown as Checkout;
  };
  const token: World['token'] = async (number = CARD) => {
    const { body } = await bankCall('POST', '/tokens', { number, exp: '12/40', cvc: '123' });
    return String(body['token']);
  };
  const pay: World['pay'] = async (checkout, init = {}) => {
    const key = init.key ?? checkout.idempotencyKey;
    return call('POST', `/checkouts/${checkout.id}/payments`, {
      ...(init.principal === undefined ? {} : { principal: init.principal }),
      headers: key === null ? {} : { 'Idempotency-Key': key },
      body: {
        amount: checkout.amount,
        cartVersion: checkout.cartVersion,
        paymentMethod: { type: 'card', token: init.token ?? (await token(init.card)) },
        ...init.body,
      },
    });
  };
  return {
    call,
    token,
    pay,
    open: (cartId: string, principal = 'ann') =>
      checkoutBy('POST', '/checkouts', { principal, body: { cartId } }),
    read: (id: string, principal = 'ann') => checkoutBy('GET', `/checkouts/${id}`, { principal }),
    async fault(point: string, times = 1, ms?: number) {
      await bankCall('POST', '/faults', { point, times, ...(ms === undefined ? {} : { ms }) });
    },
    async charges(reference?: string) {
      const query = reference === undefined ? '' : `?reference=${reference}`;
      const { body } = await bankCall('GET', `/ledger${query}`);
      return body['charges'] as LedgerCharge[];
    },
  };
}

function requestOf(method: string, url: string, init: CallInit): Request {
  const headers = new Headers(init.headers);
  const { principal = 'ann', body, raw } = init;
  if (principal !== null) headers.set('X-Principal', principal);
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  if (text !== undefined && !headers.has('Content-Type')) {
    headers.set('Content-Type', 'application/json');
  }
  return new Request(url, { method, headers, ...(text === undefined ? {} : { body: text }) });
}

async function answerOf(answering: Promise<Response>): Promise<Answer> {
  const response = await answering;
  const text = await response.text();
  const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { status: response.status, headers: response.headers, text, body };
}

export function memoryLedger(): Ledger {
  const events: BankEvent[] = [];
  return {
    append: async (event) => void events.push(event),
    read: async () => [...events],
  };
}
