// What went between pages, merchants, strangers, the bank's webhooks and the servers: each exchange
// with its copies, its answers and what its caller got. Knows addresses; judges nothing.

import type { HistoryEntry, Money } from '../history.ts';
import { readJson } from './read-json.ts';

type Entry<T extends HistoryEntry['type']> = Extract<HistoryEntry, { type: T }>;

export type Call = 'open' | 'read' | 'pay' | 'cancel' | 'refund' | 'webhook' | 'other';

export interface PaymentBody {
  readonly token: string;
  readonly amount: Money;
  /** What the page saw; null where it does not say. */
  readonly cartVersion: string | null;
}

export class Exchange {
  readonly asked: Entry<'requested'>;
  readonly call: Call;
  /** From the address. */
  readonly checkoutId: string | null;
  readonly arrived: Entry<'arrived'>[] = [];
  readonly answers: Entry<'answered'>[] = [];
  received: Entry<'received'> | null = null;
  #token: string | null | undefined = undefined;

  constructor(asked: Entry<'requested'>) {
    this.asked = asked;
    const [call, checkoutId] = callOf(asked.method, asked.path);
    this.call = call;
    this.checkoutId = checkoutId;
  }

  get n(): number {
    return this.asked.n;
  }

  /** What a payment's body says; null when it says nothing that can be read. */
  payment(): PaymentBody | null {
    return readPayment(this.asked.body);
  }

  /** What names the press that it was made of. */
  token(): string | null {
    if (this.#token === undefined) this.#token = tokenIn(this.asked.body);
    return this.#token;
  }

  isAnsweredWith(status: number, before: number): boolean {
    return this.answers.some((answer) => answer.status === status && answer.n < before);
  }
}

export class Wire {
  readonly exchanges = new Map<number, Exchange>();
  readonly payments: Exchange[] = [];
  readonly webhooks: Entry<'webhook-sent'>[] = [];
  #byToken: Map<string, Exchange> | null = null;

  ask(entry: Entry<'requested'>): Exchange {
    const exchange = new Exchange(entry);
    this.exchanges.set(entry.exchange, exchange);
    if (exchange.call === 'pay') this.payments.push(exchange);
    return exchange;
  }

  /** The first exchange that carried this token. */
  ofToken(token: string): Exchange | null {
    if (this.#byToken === null) {
      this.#byToken = new Map();
      for (const payment of this.payments) {
        const carried = payment.token() ?? '';
        if (!this.#byToken.has(carried)) this.#byToken.set(carried, payment);
      }
    }
    return this.#byToken.get(token) ?? null;
  }
}

const CHECKOUTS = '/checkouts';

function callOf(method: string, path: string): readonly [Call, string | null] {
  const found = path.indexOf(CHECKOUTS);
  if (found < 0) return [path.includes('/webhooks/') ? 'webhook' : 'other', null];
  const begin = found + CHECKOUTS.length + 1;
  if (path.length <= begin) return [method === 'POST' ? 'open' : 'other', null];
  const end = path.indexOf('/', begin);
  if (end < 0) return [method === 'GET' ? 'read' : 'other', path.slice(begin)];
  const id = path.slice(begin, end);
  if (method !== 'POST') return ['other', id];
  return [POSTED.get(path.slice(end + 1)) ?? 'other', id];
}

const POSTED: ReadonlyMap<string, Call> = new Map([
  ['payments', 'pay'],
  ['cancel', 'cancel'],
  ['refunds', 'refund'],
]);

const TOKEN = '"token":"';

/** Without reading the whole: this is asked of every payment, more than once. */
function tokenIn(body: string): string | null {
  const begin = body.indexOf(TOKEN) + TOKEN.length;
  if (begin < TOKEN.length) return null;
  return body.slice(begin, body.indexOf('"', begin));
}

interface Readable {
  readonly amount?: { readonly value?: unknown; readonly currency?: unknown };
  readonly cartVersion?: string;
  readonly paymentMethod?: { readonly token?: unknown };
}

function readPayment(body: string): PaymentBody | null {
  const { amount, cartVersion = null, paymentMethod } = (readJson(body) ?? {}) as Readable;
  const token = paymentMethod?.token;
  if (typeof token !== 'string') return null;
  const money = { value: Number(amount?.value), currency: String(amount?.currency) };
  return { token, amount: money, cartVersion };
}
