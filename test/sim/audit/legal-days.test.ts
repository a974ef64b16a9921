// Days full of trouble on which every promise is kept: the auditor must not cry wolf.

import { expect, test } from 'vitest';
import { audit } from '../../../src/sim/audit/audit.ts';
import { dayAt, parkedDay, succeed } from './days.ts';
import {
  answerBody,
  beDeclined,
  deliver,
  doubt,
  end,
  giveBack,
  pay,
  payUpToAnswer,
  recordSurplus,
  refund,
  retire,
  settleWrites,
  takeBack,
} from './histories.ts';
import { CHECKOUT, key } from './shop-day.ts';
import { decide, goOn } from './troubles.ts';
import { rest, takeOver } from './troubles.ts';

test('a lost answer is looked up, and the payment found', () => {
  const day = dayAt();
  day.press();
  const exchange = day.send('tok_1');
  day.claim('tok_1');
  const call = day.call('charge', key(1), { answering: [exchange] });
  day.charged('ch_tok_1', key(1), 'tok_1');
  day.hear(call, null);
  doubt(day);
  day.hear(day.call('lookup', key(1), { answering: [exchange] }), 200);
  succeed(day);
  day.answer(exchange, 201, answerBody('succeeded', 1));
  day.ask();
  day.show();
  expect(audit(end(day))).toEqual([]);
});

test('a lost request is retired, and the next leg charges', () => {
  const day = dayAt();
  day.press();
  const exchange = day.send('tok_1');
  day.claim('tok_1');
  day.hear(day.call('charge', key(1), { answering: [exchange] }), null);
  doubt(day);
  retire(day, key(1));
  goOn(day, 'tok_1');
  const call = day.call('charge', key(1, 2), { answering: [exchange] });
  day.charged('ch_tok_1', key(1, 2), 'tok_1');
  day.hear(call);
  const writes = settleWrites(day, 'succeeded', 'ch_tok_1').map((write) => {
    return write.table === 'legs' ? { ...write, row: { ...write.row, leg: 2 } } : write;
  });
  day.commit(writes);
  deliver(day, 'evt_paid_1', 'paid');
  day.answer(exchange, 201, answerBody('succeeded', 1));
  expect(audit(end(day))).toEqual([]);
});

test('what was never sent is taken back, and its key pays with another card', () => {
  const day = dayAt();
  day.press();
  const exchange = day.send('tok_1');
  day.claim('tok_1');
  day.hear(day.call('charge', key(1), { answering: [exchange] }), null);
  takeBack(day, 'not_sent');
  day.answer(exchange, 503, '{"code":"bank-unavailable"}');
  day.show('p1', { status: 'error', notice: 'shop-down', saysNothingCharged: true });
  pay(day, 'tok_2');
  expect(audit(end(day))).toEqual([]);
});

test('a payment that came twice is answered twice, and charged once', () => {
  const day = dayAt();
  const exchange = payUpToAnswer(day, 'tok_1');
  day.tell({ type: 'arrived', exchange, copy: 2, server: 's1' });
  const second = { exchange, copy: 2, server: 's1' };
  day.tell({ type: 'answered', ...second, status: 409, replayed: false, body: '{}' });
  succeed(day);
  day.answer(exchange, 201, answerBody('succeeded', 1));
  const again = day.send('tok_1', 'p1', String(day.row('attempts', CHECKOUT, 1)?.['key']));
  day.answer(again, 201, answerBody('succeeded', 1), true);
  expect(audit(end(day))).toEqual([]);
});

test('another tab that nobody wakes goes on showing what was true', () => {
  const day = dayAt('p2');
  day.open('p1');
  pay(day);
  expect(audit(end(day, ['p1']))).toEqual([]);
});

test('a capture that the bank made against its promise is given back once', () => {
  const day = dayAt();
  pay(day);
  day.charged('ch_again', key(1), 'tok_1');
  giveBack(day, recordSurplus(day, 'ch_again'));
  expect(audit(end(day))).toEqual([]);
});

test('a capture after a decline was shown is given back once', () => {
  const day = dayAt();
  beDeclined(day);
  day.charged('ch_late', key(1), 'tok_1');
  giveBack(day, recordSurplus(day, 'ch_late'));
  pay(day, 'tok_2');
  expect(audit(end(day))).toEqual([]);
});

test('a debit settles later, and the merchant gives some of it back, then the rest', () => {
  const day = parkedDay('pending');
  day.ask();
  day.show();
  day.wait(4_000);
  decide(day, 'ch_tok_1', 'captured');
  succeed(day);
  day.ask();
  day.show();
  refund(day, 'ch_tok_1', 1000);
  refund(day, 'ch_tok_1', 3200);
  expect(audit(end(day))).toEqual([]);
});

test('a debit fails, and the shopper pays by card', () => {
  const day = parkedDay('pending');
  day.ask();
  day.show();
  decide(day, 'ch_tok_1', 'declined');
  day.commit(settleWrites(day, 'declined', 'ch_tok_1'));
  deliver(day, 'evt_payment_failed_1', 'payment_failed');
  day.ask('p1', 'open');
  day.show();
  pay(day, 'tok_2');
  expect(audit(end(day))).toEqual([]);
});

test('an authentication waits at the bank until the end', () => {
  const day = parkedDay('action');
  expect(audit(end(day))).toEqual([]);
});

test('an authentication is given up, and the cart paid otherwise', () => {
  const day = parkedDay('action');
  day.ask();
  day.show();
  takeOver(day, 's0');
  const call = day.call('cancel', key(1));
  decide(day, 'ch_tok_1', 'canceled');
  day.hear(call, 200);
  day.commit(settleWrites(day, 'declined', 'ch_tok_1'));
  deliver(day, 'evt_payment_failed_1', 'payment_failed');
  day.ask('p1', 'open');
  day.show();
  pay(day, 'tok_2');
  expect(audit(end(day))).toEqual([]);
});

test('a page that died with its payment leaves the truth to the next one', () => {
  const day = dayAt();
  payUpToAnswer(day, 'tok_1');
  day.tell({ type: 'page-closed', page: 'p1' });
  succeed(day);
  day.open('p2');
  expect(audit(end(day, ['p2']))).toEqual([]);
});

test('a server dies, and another one finds what it had done', () => {
  const day = dayAt();
  payUpToAnswer(day, 'tok_1');
  day.tell({ type: 'server', server: 's0', what: 'crashed' });
  day.wait(15_000);
  takeOver(day);
  day.hear(day.call('lookup', key(1), { server: 's1' }), null);
  rest(day, 's1');
  day.wait(1_000);
  takeOver(day);
  day.commit(settleWrites(day, 'succeeded', 'ch_tok_1'), 's1');
  deliver(day, 'evt_paid_1', 'paid');
  expect(audit(end(day))).toEqual([]);
});
