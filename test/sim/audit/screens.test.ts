// Each promise about what people read is seen to break: a success without a capture, a decline that
// charges, "nothing was charged" that is not so, pictures that go back or never were.

import { expect, test } from 'vitest';
import { dayAt } from './days.ts';
import {
  answerBody,
  beDeclined,
  broken,
  end,
  pay,
  payUpToAnswer,
  recordSurplus,
  settleWrites,
} from './histories.ts';
import { key, paymentId, PRICE } from './shop-day.ts';

test('thanks before the bank has captured break success-means-captured', () => {
  const day = dayAt();
  payUpToAnswer(day, 'tok_1', 'pending');
  day.show('p1', { status: 'paid' });
  expect(broken(day.history())).toContain('success-means-captured');
});

test('thanks for another amount than was captured break success-means-captured', () => {
  const day = dayAt();
  pay(day);
  const payment = { id: paymentId(1), status: 'succeeded', amount: PRICE, refunds: [] };
  const amount = { value: 1, currency: 'EUR' };
  day.show('p1', { payment: { ...payment, amount } });
  expect(broken(day.history())).toContain('success-means-captured');
});

test('a complete event or a paid result without a capture breaks success-means-captured', () => {
  for (const how of ['event', 'result']) {
    const day = dayAt();
    const page = 'p1';
    if (how === 'result') day.tell({ type: 'submit-ended', page, pressN: null, result: 'paid' });
    else day.tell({ type: 'widget-event', page, name: 'complete', paymentId: paymentId(1) });
    expect(broken(day.history())).toEqual(['success-means-captured']);
  }
});

test('a decline after which the payment is captured breaks both promises about declines', () => {
  const day = dayAt();
  payUpToAnswer(day, 'tok_1');
  const payment = { id: paymentId(1), status: 'declined', amount: PRICE, refunds: [] };
  day.show('p1', { status: 'declined', payment });
  const names = broken(end(day, []));
  expect(names).toContain('decline-means-never-captured');
  expect(names).toContain('declined-attempt-never-captured');
});

test('a capture after a decline that is given back breaks the layer promise alone', () => {
  const day = dayAt();
  payUpToAnswer(day, 'tok_1');
  const payment = { id: paymentId(1), status: 'declined', amount: PRICE, refunds: [] };
  day.show('p1', { status: 'declined', payment });
  const id = recordSurplus(day, 'ch_tok_1');
  day.tell({
    type: 'ledger',
    fact: {
      type: 'refunded',
      refund: { id: 're_1', key: id, charge: 'ch_tok_1', amount: PRICE, status: 'succeeded' },
    },
  });
  const names = broken(end(day, []));
  expect(names).toContain('declined-attempt-never-captured');
  expect(names).not.toContain('decline-means-never-captured');
});

test('what a forgotten press took is not held against the decline of the one with its number', () => {
  const day = dayAt();
  payUpToAnswer(day, 'tok_1');
  day.forget(1);
  day.press();
  const exchange = day.send('tok_2');
  day.claim('tok_2');
  day.commit(settleWrites(day, 'declined', 'ch_tok_1'));
  day.answer(exchange, 402, answerBody('declined', 1));
  day.show();
  const names = broken(end(day, []));
  expect(names).not.toContain('declined-attempt-never-captured');
  // The money itself is held against it, as nobody gave it back.
  expect(names).toContain('decline-means-never-captured');
});

test('a capture from outside after a decline, kept in the end, breaks the promise to people', () => {
  const day = dayAt();
  beDeclined(day);
  day.charged('ch_late', key(1), 'tok_1');
  const names = broken(end(day));
  expect(names).toContain('decline-means-never-captured');
  expect(names).not.toContain('declined-attempt-never-captured');
});

test('nor does one after a decline that the database forgot, as nobody can know of that', () => {
  const day = dayAt();
  const exchange = payUpToAnswer(day, 'tok_1', 'declined');
  day.commit(settleWrites(day, 'declined', 'ch_tok_1'));
  day.answer(exchange, 402, answerBody('declined', 1));
  day.show();
  day.forget(1);
  day.charged('ch_late', key(1), 'tok_1');
  expect(broken(end(day, []))).not.toContain('decline-means-never-captured');
});

test('"nothing was charged" of what was charged breaks nothing-charged-said-truly', () => {
  const day = dayAt();
  payUpToAnswer(day, 'tok_1');
  day.show('p1', { status: 'error', notice: 'shop-down', saysNothingCharged: true });
  const names = broken(day.history());
  expect(names).toContain('nothing-charged-said-truly');
  expect(names).not.toContain('nothing-charged-stays-true');
});

test('"nothing was charged" of what is charged later breaks nothing-charged-stays-true', () => {
  const day = dayAt();
  day.press();
  day.send('tok_1');
  day.show('p1', { status: 'error', notice: 'shop-down', saysNothingCharged: true });
  day.claim('tok_1');
  day.call('charge', key(1));
  day.charged('ch_tok_1', key(1), 'tok_1');
  const names = broken(day.history());
  expect(names).toContain('nothing-charged-stays-true');
  expect(names).not.toContain('nothing-charged-said-truly');
});

test('"nothing was charged" of another page’s payment breaks nothing', () => {
  const day = dayAt('p2');
  day.open('p1');
  pay(day);
  day.show('p2', { status: 'error', notice: 'shop-down', saysNothingCharged: true });
  expect(broken(day.history())).toEqual([]);
});

test('an older picture after a newer one breaks page-never-goes-back', () => {
  const day = dayAt();
  const old = day.picture();
  beDeclined(day);
  day.show('p1', old);
  expect(broken(day.history())).toEqual(['page-never-goes-back']);
});

test('a page may go back with the database, and no further', () => {
  const day = dayAt();
  const first = day.picture();
  day.commit([day.seen()]);
  const old = day.picture();
  day.commit([day.seen()]);
  day.commit([day.seen()]);
  day.ask();
  day.show();
  day.forget(2);
  day.show('p1', old);
  expect(broken(day.history())).not.toContain('page-never-goes-back');
  day.show('p1', first);
  expect(broken(day.history())).toContain('page-never-goes-back');
});

test('a picture that never stood in a row breaks picture-was-true', () => {
  for (const patch of [{ revision: 7 }, { checkoutStatus: 'processing', status: 'checking' }]) {
    const day = dayAt();
    day.show('p1', patch);
    expect(broken(day.history())).toContain('picture-was-true');
  }
});

test('a verdict that the server did not give breaks screen-follows-picture', () => {
  for (const status of ['declined', 'expired', 'action', 'processing']) {
    const day = dayAt();
    day.show('p1', { status });
    expect(broken(day.history())).toEqual(['screen-follows-picture']);
  }
});
