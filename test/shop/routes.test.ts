// The shop's HTTP as its pages and any outsider use it, over real SQL.

import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Cart } from '../../src/shop/cart.ts';
import { migrateShop } from '../../src/shop/migrations.ts';
import {
  openShopBench,
  shopBenchOver,
  START_TIMEOUT_MS,
  startCart,
  type ShopBench,
} from './shop-bench.ts';

let bench: ShopBench;

// One database for all: every test shops with cookies of its own.
beforeAll(async () => {
  bench = await openShopBench();
}, START_TIMEOUT_MS);

beforeEach(() => {
  bench.checkout = null;
  bench.releasable = true;
  bench.released.length = 0;
});

const cartOf = async (answer: Response) => (await answer.json()) as Cart;
const current = (cookie: string) => bench.fetch('/shop/cart', { headers: { cookie } });

test('products have a sku, a name and a price in euros', async () => {
  const answer = await bench.fetch('/shop/products');
  const products = (await answer.json()) as { sku: string; price: { value: number } }[];
  expect(products.map((product) => product.sku)).toEqual([
    'mug',
    'bowl',
    'teapot',
    'vase',
    'plate',
    'lamp',
  ]);
  expect(products[0]).toEqual({
    sku: 'mug',
    name: 'Tide mug',
    price: { value: 2800, currency: 'EUR' },
  });
  expect(products.map((product) => product.price.value)).toContain(4200);
});

test('a stranger makes a cart and gets it priced, with a cookie no script can read', async () => {
  const items = [
    { sku: 'mug', quantity: 2 },
    { sku: 'bowl', quantity: 1 },
  ];
  const answer = await bench.send('POST', '/shop/carts', { items });
  expect(answer.status).toBe(201);
  expect(answer.headers.get('Set-Cookie')).toMatch(
    /^tidewater=[0-9a-f]{32}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(await cartOf(answer)).toEqual({
    id: expect.stringMatching(/^cart_[0-9a-f]{32}$/) as string,
    version: 'v1',
    status: 'open',
    items,
    lines: [
      { sku: 'mug', name: 'Tide mug', quantity: 2, amount: { value: 5600, currency: 'EUR' } },
      { sku: 'bowl', name: 'Harbour bowl', quantity: 1, amount: { value: 4200, currency: 'EUR' } },
    ],
    amount: { value: 9800, currency: 'EUR' },
    checkoutId: null,
  });
});

test('who has a cookie keeps it', async () => {
  const { cookie, cart } = await startCart(bench);
  const items = [{ sku: 'vase', quantity: 1 }];
  const second = await bench.send('POST', '/shop/carts', { items }, cookie);
  expect(second.status).toBe(201);
  expect(second.headers.get('Set-Cookie')).toBeNull();
  expect((await cartOf(second)).id).not.toBe(cart.id);
});

test('a cookie that this shop never made counts as none', async () => {
  const items = [{ sku: 'vase', quantity: 1 }];
  const answer = await bench.send('POST', '/shop/carts', { items }, 'tidewater=admin');
  expect(answer.headers.get('Set-Cookie')).toMatch(/^tidewater=[0-9a-f]{32};/);
});

test('the current cart is the newest, even of two made in one millisecond', async () => {
  const { cookie } = await startCart(bench);
  const items = [{ sku: 'lamp', quantity: 1 }];
  const second = await cartOf(await bench.send('POST', '/shop/carts', { items }, cookie));
  expect(await cartOf(await current(cookie))).toEqual(second);
});

test('a stranger has no current cart', async () => {
  expect(await (await bench.fetch('/shop/cart')).json()).toBeNull();
});

test('a change replaces the items and makes a new version', async () => {
  const { cart, cookie } = await startCart(bench);
  const items = [{ sku: 'plate', quantity: 3 }];
  const answer = await bench.send('PATCH', `/shop/carts/${cart.id}`, { items }, cookie);
  expect(answer.status).toBe(200);
  expect(await cartOf(answer)).toMatchObject({ version: 'v2', items, amount: { value: 10800 } });
  expect(bench.released).toEqual([cart.id]);
  expect(await cartOf(await current(cookie))).toMatchObject({ version: 'v2', items });
});

test('a cart can be emptied', async () => {
  const { cart, cookie } = await startCart(bench);
  const answer = await bench.send('PATCH', `/shop/carts/${cart.id}`, { items: [] }, cookie);
  expect(await cartOf(answer)).toMatchObject({ items: [], lines: [], amount: { value: 0 } });
});

test('a change of an outdated version changes nothing and answers the cart', async () => {
  const { cart, cookie } = await startCart(bench);
  const change = { items: [{ sku: 'mug', quantity: 2 }], version: 'v1' };
  await bench.send('PATCH', `/shop/carts/${cart.id}`, change, cookie);
  const again = await bench.send('PATCH', `/shop/carts/${cart.id}`, change, cookie);
  expect(again.status).toBe(409);
  expect(await again.json()).toMatchObject({ code: 'cart-changed', cart: { version: 'v2' } });
  expect(await cartOf(await current(cookie))).toMatchObject({ version: 'v2' });
});

test('a cart with a live payment refuses to change and says so', async () => {
  const { cart, cookie } = await startCart(bench);
  bench.releasable = false;
  bench.checkout = { id: 'chk_1', status: 'processing' };
  const items = [{ sku: 'mug', quantity: 9 }];
  const answer = await bench.send('PATCH', `/shop/carts/${cart.id}`, { items }, cookie);
  expect(answer.status).toBe(409);
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  expect(await answer.json()).toMatchObject({
    code: 'cart-locked',
    cart: { status: 'paying', version: 'v1', items: [{ sku: 'mug', quantity: 1 }] },
  });
});

test('a paid cart is finished and leads to its checkout', async () => {
  const { cart, cookie } = await startCart(bench);
  bench.releasable = false;
  bench.checkout = { id: 'chk_1', status: 'paid' };
  expect(await cartOf(await current(cookie))).toMatchObject({
    id: cart.id,
    status: 'paid',
    checkoutId: 'chk_1',
  });
  const answer = await bench.send('PATCH', `/shop/carts/${cart.id}`, { items: [] }, cookie);
  expect(await answer.json()).toMatchObject({ code: 'cart-locked', cart: { status: 'paid' } });
});

test("a stranger reads and changes nobody's cart, and releases nothing", async () => {
  const { cart } = await startCart(bench);
  const { cookie } = await startCart(bench);
  const path = `/shop/carts/${cart.id}`;
  const items = [{ sku: 'mug', quantity: 99 }];
  const answers = [
    await bench.fetch(path),
    await bench.fetch(path, { headers: { cookie } }),
    await bench.send('PATCH', path, { items }),
    await bench.send('PATCH', path, { items }, cookie),
    await bench.fetch('/shop/carts/cart_missing', { headers: { cookie } }),
  ];
  expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404, 404, 404]);
  const bodies = new Set(await Promise.all(answers.map((answer) => answer.text())));
  expect(bodies.size).toBe(1);
  expect(bench.released).toEqual([]);
});

test('its owner reads a cart by id', async () => {
  const { cart, cookie } = await startCart(bench);
  const answer = await bench.fetch(`/shop/carts/${cart.id}`, { headers: { cookie } });
  expect(await cartOf(answer)).toEqual(cart);
});

test('a wrong method is told the right ones, and an unknown path is a problem too', async () => {
  const wrong = await bench.fetch('/shop/carts/x', { method: 'DELETE' });
  expect([wrong.status, wrong.headers.get('Allow')]).toEqual([405, 'GET, PATCH']);
  expect((await bench.fetch('/shop/yacht')).status).toBe(404);
});

test('no answer is cached', async () => {
  const { cookie } = await startCart(bench);
  const answers = [
    await bench.fetch('/shop/products'),
    await current(cookie),
    await bench.fetch('/shop/carts/x'),
    await bench.send('POST', '/shop/carts', {}),
  ];
  for (const answer of answers) expect(answer.headers.get('Cache-Control')).toBe('no-store');
});

test('a failing database is a 503 that tells the shop and not the shopper', async () => {
  const fail = () => Promise.reject(new Error('relation "shop_carts" is on fire'));
  const broken = shopBenchOver({ query: fail, transaction: fail });
  const cookie = `tidewater=${'a'.repeat(32)}`;
  const answer = await broken.fetch('/shop/cart', { headers: { cookie } });
  expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '1']);
  expect(await answer.clone().json()).toMatchObject({ next: 'same-key' });
  expect(await answer.text()).not.toContain('shop_carts');
  expect(broken.errors).toHaveLength(1);
});

test('the migration runs again without harm, by two servers at once', async () => {
  const { cookie, cart } = await startCart(bench);
  await Promise.all([migrateShop(bench.database), migrateShop(bench.database)]);
  expect((await cartOf(await current(cookie))).id).toBe(cart.id);
});
