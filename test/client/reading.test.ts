// When the server is asked, which answers are believed, and what is shown of them.

import { expect, test } from 'vitest';
import { createCheckout } from '../../src/client/create-checkout.ts';
import { LOADING } from '../../src/client/snapshot.ts';
import { json, problem } from './answers.ts';
import { createWorld, readyWorld, tokens } from './world.ts';

test('before it is started it asks nothing and is loading', async () => {
  const { ports, shop, rest } = createWorld();
  const checkout = createCheckout(ports, { api: '/payonce', cartId: 'cart_1' });
  await rest();
  expect(checkout.getSnapshot()).toBe(LOADING);
  expect(checkout.getServerSnapshot()).toBe(LOADING);
  expect(shop.log).toEqual([]);
});

test('a path without a page to resolve it against is refused with the cure', () => {
  const { ports } = createWorld();
  const page = { isOnline: () => true, onWake: () => () => undefined };
  const checkout = createCheckout({ ...ports, page }, { api: '/payonce', cartId: 'cart_1' });
  expect(() => checkout.start()).toThrow(/absolute URL/);
});

test('a reload in the middle of a payment finds it again, offers no second form and follows it', async () => {
  const world = await readyWorld(tokens('tok_slow'));
  void world.checkout.submit();
  await world.rest();
  world.checkout.dispose();
  world.reload();
  const resumed: string[] = [];
  const next = createCheckout(world.ports, { api: '/payonce', cartId: 'cart_1' });
  next.on('resumed', ({ checkout }) => resumed.push(checkout.status));
  next.start();
  await world.rest();
  expect(next.getSnapshot()).toMatchObject({ status: 'checking', notice: null, canSubmit: false });
  expect(resumed).toEqual(['processing']);
  expect(await next.submit()).toMatchObject({ type: 'pending' });
  world.shop.decide('succeeded');
  await world.clock.advance(2_000);
  expect(next.getSnapshot().status).toBe('paid');
  expect(world.shop.payments()).toHaveLength(1);
});

test('a payment in another tab is found on the next awakening and named as such', async () => {
  const { checkout, shop, page, rest } = await readyWorld();
  shop.payElsewhere('tok_slow');
  page.wake('visible');
  await rest();
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'checking',
    notice: { type: 'other-tab' },
    canSubmit: false,
  });
});

test('a cart that was paid in another tab is shown paid on focus', async () => {
  const { checkout, shop, page, rest } = await readyWorld();
  shop.payElsewhere('tok_ok');
  page.wake('focus');
  await rest();
  expect(checkout.getSnapshot().status).toBe('paid');
});

test('a press right after an awakening waits for the answer and charges nothing twice', async () => {
  const { checkout, shop, page, rest } = await readyWorld();
  shop.payElsewhere('tok_ok');
  page.wake('focus');
  const result = checkout.submit();
  await rest();
  expect(await result).toMatchObject({ type: 'paid' });
  expect(shop.payments()).toHaveLength(0);
});

test('a press after an awakening whose question failed asks again, and without an answer sends nothing', async () => {
  const { checkout, shop, page, clock } = await readyWorld();
  shop.readFault = () => new Response(null, { status: 503 });
  page.wake('focus');
  await clock.advance(0);
  const result = checkout.submit();
  await clock.advance(0);
  expect(await result).toMatchObject({ type: 'not-sent', reason: 'shop-unreachable' });
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'error',
    notice: { type: 'shop-down', certain: false },
    canSubmit: true,
  });
  expect(shop.payments()).toHaveLength(0);
});

test('a press on a picture that is minutes old asks first, though nothing woke the page', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.payElsewhere('tok_ok');
  await clock.advance(120_000);
  expect(checkout.getSnapshot().status).toBe('ready');
  const result = checkout.submit();
  await clock.advance(0);
  expect(await result).toMatchObject({ type: 'paid' });
  expect(shop.payments()).toHaveLength(0);
});

test('a page that was frozen keeps Pay shut until the server has answered', async () => {
  const { checkout, page, rest } = await readyWorld();
  page.wake('resume');
  expect(checkout.getSnapshot()).toMatchObject({ status: 'ready', canSubmit: false });
  await rest();
  expect(checkout.getSnapshot()).toMatchObject({ status: 'ready', canSubmit: true });
});

test('out of the back-forward cache Pay stays shut until the server has answered', async () => {
  const { checkout, page, rest } = await readyWorld();
  page.wake('pageshow');
  expect(checkout.getSnapshot()).toMatchObject({ status: 'ready', canSubmit: false });
  expect(await checkout.submit()).toMatchObject({ type: 'not-sent', reason: 'not-ready' });
  await rest();
  expect(checkout.getSnapshot()).toMatchObject({ status: 'ready', canSubmit: true });
});

test('becoming visible and getting the focus in one moment asks once', async () => {
  const { shop, page, rest } = await readyWorld();
  page.wake('visible');
  page.wake('focus');
  await rest();
  expect(shop.reads()).toHaveLength(2);
});

test('an answer with an older revision is dropped', async () => {
  const { checkout, shop, rest } = await readyWorld();
  const older = shop.checkout();
  shop.changeCart(6300);
  await checkout.refresh();
  expect(checkout.getSnapshot().checkout?.amount.value).toBe(6300);
  shop.readFault = () => json(200, older);
  await checkout.refresh();
  await rest();
  expect(checkout.getSnapshot().checkout?.amount.value).toBe(6300);
});

test('the snapshot is the same reference until something changes', async () => {
  const { checkout, page, rest } = await readyWorld();
  const before = checkout.getSnapshot();
  let calls = 0;
  checkout.subscribe(() => (calls += 1));
  page.wake('visible');
  await rest();
  expect(checkout.getSnapshot()).toBe(before);
  expect(calls).toBe(0);
});

test('a malformed checkout is no answer', async () => {
  const world = createWorld();
  world.shop.readFault = () => json(200, { ...world.shop.checkout(), amount: { value: 1.5 } });
  const checkout = world.open();
  await world.rest();
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'error',
    checkout: null,
    notice: { type: 'shop-down', certain: false },
  });
});

test('a shop that cannot be reached at first is asked again until it answers', async () => {
  const world = createWorld();
  world.shop.readFault = () => new Response(null, { status: 502 });
  const checkout = world.open();
  await world.clock.advance(20_000);
  expect(checkout.getSnapshot().status).toBe('error');
  expect(world.shop.reads().length).toBeGreaterThan(4);
  world.shop.readFault = null;
  await world.clock.advance(6_000);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'ready', notice: null, canSubmit: true });
});

test.each([
  ['not-signed-in', 'not-signed-in', true],
  ['checkout-not-found', 'not-found', false],
] as const)('%s is told and not asked again without a cause', async (code, type, canSubmit) => {
  const world = createWorld();
  world.shop.readFault = () => problem(code);
  const checkout = world.open();
  await world.clock.advance(60_000);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'error', notice: { type }, canSubmit });
  expect(world.shop.reads()).toHaveLength(1);
});

test('too many checkouts are told and asked for again after the time that was given', async () => {
  const world = createWorld();
  world.shop.readFault = () => problem('too-many-checkouts', {}, '30');
  const checkout = world.open();
  await world.clock.advance(29_000);
  expect(checkout.getSnapshot().notice).toEqual({
    type: 'too-many-attempts',
    retryAfterMs: 30_000,
  });
  expect(world.shop.reads()).toHaveLength(1);
  world.shop.readFault = null;
  await world.clock.advance(3_000);
  expect(checkout.getSnapshot().status).toBe('ready');
});

test('a payment under way is asked for more and more slowly, and no more once it is final', async () => {
  const { shop, checkout, clock } = await readyWorld(tokens('tok_slow'));
  void checkout.submit();
  await clock.advance(0);
  const before = shop.reads().length;
  await clock.advance(60_000);
  const asked = shop.reads().length - before;
  expect(asked).toBeGreaterThan(11);
  expect(asked).toBeLessThan(24);
  shop.decide('succeeded');
  await clock.advance(6_000);
  const final = shop.reads().length;
  await clock.advance(120_000);
  expect(shop.reads()).toHaveLength(final);
});

test('while a payment may be live the checkout is only read', async () => {
  const { shop, checkout, clock } = await readyWorld(tokens('tok_slow'));
  void checkout.submit();
  await clock.advance(0);
  const before = shop.log.length;
  await clock.advance(30_000);
  expect(new Set(shop.log.slice(before).map(({ method }) => method))).toEqual(new Set(['GET']));
});

test('a checkout that the shop has lost while it was being paid is opened anew', async () => {
  const { shop, checkout, clock } = await readyWorld(tokens('tok_slow'));
  void checkout.submit();
  await clock.advance(0);
  shop.readFault = () => problem('checkout-not-found');
  const before = shop.log.length;
  await clock.advance(3_000);
  const [read, opened] = shop.log.slice(before).map(({ method, path }) => `${method} ${path}`);
  expect([read, opened]).toEqual(['GET /checkouts/chk_1', 'POST /checkouts']);
});

test('an accepted payment that turns out declined asks for another card', async () => {
  const { shop, checkout, clock } = await readyWorld(tokens('tok_slow', 'tok_ok'));
  const result = checkout.submit();
  await clock.advance(0);
  expect(await result).toMatchObject({ type: 'pending' });
  shop.decide('declined');
  await clock.advance(3_000);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'declined', canSubmit: true });
  const again = checkout.submit();
  await clock.advance(0);
  expect(await again).toMatchObject({ type: 'paid' });
  expect(shop.charges).toHaveLength(1);
});
