// What payonce's server is told of a cart, and who the shop says is asking.

import { beforeAll, expect, test } from 'vitest';
import { quoteSchema, parseMessage } from '../../src/protocol/messages.ts';
import { createLoadCart } from '../../src/shop/carts.ts';
import { identify, newPrincipal } from '../../src/shop/principal.ts';
import { openShopBench, START_TIMEOUT_MS, startCart, type ShopBench } from './shop-bench.ts';

const requestWith = (cookie: string) => new Request('http://shop.test/', { headers: { cookie } });
const principalOf = (cookie: string) => identify(requestWith(cookie)) ?? '';

let bench: ShopBench;

beforeAll(async () => {
  bench = await openShopBench();
}, START_TIMEOUT_MS);

test('a quote has the version, the lines and their sum', async () => {
  const { cart, cookie } = await startCart(bench, [
    { sku: 'bowl', quantity: 2 },
    { sku: 'mug', quantity: 1 },
  ]);
  const quote = await createLoadCart(bench.database)(cart.id, principalOf(cookie));
  expect(quote).toEqual({
    version: 'v1',
    amount: { value: 11_200, currency: 'EUR' },
    lines: [
      { name: 'Harbour bowl', quantity: 2, amount: { value: 8400, currency: 'EUR' } },
      { name: 'Tide mug', quantity: 1, amount: { value: 2800, currency: 'EUR' } },
    ],
  });
  expect(parseMessage(quoteSchema, quote).ok).toBe(true);
});

test('a missing, an empty and a foreign cart have no quote', async () => {
  const { cart, cookie } = await startCart(bench);
  const stranger = await startCart(bench);
  const loadCart = createLoadCart(bench.database);
  expect(await loadCart(cart.id, principalOf(stranger.cookie))).toBeNull();
  expect(await loadCart('cart_missing', principalOf(cookie))).toBeNull();
  await bench.send('PATCH', `/shop/carts/${cart.id}`, { items: [] }, cookie);
  expect(await loadCart(cart.id, principalOf(cookie))).toBeNull();
});

test('the database holds no cookie', async () => {
  const { cookie } = await startCart(bench);
  const rows = await bench.database.query('SELECT * FROM shop_carts');
  expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1]);
});

test('a cookie is the same principal at every server, whatever stands beside it', () => {
  const { principal, setCookie } = newPrincipal((length) => new Uint8Array(length).fill(7), false);
  const cookie = setCookie.split(';')[0] ?? '';
  expect(principalOf(cookie)).toBe(principal);
  expect(principalOf(`theme=dark;  ${cookie}; xtidewater=1`)).toBe(principal);
});

test.each(['', 'tidewater=', 'tidewater=short', `xtidewater=${'a'.repeat(32)}`, 'tidewater=../..'])(
  'the cookie header "%s" is nobody',
  (cookie) => {
    expect(identify(requestWith(cookie))).toBeNull();
  },
);

test('over https the cookie is never sent in the clear', () => {
  const random = (length: number) => new Uint8Array(length);
  expect(newPrincipal(random, true).setCookie).toMatch(/; Secure$/);
  expect(newPrincipal(random, false).setCookie).not.toContain('Secure');
});
