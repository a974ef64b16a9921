// A payment that waits for the shopper at their bank: followed, given up by the page that sent it,
// and by no other.

import { expect, test } from 'vitest';
import { createCheckout } from '../../src/client/create-checkout.ts';
import { problem } from './answers.ts';
import { readyWorld, tokens } from './world.ts';

async function atTheBank(...names: readonly string[]) {
  const world = await readyWorld(tokens('tok_action', ...names));
  const result = world.checkout.submit();
  await world.rest();
  expect(await result).toMatchObject({ type: 'pending' });
  return world;
}

test('the page that sent it can give it up with the same key, and pay under a new one', async () => {
  const { checkout, shop, rest } = await atTheBank('tok_ok');
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'action',
    canSubmit: false,
    canCancel: true,
  });
  const canceled = checkout.cancel();
  await rest();
  expect(await canceled).toBe(true);
  expect(shop.cancels().map(({ key }) => key)).toEqual([shop.payments()[0]?.key]);
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'declined',
    notice: null,
    canSubmit: true,
    canCancel: false,
  });
  expect(checkout.getSnapshot().checkout?.payment?.declineCode).toBe('not_completed');
  const again = checkout.submit();
  await rest();
  expect(await again).toMatchObject({ type: 'paid' });
  const keys = shop.payments().map(({ key }) => key);
  expect(new Set(keys).size).toBe(2);
  expect(shop.charges).toHaveLength(1);
});

test('a page that did not send it does not know the key: nothing to give up, nothing sent', async () => {
  const world = await atTheBank();
  world.reload();
  const other = createCheckout(world.ports, { api: '/payonce', cartId: 'cart_1' });
  other.start();
  await world.rest();
  expect(other.getSnapshot()).toMatchObject({ status: 'action', canCancel: false });
  expect(await other.cancel()).toBe(false);
  expect(world.shop.cancels()).toEqual([]);
});

test('giving up twice in one breath asks once', async () => {
  const { checkout, shop, rest } = await atTheBank();
  const first = checkout.cancel();
  expect(checkout.cancel()).toBe(first);
  await rest();
  expect(shop.cancels()).toHaveLength(1);
});

test('a payment that was made meanwhile is shown as paid, not as given up', async () => {
  const { checkout, shop, rest } = await atTheBank();
  shop.decide('succeeded');
  const canceled = checkout.cancel();
  await rest();
  expect(await canceled).toBe(false);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'paid', notice: null });
  expect(shop.charges).toHaveLength(1);
});

test.each([
  ['the bank is still at it', () => problem('payment-in-flight', {}, '1')],
  ['the server does not say', () => new Response(null, { status: 502 })],
])('when %s it waits on, says that it could not, and is followed', async (_name, fault) => {
  const { checkout, shop, clock } = await atTheBank();
  shop.cancelFault = fault;
  const canceled = checkout.cancel();
  await clock.advance(0);
  expect(await canceled).toBe(false);
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'action',
    notice: { type: 'not-canceled' },
    canSubmit: false,
    canCancel: true,
  });
  shop.decide('declined');
  await clock.advance(60_000);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'declined', notice: null });
});

test('an answer to giving up that is lost is learnt by reading', async () => {
  const { checkout, shop, rest } = await atTheBank();
  shop.cancelFault = () => {
    shop.decide('declined');
    throw new TypeError('Failed to fetch');
  };
  const canceled = checkout.cancel();
  await rest();
  expect(await canceled).toBe(true);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'declined', canSubmit: true });
});

test('what waits at the bank is asked for ever more slowly, and at once when somebody is back', async () => {
  const { checkout, shop, page, clock } = await atTheBank();
  await clock.advance(600_000);
  const before = shop.reads().length;
  await clock.advance(300_000);
  const late = shop.reads().length - before;
  expect(late).toBeGreaterThanOrEqual(4);
  expect(late).toBeLessThan(9);
  shop.decide('succeeded');
  page.wake('visible');
  await clock.advance(0);
  expect(checkout.getSnapshot().status).toBe('paid');
});

test('once somebody is back it is asked for every second again', async () => {
  const { checkout, shop, page, clock } = await atTheBank();
  await clock.advance(600_000);
  page.wake('focus');
  await clock.advance(0);
  shop.decide('succeeded');
  await clock.advance(1_000);
  expect(checkout.getSnapshot().status).toBe('paid');
});
