// One payonce server with a shopper in front of it: JSON goes in and an HTTP answer comes out, in
// this process. Every answer is checked, for a payment that was refused is fast and worth nothing.

import type { Checkout, Quote } from '../../src/protocol/messages.ts';
import { systemClock, systemRandom } from '../../src/platform/system.ts';
import type { Database } from '../../src/server/database.ts';
import { createPayonce } from '../../src/server/payonce.ts';
import { instantGateway } from './instant-gateway.ts';

export interface Till {
  open(cartId: string): Promise<Checkout>;
  read(checkout: Checkout): Promise<void>;
  /** Pays what is open; throws unless it was paid just now. */
  pay(checkout: Checkout): Promise<void>;
  /** Sends the same payment again; throws unless the stored answer came. */
  replay(checkout: Checkout): Promise<void>;
}

const MANY = 1_000_000;

export const PRINCIPAL = 'shopper-0000000000000001';

export const QUOTE: Quote = {
  version: '7',
  amount: { value: 4200, currency: 'EUR' },
  lines: [
    { name: 'Stoneware mug', quantity: 2, amount: { value: 3600, currency: 'EUR' } },
    { name: 'Shipping', quantity: 1, amount: { value: 600, currency: 'EUR' } },
  ],
};

/** A token of one checkout: a repeat of its payment sends the same. */
export function tokenOf(checkout: Checkout): string {
  return `tok_${checkout.id}`;
}

/** Opens a till. The tables are brought up to date first; that is not part of any measure. */
export async function openTill(database: Database): Promise<Till> {
  const payonce = createPayonce({
    database,
    gateway: instantGateway(),
    loadCart: async () => QUOTE,
    identify: () => PRINCIPAL,
    clock: systemClock,
    random: systemRandom,
    // One shopper pays for all. What is counted is counted all the same.
    limits: { checkoutsPerPrincipal: MANY, declinesPerPrincipal: MANY },
  });
  await payonce.migrate();

  async function call(expected: number, request: Request): Promise<Response> {
    const answer = await payonce.fetch(request);
    if (answer.status === expected) return answer;
    throw new Error(`${request.method} ${request.url}: ${answer.status} ${await answer.text()}`);
  }

  async function pay(checkout: Checkout, replayed: 'true' | null): Promise<void> {
    const answer = await call(201, paymentOf(checkout));
    await answer.text();
    if (answer.headers.get('Idempotent-Replayed') === replayed) return;
    throw new Error(`${checkout.id} was ${replayed === null ? 'replayed' : 'paid'} unexpectedly.`);
  }

  return {
    open: async (cartId) => {
      const answer = await call(200, jsonRequest('/checkouts', { cartId }));
      return (await answer.json()) as Checkout;
    },
    async read(checkout) {
      const answer = await call(200, new Request(`${ORIGIN}/checkouts/${checkout.id}`));
      await answer.text();
    },
    pay: (checkout) => pay(checkout, null),
    replay: (checkout) => pay(checkout, 'true'),
  };
}

const ORIGIN = 'http://shop.test';

function paymentOf(checkout: Checkout): Request {
  const { id, amount, cartVersion, idempotencyKey } = checkout;
  const paymentMethod = { type: 'card', token: tokenOf(checkout) };
  const body = { amount, cartVersion, paymentMethod };
  return jsonRequest(`/checkouts/${id}/payments`, body, {
    'Idempotency-Key': `"${idempotencyKey ?? ''}"`,
  });
}

function jsonRequest(path: string, body: unknown, headers: Record<string, string> = {}): Request {
  return new Request(`${ORIGIN}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
