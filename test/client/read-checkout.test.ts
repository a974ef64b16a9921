// The confirmation's reader, which must never do more than read.

import { expect, test } from 'vitest';
import { readCheckout } from '../../src/client/read-checkout.ts';
import { problem } from './answers.ts';
import { createWorld, tokens, type World } from './world.ts';

function reader(world: World) {
  return readCheckout(world.ports, { api: '/payonce', checkoutId: 'chk_1' });
}

test('a hundred confirmations send a hundred GETs and nothing else', async () => {
  const world = createWorld();
  world.shop.payElsewhere('tok_ok');
  for (let visit = 0; visit < 100; visit += 1) {
    const confirmation = reader(world);
    const stop = confirmation.start();
    await world.rest();
    expect(confirmation.getSnapshot()).toMatchObject({ status: 'paid', canSubmit: false });
    stop();
  }
  expect(world.shop.log).toHaveLength(100);
  expect(new Set(world.shop.log.map(({ method }) => method))).toEqual(new Set(['GET']));
});

test('an unpaid checkout offers nothing to press', async () => {
  const world = createWorld();
  world.open();
  await world.rest();
  const confirmation = reader(world);
  confirmation.start();
  await world.rest();
  expect(confirmation.getSnapshot()).toMatchObject({ status: 'ready', canSubmit: false });
});

test('a payment under way is followed until it is final', async () => {
  const world = createWorld();
  world.shop.payElsewhere('tok_slow');
  const confirmation = reader(world);
  let changes = 0;
  confirmation.subscribe(() => (changes += 1));
  confirmation.start();
  await world.rest();
  expect(confirmation.getSnapshot().status).toBe('checking');
  world.shop.decide('succeeded');
  await world.clock.advance(2_000);
  expect(confirmation.getSnapshot().status).toBe('paid');
  expect(changes).toBeGreaterThan(0);
  confirmation.dispose();
  await world.rest();
  expect(world.clock.sleeping()).toBe(0);
});

test("somebody else's checkout is not found and reveals nothing", async () => {
  const world = createWorld();
  world.shop.readFault = () => problem('checkout-not-found');
  const confirmation = reader(world);
  confirmation.start();
  await world.rest();
  expect(confirmation.getSnapshot()).toMatchObject({
    status: 'error',
    checkout: null,
    notice: { type: 'not-found' },
    canSubmit: false,
  });
});

test('a payment under way that the shop has lost is asked for until it is found', async () => {
  const world = createWorld();
  world.shop.payElsewhere('tok_slow');
  const confirmation = reader(world);
  confirmation.start();
  await world.rest();
  world.shop.readFault = () => problem('checkout-not-found');
  await world.clock.advance(600_000);
  expect(confirmation.getSnapshot()).toMatchObject({ status: 'checking', canSubmit: false });
  expect(world.shop.log.length).toBeLessThan(60);
  world.shop.readFault = null;
  world.shop.decide('succeeded');
  await world.clock.advance(60_000);
  expect(confirmation.getSnapshot().status).toBe('paid');
});

test('it has nothing to do with the latch of its cart', async () => {
  const world = createWorld();
  const checkout = world.open(tokens('tok_slow'));
  await world.rest();
  const confirmation = reader(world);
  confirmation.start();
  await world.rest();
  void checkout.submit();
  await world.rest();
  expect(checkout.getSnapshot().status).toBe('checking');
  expect(confirmation.getSnapshot().status).toBe('ready');
});

test('a key that has expired is not renewed, and not asked for again and again', async () => {
  const world = createWorld();
  const confirmation = reader(world);
  confirmation.start();
  await world.clock.advance(60_000);
  expect(confirmation.getSnapshot()).toMatchObject({ status: 'expired', canSubmit: false });
  expect(world.shop.log.map(({ method }) => method)).toEqual(['GET']);
});
