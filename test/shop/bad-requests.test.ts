// What the shop refuses before it looks at any cart, and how it says so.

import { beforeAll, expect, test } from 'vitest';
import { openShopBench, START_TIMEOUT_MS, startCart, type ShopBench } from './shop-bench.ts';

let bench: ShopBench;

beforeAll(async () => {
  bench = await openShopBench();
}, START_TIMEOUT_MS);

test.each([
  ['no object', 'mug', ''],
  ['null', null, ''],
  ['a list', [], 'items'],
  ['no items', {}, 'items'],
  ['items that are no list', { items: 'mug' }, 'items'],
  ['an empty list', { items: [] }, 'items'],
  ['an item that is no object', { items: ['mug'] }, 'items.0'],
  ['no sku', { items: [{ quantity: 1 }] }, 'items.0.sku'],
  ['a sku that is no string', { items: [{ sku: 7, quantity: 1 }] }, 'items.0.sku'],
  ['a sku that is not sold', { items: [{ sku: 'yacht', quantity: 1 }] }, 'items.0.sku'],
  ['a name of every object', { items: [{ sku: 'toString', quantity: 1 }] }, 'items.0.sku'],
  ['no quantity', { items: [{ sku: 'mug' }] }, 'items.0.quantity'],
  ['quantity zero', { items: [{ sku: 'mug', quantity: 0 }] }, 'items.0.quantity'],
  ['a negative quantity', { items: [{ sku: 'mug', quantity: -1 }] }, 'items.0.quantity'],
  ['half a mug', { items: [{ sku: 'mug', quantity: 0.5 }] }, 'items.0.quantity'],
  ['a hundred mugs', { items: [{ sku: 'mug', quantity: 100 }] }, 'items.0.quantity'],
  ['2^53 mugs', { items: [{ sku: 'mug', quantity: 2 ** 53 }] }, 'items.0.quantity'],
  ['a quantity in words', { items: [{ sku: 'mug', quantity: '1' }] }, 'items.0.quantity'],
  ['one sku twice', { items: Array(2).fill({ sku: 'mug', quantity: 1 }) }, 'items'],
  ['51 items', { items: Array(51).fill({ sku: 'mug', quantity: 1 }) }, 'items'],
])('a new cart with %s is refused with the path', async (_what, body, path) => {
  const answer = await bench.send('POST', '/shop/carts', body);
  expect(answer.status).toBe(400);
  expect(answer.headers.get('Set-Cookie')).toBeNull();
  const problem = (await answer.json()) as { code: string; errors: { path: string }[] };
  expect(problem.code).toBe('request-invalid');
  expect(problem.errors[0]?.path).toBe(path);
});

test('a version that is no text is refused with its path', async () => {
  const { cart, cookie } = await startCart(bench);
  const body = { items: [], version: 3 };
  const answer = await bench.send('PATCH', `/shop/carts/${cart.id}`, body, cookie);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errors: [{ path: 'version' }] });
});

test('what is no JSON is refused', async () => {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await bench.fetch('/shop/carts', { method: 'POST', headers, body: '{"items":' });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errors: [{ path: '', message: 'must be JSON' }] });
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
  'a body of type "%s", which a form of another site could send, is refused',
  async (type) => {
    const body = new TextEncoder().encode('{"items":[{"sku":"mug","quantity":1}]}');
    const headers: HeadersInit = type === '' ? {} : { 'Content-Type': type };
    const answer = await bench.fetch('/shop/carts', { method: 'POST', headers, body });
    expect(answer.status).toBe(415);
  },
);

test('a body over the limit is refused before it is parsed', async () => {
  const items = [{ sku: 'x'.repeat(17 * 1024), quantity: 1 }];
  const answer = await bench.send('POST', '/shop/carts', { items });
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ code: 'body-too-large' });
});

test('every problem says what is safe to do next', async () => {
  const { cart, cookie } = await startCart(bench);
  const change = { items: [], version: 'v0' };
  const answers = [
    await bench.send('POST', '/shop/carts', {}),
    await bench.fetch('/shop/carts/cart_missing'),
    await bench.fetch('/shop/carts', { method: 'DELETE' }),
    await bench.fetch('/shop/yacht'),
    await bench.send('PATCH', `/shop/carts/${cart.id}`, change, cookie),
  ];
  expect(answers.map(({ status }) => status)).toEqual([400, 404, 405, 404, 409]);
  for (const answer of answers) expect(await answer.json()).toMatchObject({ next: 'stop' });
});
