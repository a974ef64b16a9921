// A shop whose database goes back in time after it has told the page of a payment: the page waits
// as long as the payment may come back by itself, then has its key retired, and only then lets the
// shopper pay again.

import { expect, test } from 'vitest';
import { problem } from './answers.ts';
import { readyWorld, tokens } from './world.ts';

// The shopper's consent, which is counted from the click.
const CONSENT_MS = 60_000;
const LONG_MS = 3 * 60_000;

test.each([
  ['tok_slow', 'accepted'],
  ['tok_declined', 'declined'],
])('of %s, which was told as %s, the key is retired before Pay is offered again', async (token) => {
  const { checkout, shop, clock } = await readyWorld(tokens(token, 'tok_ok'));
  const goBack = shop.backUp();
  shop.readFault = () => problem('temporarily-unavailable');
  void checkout.submit();
  await clock.advance(500);
  goBack();
  shop.readFault = null;
  await clock.advance(CONSENT_MS - 1_000);
  expect(shop.cancels()).toHaveLength(0);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'checking', canSubmit: false });
  await clock.advance(LONG_MS);
  const [sent] = shop.payments();
  expect(shop.cancels()).toMatchObject([{ key: sent?.key }]);
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'error',
    notice: { type: 'shop-down', certain: false },
    canSubmit: true,
  });
  expect(await checkout.submit()).toMatchObject({ type: 'paid' });
  expect(shop.charges).toHaveLength(1);
  expect(shop.payments()[1]?.key).not.toBe(sent?.key);
});

test('while the shop does not retire the key, Pay stays shut, and it is asked again', async () => {
  const { checkout, shop, clock } = await readyWorld(tokens('tok_slow'));
  const goBack = shop.backUp();
  void checkout.submit();
  await clock.advance(5_000);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'checking', isAccepted: true });
  goBack();
  shop.cancelFault = () => problem('temporarily-unavailable');
  await clock.advance(LONG_MS);
  expect(shop.cancels().length).toBeGreaterThan(3);
  const forgotten = { status: 'checking', isAccepted: false, canSubmit: false };
  expect(checkout.getSnapshot()).toMatchObject(forgotten);
  shop.cancelFault = null;
  await clock.advance(LONG_MS);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'error', canSubmit: true });
});

test('a payment that is found again in time is waited for, and nothing is retired', async () => {
  const { checkout, shop, clock } = await readyWorld(tokens('tok_slow'));
  const goBack = shop.backUp();
  void checkout.submit();
  await clock.advance(5_000);
  const comeBack = shop.backUp();
  goBack();
  await clock.advance(20_000);
  comeBack();
  await clock.advance(LONG_MS);
  expect(shop.cancels()).toHaveLength(0);
  shop.decide('succeeded');
  await clock.advance(LONG_MS);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'paid' });
});

test('a page that is ahead of a shop that went back pays with the key that the shop has now', async () => {
  const { checkout, shop, clock } = await readyWorld(tokens('tok_ok'));
  const goBack = shop.backUp();
  for (let times = 0; times < 3; times += 1) {
    shop.expireKey();
    await checkout.refresh();
  }
  const ahead = checkout.getSnapshot().checkout?.revision ?? 0;
  goBack();
  shop.expireKey();
  const paying = checkout.submit();
  await clock.advance(LONG_MS);
  expect(await paying).toMatchObject({ type: 'paid' });
  expect(shop.payments()).toHaveLength(2);
  expect(shop.charges).toHaveLength(1);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'paid' });
  expect(checkout.getSnapshot().checkout?.revision).toBeLessThanOrEqual(ahead);
});
