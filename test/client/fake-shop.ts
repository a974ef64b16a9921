// A small shop behind a `Fetch`: carts, one checkout each, keys, attempts and a ledger of what was
// charged, as the contract has them. A state machine of its own, so that tests of the client judge
// by what was charged and not by what was called.

import type { Checkout } from '../../src/protocol/messages.ts';
import type { Money } from '../../src/protocol/money.ts';
import type { Fetch } from '../../src/protocol/ports.ts';
import { json, problem } from './answers.ts';
import { answerOf, paymentBody, paymentOf, type Attempt, type Sent } from './fake-attempt.ts';
import type { Fault } from './fault.ts';

export interface Charge {
  readonly key: string;
  readonly amount: Money;
}

const EUR = 'EUR';

export class FakeShop {
  readonly log: Sent[] = [];
  readonly charges: Charge[] = [];
  /** Whatever was declined, by payment id. */
  readonly declines: string[] = [];
  /** One for each POST of a payment to come. */
  faults: Fault[] = [];
  /** While it says something, reads are answered with it. */
  readFault: (() => Response | Promise<Response>) | null = null;
  /** While it says something, cancels are answered with it. */
  cancelFault: (() => Response) | null = null;
  keyExpiresInMs: number | null = 600_000;
  #revision = 1;
  #keys = 0;
  #key: string | null = null;
  #quote = { version: 'v1', value: 4200 };
  #keyQuote = '';
  #attempts = new Map<string, Attempt>();
  #live: Attempt | null = null;
  #last: Attempt | null = null;
  #paid: Attempt | null = null;
  #isRefunded = false;
  #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly fetch: Fetch = async (request) => {
    const path = new URL(request.url).pathname.replace('/payonce', '');
    const body = await request.text();
    const key = request.headers.get('Idempotency-Key')?.replaceAll('"', '') ?? null;
    this.log.push({ method: request.method, path, key, body, atMs: this.#now() });
    if (path.endsWith('/payments')) return this.#receive(key ?? '', body);
    if (path.endsWith('/cancel')) return this.#cancel(key ?? '');
    if (this.readFault !== null) return this.readFault();
    if (request.method === 'POST') this.#open();
    return json(200, this.checkout());
  };

  payments(): Sent[] {
    return this.log.filter(({ path }) => path.endsWith('/payments'));
  }

  cancels(): Sent[] {
    return this.log.filter(({ path }) => path.endsWith('/cancel'));
  }

  reads(): Sent[] {
    return this.log.filter(({ path }) => !/\/(payments|cancel)$/.test(path));
  }

  changeCart(value: number): void {
    if (this.#live !== null || this.#paid !== null) return;
    this.#quote = { version: `v${value}`, value };
    this.#revision += 1;
  }

  /** The current key ends; the next who opens the checkout gets another. */
  expireKey(): void {
    this.#key = null;
    this.#revision += 1;
  }

  /** The merchant gives some of it back. */
  refund(): void {
    this.#isRefunded = true;
    this.#revision += 1;
  }

  /** Decides the payment that is under way. */
  decide(status: 'succeeded' | 'declined'): void {
    if (this.#live === null) throw new Error('no payment is under way');
    this.#settle(this.#live, status);
  }

  /** Remembers how all stands; what is returned takes the shop's database back to it. */
  backUp(): () => void {
    const [revision, key, quote, attempts] = [
      this.#revision,
      this.#key,
      this.#quote,
      this.#attempts,
    ];
    const [live, last] = [this.#live, this.#last];
    this.#attempts = new Map(attempts);
    return () => {
      [this.#revision, this.#key, this.#quote, this.#attempts] = [revision, key, quote, attempts];
      [this.#live, this.#last] = [live, last];
    };
  }

  liveStatus(status: 'processing' | 'unknown' | 'action_required'): void {
    if (this.#live === null) throw new Error('no payment is under way');
    this.#live.status = status;
    this.#revision += 1;
  }

  /** Somebody pays from elsewhere: another tab with the same cookie. */
  payElsewhere(token: string): void {
    this.#open();
    const key = this.#key;
    if (key === null) return;
    this.#claim(key, paymentBody(this.#amount(), this.#quote.version, token));
  }

  checkout(): Checkout {
    const attempt = this.#paid ?? this.#live ?? this.#last;
    return {
      id: 'chk_1',
      revision: this.#revision,
      gateway: { type: 'sandbox' },
      cartId: 'cart_1',
      cartVersion: this.#quote.version,
      status: this.#status(),
      amount: this.#amount(),
      lines: [],
      idempotencyKey: this.#live === null && this.#paid === null ? this.#key : null,
      keyExpiresInMs: this.#key === null ? null : this.keyExpiresInMs,
      payment: attempt === null ? null : paymentOf(attempt),
    };
  }

  #amount(): Money {
    return { value: this.#quote.value, currency: EUR };
  }

  #status(): Checkout['status'] {
    if (this.#paid !== null) return this.#isRefunded ? 'partially_refunded' : 'paid';
    // As the server has it: what cannot be paid until it is opened again.
    if (this.#live === null) return this.#key === null ? 'expired' : 'open';
    return this.#live.status === 'action_required' ? 'action_required' : 'processing';
  }

  #open(): void {
    if (this.#live !== null || this.#paid !== null) return;
    const quote = JSON.stringify(this.#quote);
    if (this.#key !== null && this.#keyQuote === quote) return;
    this.#issueKey();
  }

  #issueKey(): void {
    this.#keys += 1;
    this.#key = `key-${this.#keys}`;
    this.#keyQuote = JSON.stringify(this.#quote);
    this.#revision += 1;
  }

  async #receive(key: string, body: string): Promise<Response> {
    const fault = this.faults.shift();
    if (typeof fault === 'function') return fault();
    if (fault === 'request-lost') throw new TypeError('Failed to fetch');
    const answer = this.#pay(key, body);
    if (fault === 'answer-lost') throw new TypeError('Failed to fetch');
    if (fault === 'silence') return new Promise<Response>(() => undefined);
    return answer;
  }

  /** Gives up what waits at the bank, or a key that nobody has paid with. */
  #cancel(key: string): Response {
    if (this.cancelFault !== null) return this.cancelFault();
    const attempt = this.#attempts.get(key);
    if (attempt === undefined && (key !== this.#key || this.#live !== null)) {
      return problem('idempotency-key-expired');
    }
    if (attempt === undefined) this.#issueKey();
    if (attempt?.status === 'succeeded') return problem('already-paid');
    if (attempt !== undefined && attempt === this.#live) {
      if (attempt.status !== 'action_required') return problem('payment-in-flight', {}, '1');
      attempt.declineCode = 'not_completed';
      this.#settle(attempt, 'declined');
    }
    return json(200, this.checkout());
  }

  #pay(key: string, body: string): Response {
    const stored = this.#attempts.get(key);
    if (stored !== undefined) {
      if (stored.body !== body) return problem('idempotency-key-reused');
      return stored === this.#live ? problem('payment-in-flight', {}, '1') : answerOf(stored);
    }
    if (this.#paid !== null) return problem('already-paid', { payment: paymentOf(this.#paid) });
    if (this.#live !== null) return problem('idempotency-key-expired');
    const asked = JSON.parse(body) as { amount: Money; cartVersion: string };
    const isQuote =
      asked.amount.value === this.#quote.value && asked.cartVersion === this.#quote.version;
    if (!isQuote) {
      this.#open();
      return problem('quote-changed', { checkout: this.checkout() });
    }
    if (key !== this.#key) return problem('idempotency-key-expired');
    return answerOf(this.#claim(key, body));
  }

  #claim(key: string, body: string): Attempt {
    const { amount, paymentMethod } = JSON.parse(body) as {
      amount: Money;
      paymentMethod: { type: string; token: string };
    };
    const id = `pay_${this.#attempts.size + 1}`;
    const methodType = paymentMethod.type;
    const declineCode = 'generic_decline';
    const attempt: Attempt = { body, amount, status: 'processing', id, methodType, declineCode };
    this.#attempts.set(key, attempt);
    this.#live = attempt;
    this.#revision += 1;
    if (paymentMethod.token.startsWith('tok_slow')) return attempt;
    if (paymentMethod.token.startsWith('tok_action')) {
      attempt.status = 'action_required';
      return attempt;
    }
    const isDeclined = paymentMethod.token.startsWith('tok_declined');
    this.#settle(attempt, isDeclined ? 'declined' : 'succeeded');
    return attempt;
  }

  #settle(attempt: Attempt, status: 'succeeded' | 'declined'): void {
    const key = [...this.#attempts].find(([, other]) => other === attempt)?.[0] ?? '';
    attempt.status = status;
    this.#live = null;
    this.#last = attempt;
    if (status === 'succeeded') {
      this.#paid = attempt;
      this.charges.push({ key, amount: attempt.amount });
      this.#revision += 1;
    } else {
      this.declines.push(attempt.id);
      this.#issueKey();
    }
  }
}
