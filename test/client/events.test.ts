// What a storefront hears and when, and what the card fields are told.

import { expect, test } from 'vitest';
import { createCheckout } from '../../src/client/create-checkout.ts';
import type { CheckoutEventType } from '../../src/client/events.ts';
import type { CheckoutController } from '../../src/client/controller.ts';
import { problem } from './answers.ts';
import { createWorld, readyWorld, tokens } from './world.ts';

const TYPES: readonly CheckoutEventType[] = [
  'ready',
  'change',
  'submit',
  'processing',
  'action',
  'unknown',
  'complete',
  'decline',
  'expired',
  'resumed',
  'duplicate-blocked',
  'error',
];

function heard(checkout: CheckoutController): string[] {
  const events: string[] = [];
  for (const type of TYPES) checkout.on(type, () => events.push(type));
  return events;
}

function listened(world: ReturnType<typeof createWorld>, source = tokens('tok_ok')) {
  const checkout = createCheckout(world.ports, { api: '/payonce', cartId: 'cart_1' });
  const events = heard(checkout);
  checkout.attachMethod(source);
  checkout.start();
  return { checkout, events };
}

test('a payment tells ready, submit, complete', async () => {
  const world = createWorld();
  const { checkout, events } = listened(world);
  await world.rest();
  void checkout.submit();
  void checkout.submit();
  await world.rest();
  await checkout.refresh();
  expect(events).toEqual(['ready', 'submit', 'duplicate-blocked', 'complete']);
});

test('complete comes once per payment on each instance', async () => {
  const world = createWorld();
  const first = listened(world);
  const second = listened(world);
  await world.rest();
  void first.checkout.submit();
  await world.rest();
  world.shop.refund();
  world.page.wake('visible');
  await world.rest();
  expect(first.checkout.getSnapshot().checkout?.status).toBe('partially_refunded');
  expect(first.events).toEqual(['ready', 'submit', 'complete']);
  expect(second.events).toEqual(['ready', 'complete']);
});

test('each decline is told once, and the security code is asked again', async () => {
  const world = createWorld();
  let cleared = 0;
  const source = {
    ...tokens('tok_declined', 'tok_declined', 'tok_ok'),
    clearSecurityCode: () => (cleared += 1),
  };
  const { checkout, events } = listened(world, source);
  await world.rest();
  void checkout.submit();
  await world.rest();
  await checkout.refresh();
  void checkout.submit();
  await world.rest();
  expect(events).toEqual(['ready', 'submit', 'decline', 'submit', 'decline']);
  expect(cleared).toBe(2);
});

test('the fields are locked while a payment is in flight and only then', async () => {
  const locks: boolean[] = [];
  const source = {
    ...tokens('tok_declined', 'tok_ok'),
    lock: (locked: boolean) => locks.push(locked),
  };
  const { checkout, rest } = await readyWorld(source);
  void checkout.submit();
  await rest();
  expect(locks).toEqual([true, false]);
  void checkout.submit();
  await rest();
  expect(locks).toEqual([true, false, true]);
});

test('a frame that is attached in the middle of a payment is locked at once', async () => {
  const { checkout, rest } = await readyWorld(tokens('tok_slow'));
  void checkout.submit();
  await rest();
  const locks: boolean[] = [];
  checkout.attachMethod({ ...tokens('tok_ok'), lock: (locked) => locks.push(locked) });
  expect(locks).toEqual([true]);
});

test('an unknown outcome is told as unknown, a bank page as action', async () => {
  const world = createWorld();
  const { checkout, events } = listened(world, tokens('tok_slow'));
  await world.rest();
  void checkout.submit();
  await world.rest();
  world.shop.liveStatus('action_required');
  await world.clock.advance(3_000);
  expect(checkout.getSnapshot().status).toBe('action');
  expect(events).toEqual(['ready', 'submit', 'unknown', 'action']);
});

test('a bank debit is processing, not checking', async () => {
  const world = createWorld();
  const { checkout, events } = listened(world, {
    ...tokens(),
    tokenize: async () => ({ type: 'token', token: 'tok_slow', method: { type: 'bank_debit' } }),
  });
  await world.rest();
  void checkout.submit();
  await world.rest();
  expect(checkout.getSnapshot()).toMatchObject({ status: 'processing', canSubmit: false });
  expect(events).toEqual(['ready', 'submit', 'processing']);
});

test('a refusal is told as an error with its code', async () => {
  const world = createWorld();
  const { checkout } = listened(world);
  const codes: string[] = [];
  checkout.on('error', ({ code }) => codes.push(code));
  await world.rest();
  world.shop.faults = [() => problem('request-invalid', { errors: [{ path: 'a', message: 'b' }] })];
  const result = checkout.submit();
  await world.rest();
  expect(await result).toMatchObject({ type: 'refused', code: 'request-invalid' });
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'error',
    notice: { type: 'refused', errors: [{ path: 'a', message: 'b' }] },
    canSubmit: true,
  });
  expect(codes).toEqual(['request-invalid']);
});

test('reported changes are passed on, and a listener that left hears nothing', async () => {
  const { checkout } = await readyWorld();
  const details: boolean[] = [];
  const leave = checkout.on('change', ({ complete }) => details.push(complete));
  checkout.reportChange({ complete: true, empty: false });
  leave();
  checkout.reportChange({ complete: false, empty: true });
  expect(details).toEqual([true]);
});

test('a press inside of a listener changes nothing', async () => {
  const { checkout, shop, rest } = await readyWorld();
  checkout.subscribe(() => void checkout.submit());
  const first = checkout.submit();
  expect(checkout.submit()).toBe(first);
  await rest();
  expect(shop.payments()).toHaveLength(1);
});
