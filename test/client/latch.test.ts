// The latch by itself: who shares it, and that taking it is one step.

import { beforeEach, expect, test } from 'vitest';
import { LATCHES, latchFor } from '../../src/client/latch.ts';
import type { SubmitResult } from '../../src/client/submit-result.ts';
import type { Checkout } from '../../src/protocol/messages.ts';
import { FakeShop } from './fake-shop.ts';

const API = 'https://shop.example/payonce';
const never = new Promise<SubmitResult>(() => undefined);

beforeEach(() => {
  Reflect.deleteProperty(globalThis, LATCHES);
});

function known(cartId = 'cart_1') {
  const latch = latchFor(API, cartId);
  const checkout: Checkout = { ...new FakeShop(() => 0).checkout(), status: 'open' };
  latch.dispatch({ type: 'pictured', checkout, askedAtStep: 0 });
  return latch;
}

test('one press takes it and the next gets nothing', () => {
  const latch = known();
  expect(latch.take(0, never)).not.toBeNull();
  expect(latch.take(0, never)).toBeNull();
  expect(latch.promise()).toBe(never);
});

test('it is shared by everyone who asks for the same API and cart', () => {
  known().take(0, never);
  expect(latchFor(API, 'cart_1').take(0, never)).toBeNull();
  expect(latchFor(API, 'cart_1').promise()).toBe(never);
});

test('another cart or another API has another', () => {
  known().take(0, never);
  expect(known('cart_2').take(0, never)).not.toBeNull();
  expect(latchFor('https://other.example/payonce', 'cart_1').facts().hold.type).toBe('free');
});

test('two copies of the bundle share it', async () => {
  const latch = known();
  const path = '../../src/client/latch.ts?copy';
  const copy = (await import(path)) as { readonly latchFor: typeof latchFor };
  expect(copy.latchFor).not.toBe(latchFor);
  const theirs = copy.latchFor(API, 'cart_1');
  expect(theirs.take(0, never)).not.toBeNull();
  expect(latch.facts().hold.type).toBe('preparing');
  expect(latch.take(0, never)).toBeNull();
});

test('what lies on globalThis is plain data, and another version is refused with the cure', () => {
  const latches = new Map([[JSON.stringify([API, 'cart_1']), { version: 99 }]]);
  Object.assign(globalThis, { [LATCHES]: latches });
  expect(() => latchFor(API, 'cart_1')).toThrow(/load one version/);
});

test('nothing can be pressed before a picture is there', () => {
  expect(latchFor(API, 'cart_1').take(0, never)).toBeNull();
});

test('a listener that throws stops neither the others nor the latch', async () => {
  const latch = known();
  const heard: unknown[] = [];
  const caught = (error: unknown) => heard.push(error);
  process.once('unhandledRejection', caught);
  latch.subscribe(() => {
    throw new Error('a storefront made a mistake');
  });
  let calls = 0;
  latch.subscribe(() => (calls += 1));
  expect(latch.take(0, never)).not.toBeNull();
  expect(calls).toBe(1);
  await expect.poll(() => heard).toHaveLength(1);
});

test('an event of a press that has lost the latch changes nothing', () => {
  const latch = known();
  const old = latch.take(0, never)!;
  latch.dispatch({ type: 'withdrawn', press: old, notice: null });
  latch.take(5, never);
  const { facts } = latch;
  const before = facts();
  latch.dispatch({ type: 'withdrawn', press: old, notice: null });
  latch.dispatch({ type: 'sent', press: old, key: 'key-1' });
  expect(facts()).toBe(before);
});
