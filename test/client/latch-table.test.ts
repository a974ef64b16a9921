// After which answers the latch opens, after which it stays shut, and after which it is over: one
// row for each.

import { expect, test } from 'vitest';
import { deferred } from '../../src/client/deferred.ts';
import type { TokenizeResult } from '../../src/client/ports.ts';
import { json, problem } from './answers.ts';
import { everyTime, type Fault } from './fault.ts';
import { readyWorld } from './world.ts';

const RELEASING: readonly [string, () => Response][] = [
  ['400 idempotency-key-missing', () => problem('idempotency-key-missing')],
  ['400 request-invalid', () => problem('request-invalid')],
  ['400 without a body', () => new Response(null, { status: 400 })],
  ['401 not-signed-in', () => problem('not-signed-in')],
  ['404 checkout-not-found', () => problem('checkout-not-found')],
  ['410 idempotency-key-expired', () => problem('idempotency-key-expired')],
  ['413 body-too-large', () => problem('body-too-large')],
  ['413 of a proxy', () => new Response('<h1>413</h1>', { status: 413 })],
  ['415 media-type-unsupported', () => problem('media-type-unsupported')],
  ['409 quote-changed', () => problem('quote-changed')],
];

test.each(RELEASING)('%s opens the latch once the picture is read', async (_name, answer) => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = everyTime(answer);
  const first = checkout.submit();
  await clock.advance(4_000);
  await first;
  expect(checkout.getSnapshot()).toMatchObject({ canSubmit: true });

  shop.faults = [];
  const second = checkout.submit();
  expect(second).not.toBe(first);
  await clock.advance(0);
  expect(await second).toMatchObject({ type: 'paid' });
  expect(shop.charges).toHaveLength(1);
});

test.each(RELEASING)(
  '%s leaves the latch shut while the picture cannot be read',
  async (_name, answer) => {
    const { checkout, shop, clock } = await readyWorld();
    shop.faults = everyTime(answer);
    shop.readFault = () => new Response(null, { status: 500 });
    checkout.submit().catch(() => undefined);
    await clock.advance(1_500);
    expect(checkout.getSnapshot().canSubmit).toBe(false);
    expect(shop.payments()).toHaveLength(1);
  },
);

const KEEPING: readonly [string, () => Response][] = [
  ['202 processing', () => json(202, pending('processing'))],
  ['202 unknown', () => json(202, pending('unknown'))],
  ['202 that does not parse', () => json(202, {})],
  ['201 that does not parse', () => json(201, { status: 'succeeded' })],
  ['201 of a payment that has not succeeded', () => json(201, pending('processing'))],
  ['200', () => json(200, pending('succeeded'))],
  ['409 payment-in-flight', () => problem('payment-in-flight', {}, '1')],
  ['409 without a body', () => new Response(null, { status: 409 })],
  ['409 quote-changed that does not parse', () => problem('quote-changed', { checkout: {} })],
  ['429 too-many-attempts', () => problem('too-many-attempts', {}, '3')],
  ['500 of a proxy', () => new Response('<h1>Oops</h1>', { status: 500 })],
  ['502', () => new Response(null, { status: 502 })],
  ['503 bank-unavailable', () => problem('bank-unavailable', {}, '3')],
  ['503 temporarily-unavailable', () => problem('temporarily-unavailable', {}, '3')],
  ['403 of a proxy', () => new Response('<h1>Forbidden</h1>', { status: 403 })],
];

test.each(KEEPING)('%s keeps the latch', async (_name, answer) => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = everyTime(answer);
  const first = checkout.submit();
  await clock.advance(2_000);
  expect(checkout.getSnapshot().canSubmit).toBe(false);
  expect(checkout.submit()).toBe(first);
});

test('422 keeps the latch until the picture is read', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = everyTime(() => problem('idempotency-key-reused'));
  shop.readFault = () => new Response(null, { status: 500 });
  const first = checkout.submit();
  await clock.advance(60_000);
  expect(checkout.submit()).toBe(first);
  expect(shop.payments()).toHaveLength(1);
});

test('422 because another tab pays follows that payment and never sends again', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.payElsewhere('tok_slow');
  const result = checkout.submit();
  await clock.advance(1_000);
  expect(await result).toMatchObject({ type: 'pending' });
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'checking',
    notice: { type: 'other-tab' },
    canSubmit: false,
  });
  shop.decide('succeeded');
  await clock.advance(6_000);
  expect(checkout.getSnapshot().status).toBe('paid');
  expect(shop.payments()).toHaveLength(1);
});

test.each([
  ['before its own answer', 'tok_declined'],
  ['after it', 'tok_slow'],
])('the decline of another tab is told as such, %s, and Pay is open', async (_when, token) => {
  const { checkout, shop, clock, rest } = await readyWorld();
  shop.payElsewhere(token);
  const result = checkout.submit();
  await clock.advance(1_000);
  const isDecided = token === 'tok_declined';
  expect(await result).toMatchObject({ type: isDecided ? 'unavailable' : 'pending' });
  if (!isDecided) shop.decide('declined');
  await clock.advance(6_000);
  expect(checkout.getSnapshot()).toMatchObject({
    status: 'declined',
    notice: { type: 'other-payment-declined' },
    canSubmit: true,
  });
  const again = checkout.submit();
  await rest();
  expect(await again).toMatchObject({ type: 'paid' });
  expect(checkout.getSnapshot().notice).toBeNull();
});

async function pressedBeforeTheCardIsRead() {
  const world = await readyWorld();
  const card = deferred<TokenizeResult>();
  const checkout = world.open({ tokenize: () => card.promise });
  await world.rest();
  return { ...world, checkout, card, result: checkout.submit() };
}

test('a press that sent nothing is not told the decline of another tab', async () => {
  const { checkout, shop, page, clock, card, result } = await pressedBeforeTheCardIsRead();
  shop.payElsewhere('tok_slow');
  page.wake('focus');
  await clock.advance(3_000);
  expect(checkout.getSnapshot().notice).toEqual({ type: 'other-tab' });
  shop.decide('declined');
  await clock.advance(6_000);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'declined', canSubmit: true });
  card.resolve({ type: 'token', token: 'tok_ok', method: { type: 'card' } });
  expect(await result).toMatchObject({ type: 'unavailable', certain: false });
  expect(shop.payments()).toEqual([]);
});

test.each<[string, Fault | null, object]>([
  ['never answered', 'request-lost', { type: 'unavailable', certain: false }],
  ['proven to charge nothing', () => problem('bank-unavailable'), { certain: true }],
  ['refused', () => problem('request-invalid'), { type: 'refused', code: 'request-invalid' }],
  ['declined as well', null, { type: 'declined', payment: { id: 'pay_2' } }],
])(
  'a decline that is pictured after the click is not that of a press %s',
  async (_how, fault, end) => {
    const { checkout, shop, page, clock, card, result } = await pressedBeforeTheCardIsRead();
    shop.payElsewhere('tok_declined');
    page.wake('focus');
    await clock.advance(1_000);
    expect(checkout.getSnapshot().checkout?.payment).toMatchObject({ id: 'pay_1' });
    if (fault !== null) shop.faults = everyTime(fault);
    card.resolve({ type: 'token', token: 'tok_declined', method: { type: 'card' } });
    await clock.advance(70_000);
    expect(await result).toMatchObject(end);
  },
);

test('a press that was refused is not told the decline of another that came after it', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = [
    () => {
      shop.payElsewhere('tok_declined');
      return problem('request-invalid');
    },
  ];
  const result = checkout.submit();
  await clock.advance(4_000);
  expect(await result).toMatchObject({ type: 'refused', code: 'request-invalid' });
  expect(checkout.getSnapshot()).toMatchObject({ status: 'error', notice: { type: 'refused' } });
});

test('that another payment was declined is said only where Pay is open', async () => {
  const { checkout, shop, page, clock } = await readyWorld();
  shop.payElsewhere('tok_declined');
  void checkout.submit();
  await clock.advance(1_000);
  expect(checkout.getSnapshot().notice).toEqual({ type: 'other-payment-declined' });
  page.go(false);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'offline', notice: null });
  page.go(true);
  await clock.advance(1_000);
  expect(checkout.getSnapshot().notice).toEqual({ type: 'other-payment-declined' });
});

test('a refusal that this client does not know says nothing of another tab', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = [() => problem('idempotency-key-reused', { code: 'not-known-yet' })];
  shop.payElsewhere('tok_slow');
  void checkout.submit();
  await clock.advance(3_000);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'checking', notice: null });
  shop.decide('declined');
  await clock.advance(6_000);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'declined', notice: null });
});

test('a closed connection keeps the latch for as long as nothing can be read', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.faults = everyTime('request-lost');
  shop.readFault = () => new Response(null, { status: 503 });
  const first = checkout.submit();
  await clock.advance(3_600_000);
  expect(checkout.submit()).toBe(first);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'checking', canSubmit: false });
});

test('201 ends it for this cart, on every instance and for good', async () => {
  const world = await readyWorld();
  const first = world.checkout.submit();
  await world.clock.advance(0);
  const later = world.open();
  await world.rest();
  expect(later.getSnapshot()).toMatchObject({ status: 'paid', canSubmit: false });
  expect(later.submit()).toBe(first);
  expect(world.shop.payments()).toHaveLength(1);
});

test('already-paid ends it for this cart and shows the payment', async () => {
  const { checkout, shop, clock } = await readyWorld();
  shop.payElsewhere('tok_ok');
  shop.faults = [() => problem('already-paid')];
  const first = checkout.submit();
  await clock.advance(0);
  expect(await first).toMatchObject({ type: 'paid' });
  expect(checkout.getSnapshot()).toMatchObject({ status: 'paid', canSubmit: false });
  expect(checkout.submit()).toBe(first);
});

function pending(status: string): object {
  return {
    id: 'pay_9',
    status,
    amount: { value: 4200, currency: 'EUR' },
    method: { type: 'card' },
    refunds: [],
    createdAt: '2026-01-01T00:00:00.000Z',
  };
}
