// Each promise about rows, answers, messages, events and secrets is seen to break.

import { expect, test } from 'vitest';
import { attempt, paidDay } from './days.ts';
import {
  bankRefunds,
  beDeclined,
  broken,
  deliver,
  end,
  eventRow,
  payUpToAnswer,
  settleWrites,
} from './histories.ts';
import { key, PRICE, ShopDay } from './shop-day.ts';

test('a payment or refund that is told and was not made breaks told-only-what-is-so', () => {
  for (const type of ['paid', 'refunded']) {
    const day = new ShopDay();
    day.open();
    beDeclined(day);
    day.commit([eventRow(day, `evt_${type}`, type)]);
    deliver(day, `evt_${type}`, type);
    expect(broken(day.history())).toEqual(['told-only-what-is-so']);
  }
});

test('a payment that is told under two ids breaks paid-has-one-id', () => {
  const day = paidDay();
  day.commit([eventRow(day, 'evt_paid_2', 'paid')]);
  deliver(day, 'evt_paid_2', 'paid');
  expect(broken(day.history())).toEqual(['paid-has-one-id']);
});

test('a payment is told under another id once all of the first is told to have gone back', () => {
  for (const backValue of [PRICE.value, PRICE.value - 1, null]) {
    const day = paidDay();
    if (backValue !== null) bankRefunds(day, 'ref_1', 'ch_tok_1', backValue);
    day.commit([eventRow(day, 'evt_refunded_1', 'refunded'), eventRow(day, 'evt_paid_2', 'paid')]);
    deliver(day, 'evt_refunded_1', 'refunded');
    deliver(day, 'evt_paid_2', 'paid');
    const isTwice = broken(day.history()).includes('paid-has-one-id');
    expect(isTwice).toBe(backValue !== PRICE.value);
  }
});

test('"succeeded" before the bank has captured breaks paid-answer-means-captured', () => {
  const day = new ShopDay();
  day.open();
  const exchange = payUpToAnswer(day, 'tok_1', 'pending');
  day.answer(exchange, 201, '{}');
  expect(broken(day.history())).toEqual(['paid-answer-means-captured']);
});

test('"declined" of what is captured and kept breaks declined-answer-means-unpaid', () => {
  for (const token of ['tok_1', 'tok_2']) {
    const day = new ShopDay();
    day.open();
    beDeclined(day, 'tok_1');
    day.charged('ch_late', key(2), token);
    const isBroken = broken(end(day, [])).includes('declined-answer-means-unpaid');
    expect(isBroken).toBe(token === 'tok_1');
  }
});

test('a decline by the bank of what it never charged breaks declined-by-its-own-charge', () => {
  const answered = (token: string, declineCode: string) => {
    const day = new ShopDay();
    day.open();
    payUpToAnswer(day, 'tok_1', 'declined');
    const exchange = day.send(token);
    day.answer(exchange, 402, JSON.stringify({ code: 'declined', declineCode }));
    return broken(end(day, [])).includes('declined-by-its-own-charge');
  };
  expect(answered('tok_1', 'generic_decline')).toBe(false);
  expect(answered('tok_2', 'generic_decline')).toBe(true);
  for (const shops of ['not_completed', 'amount_mismatch', 'token_invalid']) {
    expect(answered('tok_2', shops)).toBe(false);
  }
});

test('a second event told before the first was taken breaks each-event-told-in-order', () => {
  const day = paidDay();
  day.commit([eventRow(day, 'evt_a', 'needs_attention'), eventRow(day, 'evt_b', 'reversed')]);
  deliver(day, 'evt_b', 'reversed');
  expect(broken(day.history())).toEqual(['each-event-told-in-order']);
});

test('a payment that nobody is told of breaks paid-is-announced', () => {
  const day = new ShopDay();
  day.open();
  payUpToAnswer(day, 'tok_1');
  day.commit(settleWrites(day, 'succeeded', 'ch_tok_1').filter(({ table }) => table !== 'outbox'));
  expect(broken(day.history())).toEqual(['paid-is-announced']);
});

test('a card number that is sent, answered, stored or complained of breaks no-card-number-anywhere', () => {
  const number = '4242424242424242';
  const sent = new ShopDay();
  sent.open();
  sent.press();
  sent.send(number);
  expect(broken(sent.history())).toEqual(['no-card-number-anywhere']);
  const stored = paidDay();
  stored.commit([attempt({ message: `declined: 4000000000000002` })]);
  expect(broken(stored.history())).toContain('no-card-number-anywhere');
  const answered = paidDay();
  answered.answer(answered.request('p1', 'GET', '/payonce/x'), 200, `"${number}"`);
  expect(broken(answered.history())).toEqual(['no-card-number-anywhere']);
  const complained = paidDay();
  const message = `no such card: ${number}`;
  complained.tell({ type: 'error-told', server: 's0', where: 'sweep', message });
  expect(broken(complained.history())).toEqual(['no-card-number-anywhere']);
});

test('a time with many digits is no card number', () => {
  const day = paidDay();
  day.commit([attempt({ message: 'at 1754000000000000 of 400000000000' })]);
  expect(broken(day.history())).toEqual(['what-is-final-stays']);
});
