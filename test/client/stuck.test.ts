// What once was shown for ever: pages of a shop that went back in time, and of carts that are gone.

import { expect, test } from 'vitest';
import { createCheckout } from '../../src/client/create-checkout.ts';
import { readCheckout } from '../../src/client/read-checkout.ts';
import { NOTHING_KNOWN } from '../../src/client/facts.ts';
import { transition } from '../../src/client/transition.ts';
import { json, problem } from './answers.ts';
import { everyTime } from './fault.ts';
import { gaveUp, OPEN, picture } from './press-facts.ts';
import { API, createWorld, readyWorld, tokens, type World } from './world.ts';

const DAY_MS = 24 * 3_600_000;
const OPTIONS = { api: '/payonce', cartId: 'cart_1' };

/** In doubt, then parked: two revisions more. */
function park({ shop }: Pick<World, 'shop'>): void {
  shop.liveStatus('unknown');
  shop.liveStatus('processing');
}

test('a payment that was told as accepted is seen as paid at a lower revision', async () => {
  const world = await readyWorld(tokens('tok_slow'));
  const goBack = world.shop.backUp();
  void world.checkout.submit();
  await world.clock.advance(1_000);
  park(world);
  await world.clock.advance(5_000);
  expect(world.checkout.getSnapshot().checkout).toMatchObject({
    status: 'processing',
    revision: 5,
  });
  goBack();
  // As reconciliation takes the charge in: at revision 4.
  world.shop.payElsewhere('tok_ok');
  await world.clock.advance(DAY_MS);
  expect(world.checkout.getSnapshot().status).toBe('paid');
});

test('a press that was told that all is paid sees it, though what it showed is of later', async () => {
  const { checkout, shop, clock, ports } = await readyWorld(
    tokens('tok_declined', 'tok_declined', 'tok_ok'),
  );
  const goBack = shop.backUp();
  for (let times = 0; times < 2; times += 1) {
    void checkout.submit();
    await clock.advance(2_000);
  }
  goBack();
  // In another tab.
  shop.payElsewhere('tok_ok');
  const paying = checkout.submit();
  await clock.advance(DAY_MS);
  expect(await paying).toMatchObject({ type: 'paid' });
  expect(checkout.getSnapshot().status).toBe('paid');
  checkout.dispose();
  const next = createCheckout(ports, OPTIONS);
  next.start();
  await clock.advance(DAY_MS);
  expect(next.getSnapshot().status).toBe('paid');
});

test.each([
  ['tok_ok', 'paid'],
  ['tok_action', 'action'],
])('%s under the key that is shown is %s, though at a lower revision', async (token, status) => {
  const world = createWorld();
  // What the page saw before the shop forgot it: two claims that were given back.
  let ahead = 4;
  const fetch = async (request: Request): Promise<Response> => {
    const response = await world.shop.fetch(request);
    if (response.status !== 200) return response;
    const body = (await response.json()) as { revision: number };
    return json(200, { ...body, revision: body.revision + ahead });
  };
  const checkout = createCheckout({ ...world.ports, fetch }, OPTIONS);
  checkout.attachMethod(tokens(token));
  checkout.start();
  await world.rest();
  ahead = 0;
  void checkout.submit();
  await world.clock.advance(DAY_MS);
  expect(checkout.getSnapshot().status).toBe(status);
});

const PAGES = ['widget', 'confirmation'] as const;

function openPage(world: World, kind: (typeof PAGES)[number]) {
  if (kind === 'widget') return world.open();
  const reader = readCheckout(world.ports, { api: '/payonce', checkoutId: 'chk_1' });
  reader.start();
  return reader;
}

/** A page that was opened while a payment of an earlier one waits; `goBack` is to before that. */
async function pageOfALivePayment(kind: (typeof PAGES)[number], token: string) {
  const world = createWorld();
  const first = world.open(tokens(token));
  await world.rest();
  const goBack = world.shop.backUp();
  void first.submit();
  await world.rest();
  park(world);
  first.dispose();
  world.reload();
  const page = openPage(world, kind);
  await world.rest();
  return { world, page, goBack };
}

test.each(PAGES)(
  'a %s tells of a payment that the shop forgot, and finds it again',
  async (kind) => {
    const { world, page, goBack } = await pageOfALivePayment(kind, 'tok_slow');
    expect(page.getSnapshot()).toMatchObject({ status: 'checking', isAccepted: true });
    goBack();
    await world.clock.advance(60_000);
    const notice = { type: 'shop-down', certain: false };
    expect(page.getSnapshot()).toMatchObject({ status: 'error', notice, isAccepted: false });
    expect(page.getSnapshot().canSubmit).toBe(kind === 'widget');
    world.shop.payElsewhere('tok_slow');
    await world.clock.advance(120_000);
    expect(page.getSnapshot()).toMatchObject({ status: 'checking', notice: null });
    world.shop.decide('succeeded');
    await world.clock.advance(DAY_MS);
    expect(page.getSnapshot()).toMatchObject({ status: 'paid', notice: null });
  },
);

test.each(PAGES)('a %s sees a payment that went back paid at a lower revision', async (kind) => {
  const { world, page, goBack } = await pageOfALivePayment(kind, 'tok_slow');
  goBack();
  world.shop.payElsewhere('tok_ok');
  await world.clock.advance(DAY_MS);
  expect(page.getSnapshot().status).toBe('paid');
});

test('a widget at rest that is ahead of the shop shows what the shop has once it asks', async () => {
  const { checkout, shop, clock, page } = await readyWorld(tokens('tok_declined', 'tok_ok'));
  const goBack = shop.backUp();
  void checkout.submit();
  await clock.advance(2_000);
  expect(checkout.getSnapshot().status).toBe('declined');
  goBack();
  page.wake('focus');
  await clock.advance(5_000);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'ready', notice: null });
  expect(await checkout.submit()).toMatchObject({ type: 'paid' });
});

/** From `gone` on nothing can be opened: the shop let go of the cart, or it was emptied. */
function withoutCart(world: World) {
  const cart = { gone: false };
  const fetch = (request: Request): Promise<Response> => {
    const isOpening = request.method === 'POST' && request.url === `${API}/checkouts`;
    if (cart.gone && isOpening) return Promise.resolve(problem('checkout-not-found'));
    return world.shop.fetch(request);
  };
  return { cart, ports: { ...world.ports, fetch } };
}

test.each([
  ['its own', 'tok_slow'],
  ["another tab's", 'tok_action'],
])('%s payment was declined, and its cart is gone when the page asks', async (whose, token) => {
  const world = createWorld();
  const { cart, ports } = withoutCart(world);
  const page = createCheckout(ports, OPTIONS);
  page.attachMethod(tokens(token));
  page.start();
  await world.rest();
  if (whose === 'its own') void page.submit();
  else world.shop.payElsewhere(token);
  await page.refresh();
  await world.clock.advance(30_000);
  world.shop.decide('declined');
  world.shop.expireKey();
  cart.gone = true;
  const ended = { status: 'expired', payment: { status: 'declined' } };
  expect(world.shop.checkout()).toMatchObject(ended);
  await world.clock.advance(DAY_MS);
  expect(page.getSnapshot()).toMatchObject({ status: 'expired', isAccepted: false });
});

test('a press that never arrived is over when its cart was emptied meanwhile', async () => {
  const world = createWorld();
  const { cart, ports } = withoutCart(world);
  const page = createCheckout(ports, OPTIONS);
  page.attachMethod(tokens('tok_ok'));
  page.start();
  await world.rest();
  world.shop.faults = everyTime('request-lost');
  world.shop.readFault = () => new Response(null, { status: 502 });
  void page.submit();
  await world.clock.advance(30_000);
  world.shop.expireKey();
  cart.gone = true;
  world.shop.readFault = null;
  await world.clock.advance(DAY_MS);
  expect(page.getSnapshot()).toMatchObject({ status: 'expired' });
});

test.each([
  ['shop-down', () => new Response(null, { status: 503 })],
  ['too-many-attempts', () => problem('too-many-checkouts', {}, '30')],
])('%s of a press that sent nothing is over with the next answer', async (type, fault) => {
  const { checkout, shop, page, clock } = await readyWorld();
  shop.readFault = fault;
  page.wake('focus');
  await clock.advance(0);
  const result = checkout.submit();
  await clock.advance(0);
  expect(await result).toMatchObject({ type: 'not-sent', reason: 'shop-unreachable' });
  expect(checkout.getSnapshot()).toMatchObject({ status: 'error', notice: { type } });
  shop.readFault = null;
  await clock.advance(DAY_MS);
  page.wake('focus');
  await clock.advance(1_000);
  expect(checkout.getSnapshot()).toMatchObject({ status: 'ready', notice: null });
});

test('"nothing was charged" is not said while the key that was sent is the one to pay with', () => {
  const kept = gaveUp({ type: 'not-charged', retryAfter: null });
  if (kept.hold.type !== 'kept') throw new Error('not kept');
  const { press } = kept.hold;
  const expired = { ...OPEN, status: 'expired', idempotencyKey: null, revision: 2 } as const;
  const retired = transition(kept, { type: 'retired', press, checkout: expired });
  // The database has lost that.
  expect(picture(retired, {}).notice).toEqual({ type: 'shop-down', certain: false });
  expect(picture(retired, { idempotencyKey: 'key-2' }).notice).toMatchObject({ certain: true });
});

test('a live payment that is gone at the same revision is lost, and one at a later is taken back', () => {
  const live = { status: 'processing', idempotencyKey: null, revision: 5 } as const;
  const shown = picture(NOTHING_KNOWN, live);
  const lost = picture(shown, { revision: 5 });
  expect(lost).toMatchObject({ isLost: true, notice: { type: 'shop-down', certain: false } });
  expect(picture(lost, live)).toMatchObject({ isLost: false, notice: null });
  expect(picture(shown, { revision: 6 })).toMatchObject({ isLost: false, notice: null });
});

test('what a cancel brings was asked for when it was sent, and not when it was answered', () => {
  const kept = gaveUp();
  if (kept.hold.type !== 'kept') throw new Error('not kept');
  const { press } = kept.hold;
  const shown = picture(kept, { status: 'processing', idempotencyKey: null, revision: 7 });
  const suspect = picture(shown, { revision: 5 });
  expect([suspect.checkout?.revision, suspect.suspectStep]).toEqual([7, suspect.step]);
  const checkout = { ...OPEN, revision: 6, idempotencyKey: 'key-2' };
  const canceled = { type: 'canceled', press, checkout } as const;
  expect(transition(suspect, { ...canceled, askedAtStep: kept.step }).hold.type).toBe('kept');
  expect(transition(suspect, { ...canceled, askedAtStep: suspect.step }).hold.type).toBe('free');
});
