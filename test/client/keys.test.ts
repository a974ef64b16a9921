// Keys that expire: renewed silently, and a press goes on only with the quote that was on the
// screen.

import { expect, test } from 'vitest';
import { problem } from './answers.ts';
import { everyTime } from './fault.ts';
import { readyWorld } from './world.ts';

test('a key is renewed silently when its time is over', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.expireKey();
  await clock.advance(600_000);
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'ready',
    notice: null,
    checkout: { idempotencyKey: 'key-2' },
  });
});

test('a key that expired while a payment was in doubt is renewed once it is known to be free', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = everyTime('request-lost');
  const result = checkout.submit();
  const seen = new Set<string>();
  checkout.subscribe(() => seen.add(checkout.getSnapshot().status));
  await clock.advance(50_000);
  shop.expireKey();
  await clock.advance(20_000);
  expect(await result).toMatchObject({ type: 'unavailable', certain: false });
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'error',
    canSubmit: true,
    checkout: { status: 'open', idempotencyKey: 'key-2' },
  });
  expect(seen).toEqual(new Set(['checking', 'error']));
});

test('a key that is over when Pay is pressed is renewed and the same press goes on', async () => {
  const { checkout, shop, rest } = await readyWorld();
  shop.expireKey();
  const seen = new Set<string>();
  checkout.subscribe(() => seen.add(checkout.getSnapshot().status));
  const result = checkout.submit();
  await rest();
  expect(await result).toMatchObject({ type: 'paid' });
  expect(seen).toEqual(new Set(['paying', 'paid']));
  const [first, second] = shop.payments();
  expect([first?.key, second?.key]).toEqual(['key-1', 'key-2']);
  expect(second?.body).toBe(first?.body);
});

test('a key that is over together with its quote asks for a new press', async () => {
  const { checkout, shop, clock, rest } = await readyWorld();
  shop.faults = [() => problem('idempotency-key-expired')];
  shop.changeCart(6300);
  const result = checkout.submit();
  await rest();
  expect(await result).toMatchObject({ type: 'quote-changed' });
  expect(shop.payments()).toHaveLength(1);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'ready', canSubmit: false });
  await clock.advance(500);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'ready', canSubmit: true });
});

test('a press goes on with a renewed key at most once', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = Array.from({ length: 9 }, () => () => {
    shop.expireKey();
    return problem('idempotency-key-expired');
  });
  const result = checkout.submit();
  await clock.advance(5_000);
  expect(await result).toMatchObject({ type: 'unavailable', certain: false });
  expect(shop.payments()).toHaveLength(2);
});
