// Each promise about the end of a run is seen to break: what hangs, what is not told, and pages
// that do not show what is true.

import { expect, test } from 'vitest';
import { dayAt, paidDay, parkedDay } from './days.ts';
import {
  beDeclined,
  broken,
  doubt,
  end,
  eventRow,
  pay,
  payUpToAnswer,
  refund,
  settleWrites,
} from './histories.ts';
import { CHECKOUT } from './shop-day.ts';
import { changeCart, chargeReading, decide, inboxRow, park } from './troubles.ts';

test('a payment that stays unknown breaks every-attempt-final and no-stuck-lease', () => {
  const day = dayAt();
  payUpToAnswer(day, 'tok_1', 'declined');
  doubt(day);
  const names = broken(end(day));
  expect(names).toContain('every-attempt-final');
  expect(names).toContain('no-stuck-lease');
});

test('a debit that settled long ago and is still pending breaks every-attempt-final', () => {
  const day = dayAt();
  payUpToAnswer(day, 'tok_1', 'pending');
  park(day, 'pending', 'ch_tok_1');
  decide(day, 'ch_tok_1', 'declined');
  expect(broken(end(day))).toEqual(['every-attempt-final']);
});

test('a run that was cut short has no end to judge', () => {
  const day = dayAt();
  payUpToAnswer(day, 'tok_1', 'declined');
  doubt(day);
  day.wait(600_000);
  expect(broken(day.history())).toEqual([]);
});

test('a message or an event that is not tried breaks no-stuck-event', () => {
  const waiting = paidDay();
  const reading = chargeReading(1, 'ch_tok_1');
  waiting.commit([inboxRow(waiting, 'evt_1', 'waiting', null, reading)]);
  expect(broken(end(waiting))).toEqual(['no-stuck-event']);
  const untold = paidDay();
  untold.commit([eventRow(untold, 'evt_2', 'needs_attention')]);
  expect(broken(end(untold))).toEqual(['no-stuck-event']);
  const dead = paidDay();
  dead.commit([eventRow(dead, 'evt_2', 'needs_attention')]);
  dead.commit([{ table: 'outbox', row: { id: 'evt_2', status: 'dead' } }]);
  expect(broken(end(dead))).toEqual(['no-stuck-event']);
});

test('an event behind one whose next try is to come is not stuck', () => {
  const day = paidDay();
  day.commit([eventRow(day, 'evt_2', 'needs_attention'), eventRow(day, 'evt_3', 'reversed')]);
  day.commit([{ table: 'outbox', row: { id: 'evt_2', next_try_at: day.now + 600_000 } }]);
  expect(broken(end(day))).toEqual([]);
});

test('an event that is called delivered and was taken by nobody breaks told-at-least-once', () => {
  const day = paidDay();
  day.commit([eventRow(day, 'evt_2', 'needs_attention')]);
  const event = { id: 'evt_2', type: 'needs_attention', checkoutId: CHECKOUT };
  day.tell({ type: 'told', server: 's0', event, accepted: false });
  day.commit([{ table: 'outbox', row: { id: 'evt_2', status: 'delivered' } }]);
  expect(broken(end(day))).toEqual(['told-at-least-once']);
});

test('a payable checkout that gives no key breaks no-stuck-key', () => {
  const day = dayAt();
  day.commit([day.seen({ key: null })]);
  day.tell({ type: 'healed' });
  day.ask('p1', 'open');
  expect(broken(day.history())).toEqual(['no-stuck-key']);
});

test('a key that ends between the look at it and the answer is not stuck', () => {
  const day = dayAt();
  day.commit([day.seen({ key: null, key_expires_at: day.now + 1_000 })]);
  day.tell({ type: 'healed' });
  day.ask('p1', 'open');
  expect(broken(day.history())).toEqual([]);
});

test('a page that asked and shows an older state breaks every-live-page-shows-the-truth', () => {
  const day = dayAt('p2');
  const old = day.picture();
  day.open('p1');
  pay(day);
  day.ask('p2');
  day.show('p2', old);
  expect(broken(end(day))).toEqual(['every-live-page-shows-the-truth']);
});

test('a page that waits for ever breaks every-live-page-shows-the-truth', () => {
  const day = dayAt('p2');
  const exchange = payUpToAnswer(day, 'tok_1', 'captured', 'p2');
  day.commit(settleWrites(day, 'succeeded', 'ch_tok_1'));
  day.tell({ type: 'received', exchange, status: null });
  day.commit([{ table: 'outbox', row: { id: 'evt_paid_1', next_try_at: day.now + 600_000 } }]);
  expect(broken(end(day, []))).toEqual(['every-live-page-shows-the-truth']);
});

test('a page waits for ever for a cart that is another’s again, and breaks nothing', () => {
  for (const owner of ['ann', 'guest']) {
    const day = dayAt();
    changeCart(day, { owner: 'ann-member' }, { owner });
    day.ask();
    day.show('p1', { status: 'checking', canSubmit: false });
    const isBlamed = broken(end(day, [])).includes('every-live-page-shows-the-truth');
    expect([owner, isBlamed]).toEqual([owner, owner === 'ann']);
  }
});

test('a page that says otherwise than its picture breaks every-live-page-shows-the-truth', () => {
  for (const patch of [{ status: 'checking' }, { checkoutStatus: 'refunded' }]) {
    const day = paidDay();
    day.show('p1', patch);
    expect(broken(end(day, []))).toEqual(['every-live-page-shows-the-truth']);
  }
});

test('a page that waits for ever for what a rollback undid breaks every-live-page-shows-the-truth', () => {
  const day = dayAt();
  const exchange = payUpToAnswer(day, 'tok_1', 'pending');
  day.answer(exchange, 202, '{}');
  day.forget(1);
  day.ask();
  day.show('p1', { status: 'checking', canSubmit: false });
  expect(broken(end(day, []))).toContain('every-live-page-shows-the-truth');
});

test('a page ahead of rows that went back breaks every-live-page-shows-the-truth if it waits', () => {
  const promise = 'every-live-page-shows-the-truth';
  for (const [status, isBroken] of [
    ['checking', true],
    ['ready', false],
  ] as const) {
    const day = parkedDay('pending');
    day.ask();
    day.show('p1', { status, canSubmit: status === 'ready' });
    day.forget(1);
    expect(broken(end(day, [])).includes(promise)).toBe(isBroken);
  }
});

test('a revision given out again after a rollback binds only a page that has asked since', () => {
  const day = dayAt();
  day.commit([day.seen({ amount_value: 100 })]);
  day.ask();
  const old = day.picture();
  day.show('p1', old);
  day.forget(1);
  day.show('p1', { ...old, status: 'error', canSubmit: false });
  day.commit([day.seen({ cart_version: 'v3' })]);
  expect(broken(end(day, []))).toEqual([]);
  day.ask();
  expect(broken(end(day, []))).toEqual(['every-live-page-shows-the-truth']);
});

test('what was answered before a rollback and heard after it is of before', () => {
  for (const isGivenBefore of [true, false]) {
    const day = dayAt();
    day.commit([day.seen({ amount_value: 100 })]);
    const exchange = day.request('p1', 'GET', `/payonce/checkouts/${CHECKOUT}`);
    const old = day.picture();
    const answer = { exchange, copy: 1, server: 's0', status: 200, replayed: false, body: '{}' };
    if (isGivenBefore) day.tell({ type: 'answered', ...answer });
    day.forget(1);
    if (!isGivenBefore) day.tell({ type: 'answered', ...answer });
    day.tell({ type: 'received', exchange, status: 200 });
    day.show('p1', old);
    day.commit([day.seen({ cart_version: 'v3' })]);
    const isHeld = broken(end(day, [])).includes('every-live-page-shows-the-truth');
    expect(isHeld).toBe(!isGivenBefore);
  }
});

test('an answer that broke off tells a page nothing', () => {
  for (const cut of [true, false]) {
    const day = dayAt('p2');
    const old = day.picture();
    day.open('p1');
    pay(day);
    const exchange = day.request('p2', 'GET', `/payonce/checkouts/${CHECKOUT}`);
    day.tell({ type: 'received', exchange, status: 200, ...(cut && { cut }) });
    day.show('p2', old);
    expect(broken(end(day))).toEqual(cut ? [] : ['every-live-page-shows-the-truth']);
  }
});

test('a page that leaves out a refund breaks every-live-page-shows-the-truth', () => {
  const day = paidDay();
  refund(day);
  const { payment } = day.picture();
  day.ask();
  day.show('p1', { payment: payment === null ? null : { ...payment, refunds: [] } });
  expect(broken(end(day, []))).toEqual(['every-live-page-shows-the-truth']);
});

test('a page that calls a payable checkout over breaks every-live-page-shows-the-truth', () => {
  const day = dayAt();
  day.show('p1', { status: 'expired', checkoutStatus: 'expired', canSubmit: false });
  expect(broken(end(day, []))).toEqual(['every-live-page-shows-the-truth']);
});

test('a press long after the faults that pays nothing breaks pays-in-fair-weather', () => {
  const day = dayAt();
  day.tell({ type: 'healed' });
  day.wait(100_000);
  day.press();
  day.show();
  day.wait(100_000);
  day.tell({ type: 'ended' });
  expect(broken(day.history())).toEqual(['pays-in-fair-weather']);
});

test('a press that pays, one that was too early and one that is under way break nothing', () => {
  const paying = dayAt();
  paying.tell({ type: 'healed' });
  paying.wait(100_000);
  pay(paying);
  paying.wait(100_000);
  paying.tell({ type: 'ended' });
  expect(broken(paying.history())).toEqual([]);
  for (const [beforeMs, afterMs] of [
    [50_000, 100_000],
    [100_000, 50_000],
  ] as const) {
    const day = dayAt();
    day.tell({ type: 'healed' });
    day.wait(beforeMs);
    day.press();
    day.show();
    day.wait(afterMs);
    day.tell({ type: 'ended' });
    expect(broken(day.history())).toEqual([]);
  }
});

test('a decline after which Pay does nothing breaks pay-again-after-decline', () => {
  const day = dayAt();
  beDeclined(day);
  day.show('p1', { canSubmit: false });
  expect(broken(end(day, []))).toEqual(['pay-again-after-decline']);
});
