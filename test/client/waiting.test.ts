// Payments that take their time: no token, no network, no answer, a hidden tab, and what is said.

import { focusManager, onlineManager } from '@tanstack/query-core';
import { afterEach, expect, test } from 'vitest';
import type { MethodSource, TokenizeResult } from '../../src/client/ports.ts';
import { problem } from './answers.ts';
import { everyTime } from './fault.ts';
import { createWorld, readyWorld, tokens } from './world.ts';

afterEach(() => {
  focusManager.setFocused(undefined);
  onlineManager.setOnline(true);
});

function silentCard(): MethodSource {
  return { tokenize: () => new Promise<TokenizeResult>(() => undefined) };
}

test('a card that gives no token for 30 s opens the latch, and nothing was sent', async () => {
  const { checkout, shop, clock } = await readyWorld(silentCard());
  const result = checkout.submit();
  await clock.advance(29_999);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'paying', canSubmit: false });
  await clock.advance(1);
  expect(await result).toMatchObject({ type: 'not-sent', reason: 'card-unreachable' });
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'ready',
    notice: { type: 'card-unreachable' },
    canSubmit: true,
  });
  expect(shop.payments()).toHaveLength(0);
});

test('a token that comes after 30 s is never sent', async () => {
  let give: (result: TokenizeResult) => void = () => undefined;
  const source = { tokenize: () => new Promise<TokenizeResult>((resolve) => (give = resolve)) };
  const { checkout, shop, clock } = await readyWorld(source);
  void checkout.submit();
  await clock.advance(30_000);
  give({ type: 'token', token: 'tok_ok', method: { type: 'card' } });
  await clock.advance(60_000);
  expect(shop.payments()).toHaveLength(0);
});

test('an incomplete card posts nothing and speaks only where it was pressed', async () => {
  const incomplete: MethodSource = {
    tokenize: async () => ({ type: 'incomplete', message: 'Enter the expiry.' }),
  };
  const world = await readyWorld(incomplete);
  const other = world.open();
  await world.rest();
  const result = world.checkout.submit();
  await world.rest();
  expect(await result).toMatchObject({ type: 'not-sent', reason: 'card-incomplete' });
  const notice = { type: 'card-incomplete', message: 'Enter the expiry.' };
  expect(world.checkout.getSnapshot()).toMatchObject({ status: 'ready', notice, canSubmit: true });
  expect(other.getSnapshot()).toMatchObject({ status: 'ready', notice: null });
  expect(world.shop.payments()).toHaveLength(0);
});

test('a card that throws counts as one that cannot be reached', async () => {
  const { checkout, rest } = await readyWorld({
    tokenize: () => Promise.reject(new Error('gone')),
  });
  const result = checkout.submit();
  await rest();
  expect(await result).toMatchObject({ type: 'not-sent', reason: 'card-unreachable' });
});

test('offline, a press is refused and nothing is sent when the network returns', async () => {
  const { checkout, shop, page, clock } = await readyWorld();
  page.online = false;
  expect(await checkout.submit()).toMatchObject({ type: 'not-sent', reason: 'offline' });
  expect(checkout.getSnapshot()).toMatchObject({ status: 'offline', canSubmit: false });
  page.go(true);
  await clock.advance(120_000);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'ready', canSubmit: true });
  expect(shop.payments()).toHaveLength(0);
});

test('a payment is sent now or never: what react-query thinks of the network queues nothing', async () => {
  const { checkout, shop, clock } = await readyWorld();
  onlineManager.setOnline(false);
  const result = checkout.submit();
  await clock.advance(0);
  expect(shop.payments()).toHaveLength(1);
  expect(await result).toMatchObject({ type: 'paid' });
});

test('a network that goes while the card is read ends the press before anything is sent', async () => {
  let give: (result: TokenizeResult) => void = () => undefined;
  const source = { tokenize: () => new Promise<TokenizeResult>((resolve) => (give = resolve)) };
  const { checkout, shop, page, rest } = await readyWorld(source);
  const result = checkout.submit();
  page.go(false);
  give({ type: 'token', token: 'tok_ok', method: { type: 'card' } });
  await rest();
  expect(await result).toMatchObject({ type: 'not-sent', reason: 'offline' });
  page.go(true);
  await rest();
  expect(shop.payments()).toHaveLength(0);
});

test('nothing is sent once 60 s have passed since the click', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = everyTime('request-lost');
  shop.readFault = () => new Response(null, { status: 503 });
  const pressedAtMs = clock.now();
  void checkout.submit();
  await clock.advance(600_000);
  const late = shop.payments().filter(({ atMs }) => atMs - pressedAtMs >= 60_000);
  expect(late).toEqual([]);
  expect(shop.payments().length).toBeGreaterThan(5);
});

test('once consent is over and the server shows nothing of it, Pay asks again and claims nothing', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = everyTime('request-lost');
  const result = checkout.submit();
  await clock.advance(45_000);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'checking', canSubmit: false });
  await clock.advance(20_000);
  expect(await result).toMatchObject({ type: 'unavailable', certain: false });
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'error',
    notice: { type: 'shop-down', certain: false },
    canSubmit: true,
  });
});

test('a proven refusal after one unanswered send proves nothing', async () => {
  const { checkout, shop, clock } = await readyWorld();
  const refusals = everyTime(() => problem('bank-unavailable'));
  shop.faults = ['request-lost', ...refusals];
  const result = checkout.submit();
  await clock.advance(30_000);
  expect(await result).toMatchObject({ type: 'unavailable', certain: false });
  expect(checkout.getSnapshot().notice).toEqual({ type: 'shop-down', certain: false });
});

test('a retry that was paused in a hidden tab sends nothing after consent, and reads', async () => {
  const { checkout, shop, clock } = await readyWorld();
  focusManager.setFocused(false);
  shop.faults = ['request-lost'];
  const result = checkout.submit();
  await clock.advance(3_600_000);
  focusManager.setFocused(true);
  await clock.advance(10_000);
  expect(shop.payments()).toHaveLength(1);
  expect(await result).toMatchObject({ type: 'unavailable', certain: false });
  expect(checkout.getSnapshot()).toMatchObject({ status: 'error', canSubmit: true });
});

test('a page that slept past consent sends nothing when its timers go on', async () => {
  const world = createWorld();
  let sleptMs = 0;
  const clock = { ...world.clock, now: () => world.clock.now() + sleptMs };
  const checkout = world.open(tokens('tok_ok'), { ...world.ports, clock });
  await world.rest();
  world.shop.faults = ['request-lost'];
  world.shop.readFault = () => new Response(null, { status: 503 });
  const result = checkout.submit();
  await world.rest();
  sleptMs = 3_600_000;
  await world.clock.advance(10_000);
  expect(world.shop.payments()).toHaveLength(1);
  // Nobody has told what became of the one that was sent.
  await world.clock.advance(60_000);
  expect(await result).toMatchObject({ type: 'pending' });
});

test('a retry that was paused in a hidden tab goes on when the tab is seen again within consent', async () => {
  const { checkout, shop, clock } = await readyWorld();
  focusManager.setFocused(false);
  shop.faults = ['request-lost'];
  const result = checkout.submit();
  await clock.advance(20_000);
  expect(shop.payments()).toHaveLength(1);
  focusManager.setFocused(true);
  await clock.advance(10_000);
  expect(await result).toMatchObject({ type: 'paid' });
  expect(shop.payments()).toHaveLength(2);
});

test('Retry-After is a lower limit for the next send', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = [() => problem('temporarily-unavailable', {}, '7')];
  void checkout.submit();
  await clock.advance(6_999);
  expect(shop.payments()).toHaveLength(1);
  await clock.advance(600);
  expect(shop.payments()).toHaveLength(2);
});

test('a server that never answers is given up after 20 s and asked again with the same bytes', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = ['silence'];
  shop.readFault = () => new Promise<Response>(() => undefined);
  void checkout.submit();
  await clock.advance(19_999);
  expect(shop.payments()).toHaveLength(1);
  await clock.advance(8_001);
  const [first, second] = shop.payments();
  expect(second).toMatchObject({ key: first?.key, body: first?.body });
});

test('a payment whose answer hangs is found by reading', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = ['silence'];
  const result = checkout.submit();
  await clock.advance(3_000);
  expect(await result).toMatchObject({ type: 'paid' });
  expect(checkout.getSnapshot().status).toBe('paid');
  await clock.advance(120_000);
  expect(shop.payments()).toHaveLength(1);
});

test('what people read changes after 5 and 15 s, counted from the click', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = ['silence'];
  shop.readFault = () => new Response(null, { status: 503 });
  void checkout.submit();
  await clock.advance(4_999);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'paying', patience: 'short' });
  await clock.advance(1);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'paying', patience: 'long' });
  await clock.advance(10_000);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'checking', patience: 'very-long' });
});

test('no timer is left when everything has ended', async () => {
  const world = createWorld();
  world.shop.keyExpiresInMs = null;
  const checkout = world.open(tokens('tok_declined', 'tok_ok'));
  await world.rest();
  void checkout.submit();
  await world.rest();
  void checkout.submit();
  await world.rest();
  expect(checkout.getSnapshot().status).toBe('paid');
  expect(world.clock.sleeping()).toBe(0);
});
