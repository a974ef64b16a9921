// The demo shop's own addresses, as the contract's third section has them.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startShop } from '../support/shop-process.ts';
import type { ShopProcess } from '../support/shop-process.ts';
import { onPostgres, until } from './a-process.ts';
import { aPayment, aShopper, call, captured, pay, slowBank } from './a-shopper.ts';

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
  const payment = await aPayment(shop);
  const { cookie, cartId, checkout } = payment.shopper;
  const change = () =>
    call('PATCH', `${shop.url}/shop/carts/${cartId}`, { cookie, body: { items: [] } });
  await slowBank(shop.bankUrl);
  const paying = pay(shop.url, payment);
  await until(async () => expect(await captured(shop.bankUrl, checkout.id)).toHaveLength(1));
  const during = await change();
  expect((await paying).status).toBe(201);
  const after = await change();
  for (const { status, headers, body } of [during, after]) {
    expect(status).toBe(409);
    expect(headers.get('Content-Type')).toBe('application/problem+json');
    expect(body).toMatchObject({ code: 'cart-locked', cart: { version: checkout.cartVersion } });
  }
  expect(during.body['cart']).toMatchObject({ status: 'paying' });
  expect(after.body['cart']).toMatchObject({ status: 'paid', checkoutId: checkout.id });
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
