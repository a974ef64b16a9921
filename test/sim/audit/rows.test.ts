// Each promise about rows, answers, messages, events and secrets is seen to break.

import { expect, test } from 'vitest';
import { attempt, dayAt, paidDay } from './days.ts';
import {
  broken,
  eventRow,
  giveBack,
  pay,
  payUpToAnswer,
  recordSurplus,
  refundRow,
  settleWrites,
} from './histories.ts';
import { CHECKOUT, key, ShopDay } from './shop-day.ts';
import { chargeReading, decide, inboxRow, message, park } from './troubles.ts';
import type { Write } from './story.ts';

test('a late "declined" over "succeeded" breaks states-only-move-forward', () => {
  const day = paidDay();
  day.commit([day.seen(), attempt({ status: 'declined' })]);
  expect(broken(day.history())).toContain('states-only-move-forward');
});

test('a checkout that is not paid any more breaks states-only-move-forward', () => {
  const day = paidDay();
  day.commit([day.seen({ paid: null })]);
  expect(broken(day.history())).toContain('states-only-move-forward');
});

test('a decline that is counted without a payment that came to it breaks states-only-move-forward', () => {
  const declines = (is: 'once' | 'twice'): ReadonlySet<string> => {
    const day = dayAt();
    payUpToAnswer(day, 'tok_1', 'declined');
    day.commit(settleWrites(day, 'declined', 'ch_tok_1').map(countingOne));
    if (is === 'twice') day.commit([day.seen({ declines: 2 })]);
    return new Set(broken(day.history()));
  };
  expect(declines('once')).not.toContain('states-only-move-forward');
  expect(declines('twice')).toContain('states-only-move-forward');
});

const countingOne = (write: Write): Write =>
  write.table === 'checkouts' ? { ...write, row: { ...write.row, declines: 1 } } : write;

test.each([
  'duplicate key value violates unique constraint "payonce_attempts_live"',
  'new row for relation "payonce_charges" violates check constraint "payonce_charges_check"',
])('a write that only the tables stop breaks belts-stay-unused: %s', (message) => {
  const day = paidDay();
  day.tell({ type: 'error-told', server: 's0', where: 'claim', message });
  expect(broken(day.history())).toEqual(['belts-stay-unused']);
});

test('an error of the database that says something else breaks nothing', () => {
  const day = paidDay();
  const other = [
    'Connection terminated unexpectedly',
    'violates unique constraint "payonce_inbox"',
  ];
  for (const message of other) {
    day.tell({ type: 'error-told', server: 's0', where: 'claim', message });
  }
  expect(broken(day.history())).toEqual([]);
});

test('legs, refunds, messages and events that go back break states-only-move-forward', () => {
  const place = { checkout_id: CHECKOUT, ordinal: 1, leg: 1 };
  const back: Write[] = [
    { table: 'legs', row: { ...place, state: 'sending' } },
    { table: 'refunds', row: { id: 'ref_ch_again', status: 'pending' } },
    { table: 'inbox', row: { event_id: 'evt_1', status: 'waiting' } },
    { table: 'outbox', row: { id: 'evt_paid_1', status: 'waiting' } },
  ];
  for (const write of back) {
    const day = paidDay();
    day.charged('ch_again', key(1), 'tok_1');
    giveBack(day, recordSurplus(day, 'ch_again'));
    day.commit([inboxRow(day, 'evt_1', 'applied', 'ignored')]);
    day.commit([write]);
    const word = `${write.table}: ${broken(day.history()).join(', ')}`;
    expect(word).toBe(`${write.table}: states-only-move-forward`);
  }
});

test('another key, answer, quote or kept capture breaks what-is-final-stays', () => {
  const changes: Write[] = [
    attempt({ key: 'another' }),
    attempt({ answer_body: 'another' }),
    attempt({ cart_version: 'v2' }),
    { table: 'charges', row: { charge_id: 'ch_tok_1', kept: false } },
    { table: 'outbox', row: { id: 'evt_paid_1', event: '{"other":1}' } },
  ];
  for (const change of changes) {
    const day = paidDay();
    day.commit([change]);
    expect(broken(day.history())).toContain('what-is-final-stays');
  }
});

test('another amount of a refund breaks what-is-final-stays, but as it is made', () => {
  for (const status of ['pending', 'failed', 'succeeded']) {
    const day = paidDay();
    day.commit([refundRow(day, 'ref_rest', 'ch_tok_1', 'merchant', 4200)]);
    day.commit([{ table: 'refunds', row: { id: 'ref_rest', amount_value: 4000, status } }]);
    const isBroken = broken(day.history()).includes('what-is-final-stays');
    expect([status, isBroken]).toEqual([status, status !== 'succeeded']);
  }
});

test('an answer that is thrown away when it is old breaks nothing', () => {
  const day = paidDay();
  day.commit([attempt({ answer_body: null })]);
  expect(broken(day.history())).toEqual([]);
});

test('a deleted attempt, capture or checkout breaks rows-are-never-lost', () => {
  const gone: Write[] = [
    { ...attempt({}), gone: true },
    { table: 'charges', row: { charge_id: 'ch_tok_1' }, gone: true },
    { table: 'checkouts', row: { id: CHECKOUT }, gone: true },
  ];
  for (const write of gone) {
    const day = paidDay();
    day.commit([write]);
    expect(broken(day.history())).toContain('rows-are-never-lost');
  }
});

test('a revision that falls, or stays when the key changes, breaks revisions-only-grow', () => {
  for (const row of [{ revision: 0 }, { key: 'another' }]) {
    const day = new ShopDay();
    day.open();
    day.commit([{ table: 'checkouts', row: { id: CHECKOUT, ...row } }]);
    expect(broken(day.history())).toEqual(['revisions-only-grow']);
  }
});

test('a new key while a payment is live breaks no-new-key-while-live', () => {
  const day = new ShopDay();
  day.open();
  payUpToAnswer(day, 'tok_1');
  day.commit([day.seen({ key: day.newKey() })]);
  expect(broken(day.history())).toEqual(['no-new-key-while-live']);
});

test('two final answers that differ break replay-is-byte-identical', () => {
  const day = new ShopDay();
  day.open();
  const sent = day.currentKey;
  pay(day);
  day.answer(day.send('tok_1', 'p1', sent), 201, '{"other":1}', true);
  expect(broken(day.history())).toEqual(['replay-is-byte-identical']);
});

test('an answer replayed to another body breaks replay-only-to-the-same-body', () => {
  const day = new ShopDay();
  day.open();
  const sent = day.currentKey;
  pay(day);
  const body = day.row('attempts', CHECKOUT, 1)?.['answer_body'];
  const amount = { value: 1, currency: 'EUR' };
  day.answer(day.send('tok_1', 'p9', sent, amount), 404, '{}');
  expect(broken(day.history())).toEqual([]);
  day.answer(day.send('tok_1', 'thief', sent, amount), 201, String(body), true);
  expect(broken(day.history())).toEqual(['replay-only-to-the-same-body']);
});

test('an answer to somebody else breaks no-replay-across-principals', () => {
  const day = paidDay();
  day.answer(day.send('tok_1', 'p9'), 201, '{}', true);
  expect(broken(day.history())).toContain('no-replay-across-principals');
  const opened = paidDay();
  opened.answer(opened.request('p9', 'POST', '/payonce/checkouts'), 200, opened.body());
  expect(broken(opened.history())).toEqual(['no-replay-across-principals']);
  // Also to one from whom it was taken before they asked, and not while they did.
  for (const isBefore of [true, false]) {
    const taken = paidDay();
    const handOver = () => taken.commit([taken.seen({ principal: 'bob' })]);
    if (isBefore) handOver();
    const exchange = taken.request('p1', 'GET', `/payonce/checkouts/${CHECKOUT}`);
    if (!isBefore) handOver();
    taken.answer(exchange, 200, taken.body());
    expect(broken(taken.history())).toEqual(isBefore ? ['no-replay-across-principals'] : []);
  }
});

test('a refusal that tells a stranger of a checkout breaks stranger-learns-nothing', () => {
  const day = paidDay();
  day.answer(day.send('tok_9', 'p9'), 409, '{"code":"already-paid"}');
  expect(broken(day.history())).toEqual(['stranger-learns-nothing']);
});

test('two words for "no such checkout" break stranger-learns-nothing', () => {
  const day = paidDay();
  const path = '/payonce/checkouts/';
  day.answer(day.request('p9', 'GET', `${path}${CHECKOUT}`), 404, '{"code":"hidden"}');
  day.answer(day.request('p9', 'GET', `${path}chk_none`), 404, '{"code":"unknown"}');
  expect(broken(day.history())).toEqual(['stranger-learns-nothing']);
});

test('a message acknowledged and dropped breaks acknowledged-webhook-is-stored', () => {
  const day = paidDay();
  day.answer(message(day, 'evt_unknown'), 200, '{}');
  expect(broken(day.history())).toEqual(['acknowledged-webhook-is-stored']);
});

test('a forged message that is taken or stored breaks forged-webhook-changes-nothing', () => {
  const taken = paidDay();
  taken.answer(message(taken, 'evt_forged', false), 200, '{}');
  expect(broken(taken.history())).toEqual(['forged-webhook-changes-nothing']);
  const stored = paidDay();
  const exchange = message(stored, 'evt_forged', false);
  stored.commit([inboxRow(stored, 'evt_forged', 'applied', 'ignored')]);
  stored.answer(exchange, 400, '{}');
  expect(broken(stored.history())).toEqual(['forged-webhook-changes-nothing']);
});

test('a genuine message that is refused breaks genuine-webhook-is-believed', () => {
  const day = paidDay();
  day.answer(message(day, 'evt_1'), 400, '{}');
  expect(broken(day.history())).toEqual(['genuine-webhook-is-believed']);
});

test.each(['succeeded', 'nothing'])(
  'a message marked before its effect breaks webhook-applied-once: %s',
  (effect) => {
    const day = new ShopDay();
    day.open();
    payUpToAnswer(day, 'tok_1', 'pending');
    park(day, 'pending', 'ch_tok_1');
    decide(day, 'ch_tok_1', 'captured');
    const reading = chargeReading(1, 'ch_tok_1');
    day.commit([inboxRow(day, 'evt_1', 'applied', effect, reading)]);
    expect(broken(day.history())).toContain('webhook-applied-once');
  },
);

test.each(['tok_1', 'tok_0'])('a decline is news of its own press only: of %s', (token) => {
  for (const isParked of [false, true]) {
    const day = new ShopDay();
    day.open();
    payUpToAnswer(day, 'tok_1', isParked ? 'pending' : 'declined');
    if (isParked) park(day, 'action', 'ch_tok_1');
    day.charged('ch_told', key(1), token, 'declined');
    const reading = chargeReading(1, 'ch_told', 'declined');
    day.commit([inboxRow(day, 'evt_1', 'applied', 'nothing', reading)]);
    expect(broken(day.history()).includes('webhook-applied-once')).toBe(token === 'tok_1');
  }
});

test('a message that has its effect twice breaks webhook-applied-once', () => {
  const day = new ShopDay();
  day.open();
  payUpToAnswer(day, 'tok_1');
  const row = inboxRow(day, 'evt_1', 'applied', 'succeeded');
  day.commit([...settleWrites(day, 'succeeded', 'ch_tok_1'), row]);
  day.commit([day.seen(), eventRow(day, 'evt_paid_again', 'paid'), row]);
  expect(broken(day.history())).toEqual(['webhook-applied-once']);
});
