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
  pay,
  payUpToAnswer,
  recordSurplus,
  refund,
  retire,
  settleWrites,
} from './histories.ts';
import { CHECKOUT, key } from './shop-day.ts';
import { adopt, chargeReading, decide, goOn, inboxRow, message } from './troubles.ts';

test('a payment that the database forgot is taken in again', () => {
  const day = dayAt();
  const exchange = payUpToAnswer(day, 'tok_1');
  succeed(day);
  day.answer(exchange, 201, answerBody('succeeded', 1));
  day.forget(3);
  day.wait(20_000);
  adopt(day, 'ch_tok_1');
  deliver(day, 'evt_paid_1', 'paid');
  day.commit([day.seen()]);
  expect(audit(end(day))).toEqual([]);
});

test('a decline that the database forgot gives its number to the next payment', () => {
  const day = dayAt();
  beDeclined(day);
  day.forget(3);
  day.tell({ type: 'page-closed', page: 'p1' });
  retire(day, key(1));
  day.open('p2');
  day.press('p2');
  const exchange = day.send('tok_2', 'p2');
  day.claim('tok_2');
  goOn(day, 'tok_2');
  const call = day.call('charge', key(1, 2), { answering: [exchange] });
  day.charged('ch_tok_2', key(1, 2), 'tok_2');
  day.hear(call);
  const writes = settleWrites(day, 'succeeded', 'ch_tok_2').map((write) => {
    return write.table === 'legs' ? { ...write, row: { ...write.row, leg: 2 } } : write;
  });
  day.commit(writes);
  deliver(day, 'evt_paid_1', 'paid');
  day.answer(exchange, 201, answerBody('succeeded', 1));
  expect(audit(end(day, ['p2']))).toEqual([]);
});

test('messages come early, twice, forged and after the fact', () => {
  const day = dayAt();
  const early = message(day, 'evt_early');
  day.commit([inboxRow(day, 'evt_early', 'waiting', null, chargeReading(1, 'ch_tok_1'))]);
  day.answer(early, 200, '{"status":"waiting"}');
  pay(day);
  const known = chargeReading(1, 'ch_tok_1');
  day.commit([inboxRow(day, 'evt_early', 'applied', 'nothing', known)]);
  day.answer(message(day, 'evt_forged', false), 400, '{}');
  const doubled = [message(day, 'evt_late'), message(day, 'evt_late')];
  day.commit([inboxRow(day, 'evt_late', 'applied', 'nothing', known)]);
  for (const exchange of doubled) day.answer(exchange, 200, '{"status":"applied"}');
  expect(audit(end(day))).toEqual([]);
});

test('a message that was told by two servers at once is marked twice and applied once', () => {
  const day = parkedDay('pending');
  decide(day, 'ch_tok_1', 'captured');
  const reading = chargeReading(1, 'ch_tok_1');
  const settled = inboxRow(day, 'evt_1', 'applied', 'succeeded', reading);
  day.commit([...settleWrites(day, 'succeeded', 'ch_tok_1'), settled], 's1');
  day.commit([inboxRow(day, 'evt_1', 'applied', 'nothing', reading)]);
  deliver(day, 'evt_paid_1', 'paid');
  expect(audit(end(day))).toEqual([]);
});

test('an expired key renews once and silently', () => {
  const day = dayAt();
  const old = day.currentKey;
  day.commit([day.seen({ key: day.newKey() })]);
  day.press();
  day.answer(day.send('tok_1', 'p1', old), 410, '{}');
  day.ask('p1', 'open');
  const exchange = day.send('tok_1');
  day.claim('tok_1');
  const call = day.call('charge', key(1), { answering: [exchange] });
  day.charged('ch_tok_1', key(1), 'tok_1');
  day.hear(call);
  succeed(day);
  day.answer(exchange, 201, answerBody('succeeded', 1));
  expect(audit(end(day))).toEqual([]);
});

test('a page that sleeps or is offline in the end need not know', () => {
  const day = dayAt('p1');
  day.open('p2');
  const exchange = payUpToAnswer(day, 'tok_1', 'captured', 'p2');
  day.tell({ type: 'page-state', page: 'p2', what: 'offline' });
  day.tell({ type: 'page-state', page: 'p1', what: 'frozen' });
  succeed(day);
  day.tell({ type: 'received', exchange, status: null });
  expect(audit(end(day, []))).toEqual([]);
});

test('strangers get the same refusal as for nothing, and a new owner everything', () => {
  const day = dayAt();
  pay(day);
  const path = `/payonce/checkouts/${CHECKOUT}`;
  day.answer(day.request('p9', 'GET', path), 404, '{"code":"checkout-not-found"}');
  const nowhere = '/payonce/checkouts/chk_none';
  day.answer(day.request('p9', 'GET', nowhere), 404, '{"code":"checkout-not-found"}');
  day.tell({ type: 'principal-changed', cart: 'cart-1', from: 'ann', to: 'bob' });
  day.commit([day.seen({ principal: 'bob' })], null);
  day.answer(day.request('p9', 'GET', path), 200, day.body());
  expect(audit(end(day, []))).toEqual([]);
});

test('a debit that its bank takes back needs no refund', () => {
  const day = dayAt();
  pay(day);
  day.tell({ type: 'ledger', fact: { type: 'reversed', charge: 'ch_tok_1' } });
  expect(audit(end(day))).toEqual([]);
});

test('a refund that the database forgot may stand at the bank alone', () => {
  const day = dayAt();
  pay(day);
  refund(day);
  day.forget(3);
  day.tell({ type: 'page-closed', page: 'p1' });
  day.open('p2');
  expect(audit(end(day, ['p2']))).toEqual([]);
});

test('a refund that failed in the faults is under way while its next try is to come', () => {
  const day = dayAt();
  pay(day);
  day.charged('ch_again', key(1), 'tok_1');
  const id = recordSurplus(day, 'ch_again');
  const nextTryAt = day.now + 600_000;
  day.commit([{ table: 'refunds', row: { id, next_try_at: nextTryAt } }]);
  expect(audit(end(day))).toEqual([]);
});

test('a retired key that is asked for again after a rollback moves nothing', () => {
  const day = dayAt();
  day.press();
  const exchange = day.send('tok_1');
  day.claim('tok_1');
  const answering = { answering: [exchange] };
  day.hear(day.call('charge', key(1), answering), null);
  doubt(day);
  retire(day, key(1));
  goOn(day, 'tok_1');
  day.hear(day.call('charge', key(1, 2), answering), null);
  day.charged('ch_tok_1', key(1, 2), 'tok_1', 'pending');
  day.forget(3);
  day.call('charge', key(1), answering);
  expect(audit(day.history())).toEqual([]);
});

test('a number that the database forgot is sent anew for a later press', () => {
  const day = dayAt();
  day.press();
  day.answer(day.send('tok_1'), 503, '{}');
  day.claim('tok_1');
  day.hear(day.call('charge', key(1)), null);
  day.forget(1);
  day.wait(130_000);
  day.ask();
  day.show();
  day.press();
  const exchange = day.send('tok_2');
  day.claim('tok_2');
  const call = day.call('charge', key(1), { answering: [exchange] });
  day.charged('ch_tok_2', key(1), 'tok_2');
  day.hear(call);
  expect(audit(day.history())).toEqual([]);
});
