// What the shop is not blamed for, and only that: a forgotten call that comes after all care, or is
// not listed yet; a forgotten capture of another price, which goes back; rows that come back to
// life under a server that was started with them; a server that stood still with a request in its
// hand; a bank that charges a key once more.

import { expect, test } from 'vitest';
import { dayAt } from './days.ts';
import { broken, chargeRow, claimed, payUpToAnswer, settleWrites, takeBack } from './histories.ts';
import { CHECKOUT, key, PRICE, ShopDay } from './shop-day.ts';
import { chargeReading, goOn, inboxRow, takeOver } from './troubles.ts';

function sentToTheBank(): ShopDay {
  const day = claimed();
  day.hear(day.call('charge', key(1)), null);
  return day;
}

/** While the call is on its way. */
function forgottenOnItsWay(): ShopDay {
  const day = sentToTheBank();
  day.forget(1);
  return day;
}

const LATE = [
  ['within', 20_000, true],
  ['after', 30_000, false],
] as const;

test.each(LATE)('a forgotten call that comes %s all care', (_when, lateMs, isBlamed) => {
  const day = forgottenOnItsWay();
  day.show('p1', { saysNothingCharged: true });
  day.wait(lateMs);
  day.charged('ch_late', key(1), 'tok_1');
  expect(broken(day.history()).includes('nothing-charged-stays-true')).toBe(isBlamed);
  day.wait(15_000);
  day.commit([day.seen({ attempts: 1 })]);
  day.show();
  payUpToAnswer(day, 'tok_2');
  for (const promise of ['captured-once', 'one-gateway-key-per-attempt', 'no-call-after-paid']) {
    expect([promise, broken(day.history()).includes(promise)]).toEqual([promise, isBlamed]);
  }
});

test('what is sent anew after the loss is no call of before, however late it comes', () => {
  const day = forgottenOnItsWay();
  day.show('p1', { saysNothingCharged: true });
  day.wait(30_000);
  day.claim('tok_1');
  day.call('charge', key(1));
  day.charged('ch_1', key(1), 'tok_1');
  expect(broken(day.history())).toContain('nothing-charged-stays-true');
});

test.each([
  ['not listed yet', 1_000, false],
  ['listed', 15_000, true],
])('another number beside a forgotten charge that is %s', (_how, laterMs, isBlamed) => {
  const day = sentToTheBank();
  takeBack(day, 'not_sent');
  day.claim('tok_1');
  day.hear(day.call('charge', key(2)), 202);
  day.charged('ch_1', key(2), 'tok_1', 'pending');
  day.forget(3);
  day.wait(laterMs);
  day.claim('tok_1');
  day.call('charge', key(1));
  expect(broken(day.history()).includes('one-gateway-key-per-attempt')).toBe(isBlamed);
});

test.each([
  ['not listed yet', 1_000, null, false],
  ['listed', 15_000, null, true],
  ['not listed, and told of', 3_000, 'after', true],
  ['not listed, and told of in what was forgotten', 3_000, 'before', false],
])('a second charge beside a forgotten one that is %s', (_how, laterMs, told, isBlamed) => {
  const day = sentToTheBank();
  takeBack(day, 'not_sent');
  day.claim('tok_1');
  day.hear(day.call('charge', key(2)), 201);
  day.charged('ch_1', key(2), 'tok_1');
  const tell = () =>
    day.commit([inboxRow(day, 'evt_1', 'waiting', null, chargeReading(2, 'ch_1'))]);
  if (told === 'before') tell();
  day.forget(told === 'before' ? 4 : 3);
  if (told === 'after') tell();
  day.wait(laterMs);
  day.claim('tok_2');
  day.call('charge', key(1));
  day.charged('ch_2', key(1), 'tok_2');
  for (const promise of ['captured-once', 'one-gateway-key-per-attempt']) {
    expect([promise, broken(day.history()).includes(promise)]).toEqual([promise, isBlamed]);
  }
});

test.each([
  ['on its way', 'tok_1', false],
  ['made anew', 'tok_3', true],
])('another number beside a forgotten charge that is %s', (_how, token, isBlamed) => {
  const day = sentToTheBank();
  takeBack(day, 'not_sent');
  day.claim('tok_1');
  day.hear(day.call('charge', key(2)), null);
  day.forget(3);
  day.claim('tok_2');
  day.hear(day.call('charge', key(1)), 201);
  day.charged('ch_1', key(1), 'tok_2');
  if (token === 'tok_3') {
    day.claim(token);
    day.call('charge', key(2));
  }
  day.charged('ch_2', key(2), token);
  for (const promise of ['captured-once', 'one-gateway-key-per-attempt']) {
    expect([promise, broken(day.history()).includes(promise)]).toEqual([promise, isBlamed]);
  }
});

const CHEAPER = { value: 999, currency: 'EUR' };

test.each([
  ['of another price', CHEAPER, 'forgotten', PRICE.value, false],
  ['of the same price', PRICE, 'forgotten', PRICE.value, true],
  ['of another price, given back in part', CHEAPER, 'forgotten', 100, true],
  ['of another price, in the rows', CHEAPER, 'known', PRICE.value, true],
] as const)('a payment after a forgotten capture %s', (_how, amount, how, back, isBlamed) => {
  const day = sentToTheBank();
  day.charged('ch_1', key(1), 'tok_1');
  if (how === 'forgotten') {
    day.forget(1);
    day.claim('tok_2');
  }
  day.commit([chargeRow('ch_1', 1, false, { refunded_value: back })]);
  takeBack(day, 'not_sent');
  day.commit([day.seen({ amount_value: amount.value })]);
  day.claim('tok_3');
  day.call('charge', key(2), { amount });
  day.charged('ch_2', key(2), 'tok_3', 'captured', amount);
  for (const promise of ['captured-once', 'one-gateway-key-per-attempt', 'no-call-after-paid']) {
    expect([promise, broken(day.history()).includes(promise)]).toEqual([promise, isBlamed]);
  }
});

test.each([
  ['with them', ['started'], false],
  ['before', [], true],
] as const)(
  'rows that come back to life under a server that was started %s',
  (_, whats, isBlamed) => {
    const day = sentToTheBank();
    takeBack(day, 'not_sent');
    day.show('p1', { saysNothingCharged: true });
    day.forget(1);
    for (const what of whats) day.tell({ type: 'server', server: 's1', what });
    day.wait(15_000);
    takeOver(day);
    day.tell({ type: 'ledger', fact: { type: 'key-canceled', key: key(1) } });
    goOn(day, 'tok_1', 's1');
    day.call('charge', key(1, 2), { server: 's1' });
    day.charged('ch_1', key(1, 2), 'tok_1');
    expect(broken(day.history()).includes('nothing-charged-stays-true')).toBe(isBlamed);
  },
);

test.each([
  ['standing still', 's0', false],
  ['another server stands still', 's1', true],
])('consent while a request lies at a server, %s', (_how, server, isBlamed) => {
  const day = new ShopDay();
  day.open();
  day.press();
  day.wait(59_000);
  day.send('tok_1');
  day.tell({ type: 'server', server, what: 'paused' });
  day.wait(30_000);
  day.tell({ type: 'server', server, what: 'resumed' });
  day.claim('tok_1');
  day.wait(59_000);
  day.call('charge', key(1));
  day.charged('ch_1', key(1), 'tok_1');
  expect(broken(day.history()).includes('no-charge-without-recent-press')).toBe(isBlamed);
});

test('a voided leg succeeds only if its bank forgot the key', () => {
  for (const charge of ['ch_tok_1', 'ch_again']) {
    const day = dayAt();
    payUpToAnswer(day, 'tok_1', 'declined');
    const place = { checkout_id: CHECKOUT, ordinal: 1, leg: 1 };
    day.commit([day.seen(), { table: 'legs', row: { ...place, state: 'voided' } }]);
    if (charge === 'ch_again') day.charged(charge, key(1), 'tok_1');
    day.commit(settleWrites(day, 'succeeded', charge));
    const isBroken = broken(day.history()).includes('states-only-move-forward');
    expect([charge, isBroken]).toEqual([charge, charge === 'ch_tok_1']);
  }
});
