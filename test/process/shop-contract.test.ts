// The demo shop's own addresses, as the contract's third section has them.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startShop } from '../support/shop-process.ts';
import type { ShopProcess } from '../support/shop-process.ts';
import { onPostgres } from './a-process.ts';
import { aPayment, aShopper, call, pay } from './a-shopper.ts';

// Stays live until somebody has answered at the bank's page.
const AUTHENTICATION_CARD = '4000 0027 6000 3184';

let shop: ShopProcess;

beforeAll(async () => {
  shop = await startShop({ env: await onPostgres() });
});

afterAll(async () => {
  await shop.stop();
});

const MUG = { items: [{ sku: 'mug', quantity: 1 }] };

test('products are a list of sku, name and price in minor units', async () => {
  const answer = await call('GET', `${shop.url}/shop/products`);
  expect(answer.status).toBe(200);
  const products = JSON.parse(answer.text) as Record<string, unknown>[];
  expect(products.length).toBeGreaterThan(2);
  for (const product of products) {
    expect(product).toEqual({
      sku: expect.stringMatching(/./) as string,
      name: expect.stringMatching(/./) as string,
      price: { value: expect.any(Number) as number, currency: 'EUR' },
    });
    expect((product['price'] as { value: number }).value % 1).toBe(0);
  }
});

test('a new cart comes with a cookie out of reach of scripts, once', async () => {
  const first = await call('POST', `${shop.url}/shop/carts`, { body: MUG });
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({
    id: expect.stringMatching(/^cart_/) as string,
    version: expect.stringMatching(/./) as string,
  });
  const [set = '', ...others] = first.headers.getSetCookie();
  expect(others).toEqual([]);
  expect(set).toMatch(/; HttpOnly; SameSite=Lax$/);
  const cookie = set.split(';')[0] ?? '';
  const second = await call('POST', `${shop.url}/shop/carts`, { cookie, body: MUG });
  expect([second.status, second.headers.getSetCookie()]).toEqual([201, []]);
  expect(second.body['id']).not.toBe(first.body['id']);
});

test('a change of the cart makes a new version, a new quote and a new key', async () => {
  const { cookie, cartId, checkout } = await aShopper(shop.url);
  const url = `${shop.url}/shop/carts/${cartId}`;
  const changed = await call('PATCH', url, {
    cookie,
    body: { items: [{ sku: 'mug', quantity: 3 }] },
  });
  expect(changed.status).toBe(200);
  expect(changed.body['version']).not.toBe(checkout.cartVersion);
  const answer = await call('POST', `${shop.url}/payonce/checkouts`, { cookie, body: { cartId } });
  expect(answer.body).toMatchObject({
    id: checkout.id,
    cartVersion: changed.body['version'],
    amount: { value: 3 * checkout.amount.value, currency: 'EUR' },
  });
  expect(answer.body['idempotencyKey']).not.toBe(checkout.idempotencyKey);
});

test('a cart cannot change while its payment is live, nor after it', async () => {
  const live = await aPayment(shop, AUTHENTICATION_CARD);
  expect((await pay(shop.url, live)).status).toBe(202);
  const paid = await aPayment(shop);
  expect((await pay(shop.url, paid)).status).toBe(201);
  for (const [{ shopper }, cart] of [
    [live, { status: 'paying' }],
    [paid, { status: 'paid', checkoutId: paid.shopper.checkout.id }],
  ] as const) {
    const { cookie, cartId, checkout } = shopper;
    const change = { cookie, body: { items: [] } };
    const answer = await call('PATCH', `${shop.url}/shop/carts/${cartId}`, change);
    expect(answer.status).toBe(409);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      code: 'cart-locked',
      cart: { version: checkout.cartVersion, ...cart },
    });
  }
});

test('the confirmation is for its owner, and tells a stranger nothing', async () => {
  const payment = await aPayment(shop);
  const { cookie, checkout } = payment.shopper;
  await pay(shop.url, payment);
  const url = `${shop.url}/confirmation/${checkout.id}`;
  const stranger = await aShopper(shop.url);
  const own = await call('GET', url, { cookie });
  const foreign = await call('GET', url, { cookie: stranger.cookie });
  const nobody = await call('GET', url);
  const missing = await call('GET', `${shop.url}/confirmation/chk_none`, { cookie });
  expect([own, foreign, nobody, missing].map(({ status }) => status)).toEqual([200, 404, 404, 404]);
  expect(new Set([foreign.text, nobody.text, missing.text]).size).toBe(1);
  const read = `${shop.url}/payonce/checkouts/${checkout.id}`;
  expect((await call('GET', read, { cookie: stranger.cookie })).status).toBe(404);
});

test('pages forbid foreign scripts and frames, and an address that is none is a page that says so', async () => {
  for (const [path, status] of [
    ['/', 200],
    ['/cart', 200],
    ['/checkout', 200],
    ['/nowhere', 404],
  ] as const) {
    const page = await call('GET', `${shop.url}${path}`);
    expect([path, page.status]).toEqual([path, status]);
    expect(page.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain(`frame-src ${shop.bankUrl}`);
    expect(policy).not.toContain('unsafe-inline');
  }
});
