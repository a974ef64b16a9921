// A whole payonce server with the sandbox bank behind it, in one process and on a clock of the
// test's own: what the database tests pay in. Answers are read as an outsider reads them, by HTTP
// and by the bank's ledger.

import { createBank } from '../../src/bank/bank.ts';
import type { Ledger } from '../../src/bank/ledger.ts';
import { DEMO_WEBHOOK_SECRET } from '../../src/bank/webhook-secret.ts';
import { sandboxGateway } from '../../src/gateways/sandbox.ts';
import { answerOf, requestOf, type Answer, type CallInit } from './http.ts';
import { migratedPayonce } from './migrated-payonce.ts';
import { newIdempotencyKey } from '../../src/protocol/keys.ts';
import type { Checkout, Quote } from '../../src/protocol/messages.ts';
import type { Money } from '../../src/protocol/money.ts';
import type { Fetch } from '../../src/protocol/ports.ts';
import type { Database } from '../../src/server/database.ts';
import type { Limits } from '../../src/server/limits.ts';
import { settingsOf, type PayonceOptions, type Settings } from '../../src/server/options.ts';
import type { Payonce } from '../../src/server/payonce.ts';
import { memoryLedger } from '../bank/a-bank.ts';
import { manualClock, type ManualClock } from '../support/manual-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';

export const CARD = '4242 4242 4242 4242';
/** For tests of many payments by one shopper. */
export const NO_LIMITS: Partial<Limits> = {
  declinesPerCheckout: 1_000_000,
  declinesPerPrincipal: 1_000_000,
  checkoutsPerPrincipal: 1_000_000,
};

export const DECLINED_CARD = '4000 0000 0000 0002';

export interface LedgerCharge {
  readonly id: string;
  readonly reference: string;
  readonly key: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly status: string;
}

export interface LedgerRefund {
  readonly id: string;
  readonly charge: string;
  readonly amount: { readonly value: number; readonly currency: string };
}

export interface World {
  readonly clock: ManualClock;
  readonly payonce: Payonce;
  /**
   * Of another server beside it, over the same database: for steps that a test takes one by one.
   */
  readonly settings: Settings;
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
  /** Gives up what `checkout` shows, with its key. */
  cancel(checkout: Checkout): Promise<Answer>;
  /**
   * Lets time pass, but only while something sleeps, until `work` has ended: a real database takes
   * real time.
   */
  passing<T>(work: Promise<T>): Promise<T>;
  fault(point: string, times?: number, ms?: number): Promise<void>;
  charges(reference?: string): Promise<LedgerCharge[]>;
  /** Whether the bank was told that no charge of this gateway key may come any more. */
  isCalledOff(key: string): Promise<boolean>;
  /** What the bank has given back. */
  refunds(reference?: string): Promise<LedgerRefund[]>;
  /** Asks for a refund as the merchant, under a key of its own unless told otherwise. */
  refund(checkoutId: string, init?: RefundInit): Promise<Answer>;
  /** Pays a new cart whole. */
  paid(cartId: string): Promise<Checkout>;
  /** The bank does what is due and sends its webhooks. */
  tell(): Promise<void>;
}

export interface PayInit {
  readonly key?: string;
  readonly card?: string;
  readonly token?: string;
  readonly principal?: string;
  readonly body?: Record<string, unknown>;
}

export interface RefundInit {
  readonly key?: string;
  readonly amount?: Money;
  readonly reason?: string;
  readonly secret?: string;
}

export const MERCHANT_SECRET = 'merchant_test_secret';

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
  /** What the bank remembers; a copy of another world's is the same bank later. */
  readonly ledger?: Ledger;
  /** Another one for a world that goes on where another ended: ids are made of it. */
  readonly seed?: number;
}

export async function createWorld(options: WorldOptions): Promise<World> {
  const clock = manualClock();
  const random = seededRandom(options.seed ?? 1);
  const toShop: Fetch = (request) => payonce.fetch(request);
  const bank = createBank({
    ledger: options.ledger ?? memoryLedger(),
    clock,
    random,
    fetch: toShop,
  });
  const throughFaults = options.between?.(bank.fetch) ?? bank.fetch;
  const carts: World['carts'] = new Map();
  const errors: unknown[] = [];
  const webhookSecrets = [DEMO_WEBHOOK_SECRET];
  const all: PayonceOptions = {
    gateway: sandboxGateway({
      url: 'http://bank.test',
      fetch: throughFaults,
      clock,
      webhookSecrets,
    }),
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
    merchantSecret: MERCHANT_SECRET,
    onError: (error) => errors.push(error),
    ...options,
  };
  const payonce = await migratedPayonce(all);
  const settings = settingsOf(all);
  const passing: World['passing'] = async (work) => {
    const ended = work.then(
      () => true,
      () => true,
    );
    // A turn of zero lets all that waits for the database or a stream go on.
    while (!(await Promise.race([ended, passed(clock)])));
    return work;
  };
  const tell: World['tell'] = async () => {
    const { mark } = await settings.installation();
    const body = { url: 'http://shop.test/webhooks/sandbox', mark };
    await bank.fetch(requestOf('PUT', 'http://bank.test/webhook-endpoints', { body }));
    await bank.tick();
  };
  const base = { clock, payonce, settings, bank: bank.fetch, carts, errors, passing, tell };
  return { ...base, ...acts(payonce, bank.fetch, () => newIdempotencyKey(clock, random)) };
}

async function passed(clock: ManualClock): Promise<boolean> {
  await clock.advance(clock.sleeping() > 0 ? STEP_MS : 0);
  return false;
}

function acts(payonce: Payonce, bank: Fetch, newKey: () => string) {
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
  const open: World['open'] = (cartId, principal = 'ann') =>
    checkoutBy('POST', '/checkouts', { principal, body: { cartId } });
  const refund: World['refund'] = (checkoutId, init = {}) => {
    const { key = newKey(), amount, reason = 'The mug was chipped.' } = init;
    return call('POST', `/checkouts/${checkoutId}/refunds`, {
      principal: null,
      headers: {
        'Idempotency-Key': key,
        Authorization: `Bearer ${init.secret ?? MERCHANT_SECRET}`,
      },
      body: { ...(amount === undefined ? {} : { amount }), reason },
    });
  };
  const cancel: World['cancel'] = ({ id, idempotencyKey }) => {
    const headers = { 'Idempotency-Key': idempotencyKey ?? '' };
    return call('POST', `/checkouts/${id}/cancel`, { headers });
  };
  const ledger = async (reference?: string) => {
    const query = reference === undefined ? '' : `?reference=${reference}`;
    return (await bankCall('GET', `/ledger${query}`)).body;
  };
  return {
    call,
    token,
    pay,
    cancel,
    open,
    refund,
    async paid(cartId: string) {
      const checkout = await open(cartId);
      const answer = await pay(checkout);
      if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
      return checkout;
    },
    read: (id: string, principal = 'ann') => checkoutBy('GET', `/checkouts/${id}`, { principal }),
    async fault(point: string, times = 1, ms?: number) {
      await bankCall('POST', '/faults', { point, times, ...(ms === undefined ? {} : { ms }) });
    },
    charges: async (reference?: string) => (await ledger(reference))['charges'] as LedgerCharge[],
    isCalledOff: async (key: string) =>
      (await bankCall('GET', `/charges?key=${key}`)).body['canceled'] === true,
    refunds: async (reference?: string) => (await ledger(reference))['refunds'] as LedgerRefund[],
  };
}
