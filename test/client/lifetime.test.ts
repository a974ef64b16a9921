// Starting, stopping and disposing, as React's StrictMode and a page that is left do it.

import { QueryClient } from '@tanstack/query-core';
import { expect, test } from 'vitest';
import { createCheckout } from '../../src/client/create-checkout.ts';
import { createWorld, readyWorld, tokens } from './world.ts';

test('mount, unmount, mount asks once and leaves one listener', async () => {
  const { ports, shop, page, rest } = createWorld();
  const checkout = createCheckout(ports, { api: '/payonce', cartId: 'cart_1' });
  checkout.start()();
  const stop = checkout.start();
  await rest();
  expect(shop.log).toHaveLength(1);
  expect(page.listeners()).toBe(1);
  expect(checkout.getSnapshot().status).toBe('ready');
  stop();
  stop();
  expect(page.listeners()).toBe(0);
});

test('a stopped checkout leaves no timer behind', async () => {
  const { checkout, clock } = await readyWorld();
  checkout.dispose();
  await clock.advance(0);
  expect(clock.sleeping()).toBe(0);
});

test('dispose ends a press that has sent nothing and opens the latch', async () => {
  const world = await readyWorld({ tokenize: () => new Promise(() => undefined) });
  const result = world.checkout.submit();
  world.checkout.dispose();
  await world.rest();
  expect(await result).toMatchObject({ type: 'not-sent', reason: 'stopped' });
  const next = world.open();
  await world.rest();
  expect(next.getSnapshot()).toMatchObject({ status: 'ready', canSubmit: true });
});

test('dispose does not end a payment that was sent', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = ['answer-lost'];
  shop.readFault = () => new Response(null, { status: 503 });
  const result = checkout.submit();
  await clock.advance(0);
  checkout.dispose();
  shop.readFault = null;
  await clock.advance(10_000);
  expect(await result).toMatchObject({ type: 'paid' });
});

test('a second widget keeps Pay shut until the server has answered it too', async () => {
  const world = await readyWorld();
  const second = world.open();
  expect(second.getSnapshot()).toMatchObject({ status: 'ready', canSubmit: false });
  await world.rest();
  expect(second.getSnapshot()).toMatchObject({ status: 'ready', canSubmit: true });
});

test('a checkout that was never started can be submitted once its picture is there', async () => {
  const world = createWorld();
  const checkout = createCheckout(world.ports, { api: '/payonce', cartId: 'cart_1' });
  checkout.attachMethod(tokens('tok_ok'));
  expect(await checkout.submit()).toMatchObject({ type: 'not-sent', reason: 'not-ready' });
  await checkout.refresh();
  const result = checkout.submit();
  await world.rest();
  expect(await result).toMatchObject({ type: 'paid' });
  expect(world.page.listeners()).toBe(0);
});

test('a press without any card source sends nothing and says so', async () => {
  const world = createWorld();
  const checkout = createCheckout(world.ports, { api: '/payonce', cartId: 'cart_1' });
  checkout.start();
  await world.rest();
  const result = checkout.submit();
  await world.rest();
  expect(await result).toMatchObject({ type: 'not-sent', reason: 'no-method' });
  expect(checkout.getSnapshot().notice).toEqual({ type: 'card-unreachable' });
});

test('an instance with a query client of its own shows the same payment', async () => {
  const world = await readyWorld();
  const ports = { ...world.ports, queryClient: new QueryClient() };
  const other = createCheckout(ports, { api: 'https://shop.example/payonce/', cartId: 'cart_1' });
  other.start();
  await world.rest();
  const first = world.checkout.submit();
  expect(other.getSnapshot().status).toBe('paying');
  expect(other.submit()).toBe(first);
  await world.rest();
  expect(other.getSnapshot().status).toBe('paid');
  expect(world.shop.payments()).toHaveLength(1);
});
