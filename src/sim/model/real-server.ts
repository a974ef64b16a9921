// The real server with its ports held by hand: every statement that writes, and every call to the
// bank, waits until it is let go. What only reads is answered at once. Does one thing at a time.

import { sandboxGateway } from '../../gateways/sandbox.ts';
import type { Clock, Random } from '../../protocol/ports.ts';
import type { Row, SqlValue } from '../../server/database.ts';
import { createPayonce, type Payonce } from '../../server/payonce.ts';
import { BANK_URL, MERCHANT_SECRET, SHOP_URL, WEBHOOK_SECRET } from '../places.ts';
import { statementOf, type Statement } from './statements.ts';

export interface BankCall {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

export interface BankAnswer {
  readonly status: number;
  readonly text: string;
}

/** What a server waits for. */
export type Parked =
  | { readonly type: 'statement'; readonly statement: Statement; readonly run: () => void }
  /** Its statement was run, and it has not heard so. */
  | { readonly type: 'heard'; readonly statement: Statement; readonly hear: () => void }
  | {
      readonly type: 'call';
      readonly call: BankCall;
      readonly answer: (answer: BankAnswer) => void;
      readonly fail: (why: 'reset' | 'refused') => void;
    };

/** What all servers of a shop share. */
export interface Place {
  readonly nowMs: () => number;
  readonly query: (sql: string, parameters: readonly SqlValue[]) => readonly Row[];
}

export const CART = 'cart-1';
export const SHOPPER = 'ann';
export const PRICE = { value: 4_200, currency: 'EUR' };
export const CART_VERSION = 'v1';

// With the skew of two clocks a lease is 10 s longer: 30 s, of which two are a consent.
export const TIMEOUT_MS = 20_000;
// Nothing here is about keys that expire.
const KEY_LIFETIME_MS = 10 * 365 * 86_400_000;

export class RealServer {
  readonly payonce: Payonce;
  readonly parked: Parked[] = [];
  readonly errors: string[] = [];
  place: Place;

  constructor(place: Place, random: Random) {
    this.place = place;
    const clock: Clock = {
      now: () => this.place.nowMs(),
      // Nobody's patience ends by itself: the model says when an answer is lost.
      sleep: () => new Promise(() => undefined),
    };
    const amount = PRICE;
    const quote = { version: CART_VERSION, amount, lines: [{ name: 'Mug', quantity: 1, amount }] };
    this.payonce = createPayonce({
      database: {
        query: (sql, parameters = []) => this.#query(sql, parameters),
        transaction: () => Promise.reject(new Error('no step of the model has a transaction')),
      },
      gateway: sandboxGateway({
        url: BANK_URL,
        fetch: (request) => this.#call(request),
        clock,
        timeoutMs: TIMEOUT_MS,
        webhookSecrets: [WEBHOOK_SECRET],
      }),
      loadCart: () => Promise.resolve(quote),
      identify: () => SHOPPER,
      clock,
      random,
      keyLifetimeMs: KEY_LIFETIME_MS,
      returnUrl: (checkoutId) => `${SHOP_URL}/confirmation/${checkoutId}`,
      merchantSecret: MERCHANT_SECRET,
    });
  }

  #query(sql: string, parameters: readonly SqlValue[]): Promise<readonly Row[]> {
    // What the storefront is told, and which installation this is, change no payment.
    if (sql.includes('payonce_outbox') && !sql.includes('WITH')) return Promise.resolve([]);
    if (sql.includes('payonce_installation')) return this.#run(sql, parameters);
    const statement = statementOf(sql, parameters);
    if (statement === null || statement.name === 'alarm-refund') return this.#run(sql, parameters);
    if (statement.name === 'claim') return this.#heard(statement, this.#run(sql, parameters));
    return new Promise((resolve, reject) => {
      const run = (): void => {
        const done = this.#run(sql, parameters);
        const heard = statement.name === 'begin' ? this.#heard(statement, done) : done;
        heard.then(resolve, reject);
      };
      this.parked.push({ type: 'statement', statement, run });
    });
  }

  async #run(sql: string, parameters: readonly SqlValue[]): Promise<readonly Row[]> {
    return Promise.resolve(this.place.query(sql, parameters));
  }

  /** Whoever is to send a charge now may stand still before it does. */
  async #heard(statement: Statement, done: Promise<readonly Row[]>): Promise<readonly Row[]> {
    const rows = await done;
    const hasWritten =
      statement.name === 'claim' ? (rows[0]?.['won'] ?? null) !== null : rows.length > 0;
    if (!hasWritten) return rows;
    return new Promise((resolve) => {
      this.parked.push({ type: 'heard', statement, hear: () => resolve(rows) });
    });
  }

  async #call(request: Request): Promise<Response> {
    const { method, url } = request;
    const body = method === 'GET' ? '' : await request.text();
    // The list of all charges is reconciliation's: here the bank does not give it.
    if (/[?&](?:since|reference)=/.test(url)) return new Response('', { status: 503 });
    return new Promise((resolve, reject) => {
      this.parked.push({
        type: 'call',
        call: { method, url, body },
        answer: ({ status, text }) => resolve(new Response(text, { status })),
        fail: (why) => reject(why === 'reset' ? RESET() : REFUSED()),
      });
    });
  }
}

const failed = (code: string, syscall: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code, syscall }) });
const REFUSED = (): Error => failed('ECONNREFUSED', 'connect');
const RESET = (): Error => failed('ECONNRESET', 'read');
