// Each promise about presses is seen to break: two payments of one page, Pay offered too early, a
// key that changes or comes from nowhere, a payment without a fresh press, a page that should read.

import { expect, test } from 'vitest';
import { broken, pay, payUpToAnswer } from './histories.ts';
import { CHECKOUT, ShopDay } from './shop-day.ts';

function pressed(): ShopDay {
  const day = new ShopDay();
  day.open();
  day.press();
  return day;
}

test('two payments out at once break one-intent-per-page', () => {
  const day = pressed();
  day.send('tok_1');
  day.press();
  day.send('tok_2');
  expect(broken(day.history())).toContain('one-intent-per-page');
});

test('a repetition while the first is out breaks one-intent-per-page', () => {
  const day = pressed();
  day.send('tok_1');
  day.send('tok_1');
  expect(broken(day.history())).toEqual(['one-intent-per-page']);
});

test('a repetition after the first was given up breaks nothing', () => {
  const day = pressed();
  const exchange = day.send('tok_1');
  day.tell({ type: 'received', exchange, status: null });
  day.send('tok_1');
  day.wait(20_000);
  day.send('tok_1');
  expect(broken(day.history())).toEqual([]);
});

test('another payment before anything was heard breaks one-intent-per-page', () => {
  const day = pressed();
  day.tell({ type: 'received', exchange: day.send('tok_1'), status: null });
  day.press();
  day.send('tok_2');
  expect(broken(day.history())).toEqual(['one-intent-per-page']);
});

test('two payments of one press break one-intent-per-page', () => {
  const day = pressed();
  day.answer(day.send('tok_1'), 503, '{}');
  day.send('tok_2');
  expect(broken(day.history())).toEqual(['one-intent-per-page']);
});

test('another payment after a 201 that broke off on its way breaks nothing: it may have said anything', () => {
  for (const cut of [{ cut: true } as const, {}]) {
    const day = pressed();
    day.tell({ type: 'received', exchange: day.send('tok_1'), status: 201, ...cut });
    // What the shop has forgotten since.
    day.answer(day.send('tok_1'), 404, '{}');
    day.press();
    day.send('tok_2');
    const expected = 'cut' in cut ? [] : ['one-intent-per-page'];
    expect(broken(day.history())).toEqual(expected);
  }
});

test('another payment after a success that the database has forgotten breaks nothing', () => {
  const day = pressed();
  const sent = day.send('tok_1');
  day.answer(sent, 201, '{}');
  day.forget(1);
  day.begin();
  day.ask();
  day.show();
  day.press();
  day.send('tok_2');
  expect(broken(day.history())).not.toContain('one-intent-per-page');
});

test('another payment after one had succeeded breaks one-intent-per-page', () => {
  const day = new ShopDay();
  day.open();
  const sent = day.currentKey;
  pay(day);
  day.press();
  day.send('tok_2', 'p1', sent);
  expect(broken(day.history())).toEqual(['one-intent-per-page']);
});

test('Pay that is offered while the last is undecided breaks pay-offered-only-when-decided', () => {
  const day = pressed();
  day.tell({ type: 'received', exchange: day.send('tok_1'), status: null });
  day.show('p1', { status: 'error', notice: 'shop-down' });
  expect(broken(day.history())).toEqual(['pay-offered-only-when-decided']);
});

test('a new key or other bytes on a repetition break one-key-per-intent', () => {
  for (const how of ['key', 'body']) {
    const day = pressed();
    const old = day.currentKey;
    day.tell({ type: 'received', exchange: day.send('tok_1'), status: null });
    day.commit([day.seen({ key: day.newKey() })]);
    day.ask('p1', 'open');
    if (how === 'key') day.send('tok_1');
    else day.send('tok_1', 'p1', old, { value: 1, currency: 'EUR' });
    expect(broken(day.history())).toEqual(['one-key-per-intent']);
  }
});

test('a key that is renewed twice breaks one-key-per-intent', () => {
  const day = pressed();
  for (let round = 1; round <= 2; round += 1) {
    const old = day.currentKey;
    day.commit([day.seen({ key: day.newKey() })]);
    day.answer(day.send('tok_1', 'p1', old), 410, '{}');
    day.ask('p1', 'open');
  }
  day.send('tok_1');
  expect(broken(day.history())).toEqual(['one-key-per-intent']);
});

test('a key that no server gave to the page breaks keys-come-from-the-server', () => {
  const day = pressed();
  day.send('tok_1', 'p1', 'a-key-of-its-own');
  expect(broken(day.history())).toEqual(['keys-come-from-the-server']);
});

test('a payment long after its press, or without one, breaks page-sends-within-consent', () => {
  const late = pressed();
  late.wait(62_000);
  late.send('tok_1');
  expect(broken(late.history())).toEqual(['page-sends-within-consent']);
  const unasked = new ShopDay();
  unasked.open();
  unasked.send('tok_1');
  expect(broken(unasked.history())).toEqual(['page-sends-within-consent']);
});

test('a confirmation page that posts breaks confirmation-only-reads', () => {
  const day = new ShopDay();
  day.open('p1');
  pay(day);
  day.open('p2', 'confirmation');
  expect(broken(day.history())).toEqual([]);
  day.request('p2', 'POST', `/payonce/checkouts/${CHECKOUT}/cancel`, { key: 'k' });
  expect(broken(day.history())).toEqual(['confirmation-only-reads']);
});

test('a charge long after the press breaks no-charge-without-recent-press', () => {
  const day = pressed();
  day.send('tok_1');
  day.wait(100_000);
  day.claim('tok_1');
  day.wait(30_000);
  day.call('charge', `${CHECKOUT}.1.1`);
  day.charged('ch_1', `${CHECKOUT}.1.1`, 'tok_1');
  expect(broken(day.history())).toEqual(['no-charge-without-recent-press']);
});

test('what the network held of a request counts for nobody, but of the one that was claimed', () => {
  for (const when of ['before', 'after']) {
    const day = pressed();
    const exchange = day.send('tok_1');
    day.wait(100_000);
    if (when === 'before') day.arrive(exchange, 2);
    day.claim('tok_1');
    if (when === 'after') day.arrive(exchange, 2);
    day.wait(30_000);
    day.call('charge', `${CHECKOUT}.1.1`);
    day.charged('ch_1', `${CHECKOUT}.1.1`, 'tok_1');
    const isBroken = broken(day.history()).includes('no-charge-without-recent-press');
    expect([when, isBroken]).toEqual([when, when === 'after']);
  }
});

test('a charge call after the attempt’s consent breaks server-sends-within-consent', () => {
  const day = pressed();
  day.send('tok_1');
  day.claim('tok_1');
  day.wait(71_000);
  day.call('charge', `${CHECKOUT}.1.1`);
  expect(broken(day.history())).toEqual(['server-sends-within-consent']);
});

test('a key sent again after the consent of its first sending breaks its window', () => {
  const day = new ShopDay();
  day.open();
  payUpToAnswer(day, 'tok_1');
  day.wait(126_000);
  day.call('charge', `${CHECKOUT}.1.1`);
  expect(broken(day.history())).toContain('no-same-key-send-past-window');
});

test.each(['before', 'after'])(
  'a key that the database forgot %s it was sent is new to it, however late',
  (when) => {
    const day = pressed();
    day.send('tok_1');
    day.claim('tok_1');
    // Its server stood still with the claim in hand.
    if (when === 'before') day.forget(1);
    day.call('charge', `${CHECKOUT}.1.1`);
    if (when === 'after') day.forget(1);
    day.wait(126_000);
    day.claim('tok_2');
    day.call('charge', `${CHECKOUT}.1.1`);
    expect(broken(day.history())).not.toContain('no-same-key-send-past-window');
  },
);
