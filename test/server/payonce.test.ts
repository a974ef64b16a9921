// The server's outermost skin: it answers whatever is thrown at it, and asks neither database nor
// gateway about what cannot be.

import { expect, test } from 'vitest';
import { createPayonce } from '../../src/server/payonce.ts';
import { testOptions } from './settings.ts';

const KEY = '0190d0c4-9c5b-7c11-8a3e-3f1f7c1f0a01';
const PAYMENT = {
  amount: { value: 4200, currency: 'EUR' },
  paymentMethod: { type: 'card', token: 'tok_1' },
};

function request(method: string, path: string, headers: Record<string, string> = {}): Request {
  const body = method === 'POST' ? { body: JSON.stringify(PAYMENT) } : {};
  return new Request(`http://shop.test${path}`, {
    method,
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': KEY,
      'X-Principal': 'ann',
      ...headers,
    },
    ...body,
  });
}

async function codeOf(answering: Promise<Response>): Promise<[number, unknown]> {
  const answer = await answering;
  const body = (await answer.json()) as { code?: unknown };
  return [answer.status, body.code];
}

const IMPOSSIBLE_IDS = ['%00', 'a%00b', 'chk_none', '%ED%A0%80', '%F0%9F%8D%B5', '..%2F..', '%'];

test.each(IMPOSSIBLE_IDS)('the id "%s" is no checkout, and nobody is asked', async (id) => {
  const errors: unknown[] = [];
  const payonce = createPayonce(testOptions({ onError: (error) => errors.push(error) }));
  const calls: [string, string][] = [
    ['GET', `/checkouts/${id}`],
    ['POST', `/checkouts/${id}/payments`],
    ['POST', `/checkouts/${id}/cancel`],
  ];
  for (const [method, path] of calls) {
    const answer = await codeOf(payonce.fetch(request(method, path)));
    expect([path, ...answer]).toEqual([path, 404, 'checkout-not-found']);
  }
  expect(errors).toEqual([]);
});

test.each([
  ['an error', new Error('down')],
  ['a text', 'down'],
  ['nothing', undefined],
  ['an answer', new Response('no')],
])('a storefront that throws %s is answered for', async (_, thrown) => {
  const errors: unknown[] = [];
  const identify = () => {
    throw thrown as Error;
  };
  const payonce = createPayonce(testOptions({ identify, onError: (error) => errors.push(error) }));
  for (const [method, path] of [
    ['GET', '/checkouts/chk_1'],
    ['POST', '/checkouts'],
  ] as const) {
    const answer = await payonce.fetch(request(method, path));
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '1']);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  }
  expect(errors).toEqual([thrown, thrown]);
});

test('the principal is asked before the key, the key before the checkout', async () => {
  const payonce = createPayonce(testOptions());
  const pay = (headers: Record<string, string>) =>
    codeOf(payonce.fetch(request('POST', '/checkouts/chk_none/payments', headers)));
  const wrong = { 'Content-Type': 'text/plain', 'X-Principal': '', 'Idempotency-Key': 'x' };
  expect(await pay(wrong)).toEqual([415, 'media-type-unsupported']);
  const { 'Content-Type': _type, ...unsigned } = wrong;
  expect(await pay(unsigned)).toEqual([401, 'not-signed-in']);
  expect(await pay({ 'Idempotency-Key': 'x' })).toEqual([400, 'idempotency-key-malformed']);
  expect(await pay({})).toEqual([404, 'checkout-not-found']);
});

test('a database that is down is "temporarily unavailable", which says nothing of a charge', async () => {
  const payonce = createPayonce(testOptions());
  const path = `/checkouts/chk_${'0'.repeat(32)}`;
  expect(await codeOf(payonce.fetch(request('GET', path)))).toEqual([
    503,
    'temporarily-unavailable',
  ]);
});

test('a server is idle when no payment is carried', async () => {
  await expect(createPayonce(testOptions()).idle()).resolves.toBeUndefined();
});

test('a server mounted below a path answers there alone', async () => {
  const payonce = createPayonce(testOptions({ basePath: '/payonce' }));
  const at = (path: string) => codeOf(payonce.fetch(request('GET', path)));
  expect(await at('/payonce/checkouts/chk_none')).toEqual([404, 'checkout-not-found']);
  expect(await at('/checkouts')).toEqual([405, 'method-not-allowed']);
  expect(await at('/elsewhere')).toEqual([404, 'route-not-found']);
});

test.each([
  ['Bearer secret', 404],
  ['bearer secret', 404],
  ['BEARER  secret', 404],
  ['Bearer Secret', 401],
  ['bearer secret2', 401],
  ['Bearersecret', 401],
  ['Basic secret', 401],
  ['secret', 401],
])('a merchant who says "%s" gets %i', async (authorization, status) => {
  const payonce = createPayonce(testOptions({ merchantSecret: 'secret' }));
  const headers = { Authorization: authorization };
  const answer = payonce.fetch(request('POST', '/checkouts/chk_none/refunds', headers));
  expect((await codeOf(answer))[0]).toBe(status);
});
