// A shop whose clock cannot be trusted: not ready, opens and takes no payment, and still answers
// for what was paid before.

import { expect, onTestFinished, test } from 'vitest';
import { createBank } from '../../src/bank/bank.ts';
import type { BankEvent } from '../../src/bank/ledger.ts';
import { DEMO_WEBHOOK_SECRET } from '../../src/bank/webhook-secret.ts';
import { openPglite } from '../../src/node/pglite.ts';
import type { Checkout } from '../../src/protocol/messages.ts';
import { sandboxGateway } from '../../src/server.ts';
import { createShopServer } from '../../src/shop/server.ts';
import { manualClock } from '../support/manual-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { START_TIMEOUT_MS } from './shop-bench.ts';

interface Said {
  readonly status: number;
  readonly cookie: string;
  readonly body: Record<string, unknown>;
}

async function aShop() {
  const database = await openPglite();
  onTestFinished(() => database.close());
  const [clock, random] = [manualClock(), seededRandom(1)];
  const events: BankEvent[] = [];
  const ledger = {
    append: async (event: BankEvent) => void events.push(event),
    read: async () => [...events],
  };
  const refuse = () => Promise.reject(new Error('nobody listens'));
  const bank = createBank({ ledger, clock, random, fetch: refuse });
  const bankUrl = 'http://bank.test';
  const webhookSecrets = [DEMO_WEBHOOK_SECRET];
  const state = { trouble: null as string | null };
  const shop = await createShopServer({
    database,
    gateway: sandboxGateway({ url: bankUrl, fetch: bank.fetch, clock, webhookSecrets }),
    url: 'http://shop.test',
    merchantSecret: 'merchant_test_secret',
    addressOf: () => null,
    clock,
    clockTrouble: () => state.trouble,
    random,
    folder: 'dist/demo',
    bankUrl,
    lab: null,
    onError: () => undefined,
    unreadiness: () => Promise.resolve(null),
  });
  await shop.payonce.reconcile();
  const asking = (fetch: (request: Request) => Promise<Response>, base: string) => {
    return async (method: string, path: string, body?: unknown, more = {}): Promise<Said> => {
      const headers = { 'Content-Type': 'application/json', ...more };
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(new Request(`${base}${path}`, { method, headers, ...init }));
      const cookie = (answer.headers.get('Set-Cookie') ?? '').split(';')[0] ?? '';
      return { status: answer.status, cookie, body: (await answer.json()) as Said['body'] };
    };
  };
  return { state, shop: asking(shop.fetch, 'http://shop.test'), bank: asking(bank.fetch, bankUrl) };
}

test(
  'a shop whose clock is wrong is not ready and takes no payment, but answers for those it took',
  async () => {
    const { state, shop, bank } = await aShop();
    const checkouts: { cookie: string; checkout: Checkout; token: unknown }[] = [];
    const card = { number: '4242 4242 4242 4242', exp: '12/40', cvc: '123' };
    for (let n = 0; n < 2; n += 1) {
      const { cookie, body } = await shop('POST', '/shop/carts', {
        items: [{ sku: 'mug', quantity: 1 }],
      });
      const opened = await shop('POST', '/payonce/checkouts', { cartId: body['id'] }, { cookie });
      const { token } = (await bank('POST', '/tokens', card)).body;
      checkouts.push({ cookie, token, checkout: opened.body as unknown as Checkout });
    }
    const pay = ({ cookie, checkout, token }: (typeof checkouts)[number]) => {
      const { id, idempotencyKey, amount, cartVersion } = checkout;
      const body = { amount, cartVersion, paymentMethod: { type: 'card', token } };
      const headers = { cookie, 'Idempotency-Key': idempotencyKey ?? '' };
      return shop('POST', `/payonce/checkouts/${id}/payments`, body, headers);
    };
    const [first, second] = checkouts;
    if (first === undefined || second === undefined) throw new Error('Two were opened.');
    expect((await pay(first)).status).toBe(201);

    state.trouble = 'the clock is wrong';
    const ready = await shop('GET', '/readyz');
    expect([ready.status, ready.body]).toEqual([503, { status: 'the clock is wrong' }]);
    expect((await pay(first)).status).toBe(201);
    const refused = await pay(second);
    expect([refused.status, refused.body['code']]).toEqual([503, 'temporarily-unavailable']);
    expect((await bank('GET', '/ledger')).body['charges']).toHaveLength(1);

    state.trouble = null;
    expect((await shop('GET', '/readyz')).status).toBe(200);
    expect((await pay(second)).status).toBe(201);
  },
  START_TIMEOUT_MS,
);
