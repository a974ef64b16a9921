// Starting, stopping and disposing, as React's StrictMode and a page that is left do it.

import { expect, test } from 'vitest';
import { createCheckout } from '../../src/client/create-checkout.ts';
import { createWorld, readyWorld } from './world.ts';

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
