// Each promise about money is seen to break: taken twice, taken otherwise than shown, neither paid
// nor given back, given back too much, twice, of the wrong charge or by no row.

import { expect, test } from 'vitest';
import { paidDay } from './days.ts';
import {
  bankRefunds,
  broken,
  chargeRow,
  end,
  giveBack,
  payUpToAnswer,
  recordSurplus,
  refund,
  refundRow,
  settleWrites,
} from './histories.ts';
import { CHECKOUT, key, ShopDay } from './shop-day.ts';

test('a second payment of one checkout breaks captured-once', () => {
  const day = paidDay();
  day.charged('ch_2', key(2), 'tok_2');
  giveBack(day, recordSurplus(day, 'ch_2', 2));
  expect(broken(end(day))).toContain('captured-once');
});

test('a capture from outside that stays breaks captured-once and surplus-refunded-once', () => {
  const day = paidDay();
  day.charged('ch_again', key(1), 'tok_1');
  recordSurplus(day, 'ch_again');
  day.commit([{ table: 'refunds', row: { id: 'ref_ch_again', status: 'failed' } }]);
  const names = broken(end(day));
  expect(names).toContain('captured-once');
  expect(names).toContain('surplus-refunded-once');
});

test('a capture from outside that is given back twice breaks surplus-refunded-once', () => {
  const day = paidDay();
  day.charged('ch_again', key(1), 'tok_1');
  giveBack(day, recordSurplus(day, 'ch_again'));
  bankRefunds(day, 'ref_other', 'ch_again', 1);
  expect(broken(end(day))).toContain('surplus-refunded-once');
});

test('what the merchant gave back of a capture while it paid is no second return of it', () => {
  const day = paidDay();
  bankRefunds(day, 'ref_merchant', 'ch_tok_1', 1000);
  day.commit([{ table: 'charges', row: { charge_id: 'ch_tok_1', kept: false } }]);
  bankRefunds(day, 'ref_ch_tok_1', 'ch_tok_1', 3200);
  expect(broken(day.history())).not.toContain('surplus-refunded-once');
});

test('a capture of another amount than was shown breaks captured-equals-shown', () => {
  const day = new ShopDay();
  day.open();
  day.press();
  day.send('tok_1');
  day.claim('tok_1');
  const call = day.call('charge', key(1));
  day.charged('ch_tok_1', key(1), 'tok_1', 'captured', { value: 6300, currency: 'EUR' });
  day.hear(call);
  expect(broken(day.history())).toEqual(['captured-equals-shown']);
});

test('a capture that nobody pressed for breaks captured-equals-shown', () => {
  const day = new ShopDay();
  day.open();
  day.charged('ch_1', key(1), 'tok_unheard');
  expect(broken(day.history())).toContain('captured-equals-shown');
});

test('a capture that no row knows breaks every-charge-paid-or-refunded and money-conserved', () => {
  const day = new ShopDay();
  day.open();
  payUpToAnswer(day, 'tok_1');
  const names = broken(end(day));
  expect(names).toContain('every-charge-paid-or-refunded');
  expect(names).toContain('money-conserved');
});

test('a capture that only the rows know breaks money-conserved', () => {
  const day = new ShopDay();
  day.open();
  payUpToAnswer(day, 'tok_1', 'pending');
  day.commit(settleWrites(day, 'succeeded', 'ch_tok_1'));
  expect(broken(end(day))).toContain('money-conserved');
});

test('more given back than was taken breaks refunds-within-captured', () => {
  const day = paidDay();
  refund(day, 'ch_tok_1', 4000);
  bankRefunds(day, 'ref_more', 'ch_tok_1', 300);
  expect(broken(day.history())).toContain('refunds-within-captured');
});

test('one refund made twice breaks refunds-within-captured', () => {
  const day = paidDay();
  refund(day, 'ch_tok_1', 1000);
  bankRefunds(day, 'ref_merchant_1000', 'ch_tok_1', 1000);
  expect(broken(day.history())).toEqual(['refunds-within-captured']);
});

test('a refund of what pays, by ourselves, breaks kept-charge-not-refunded-by-us', () => {
  const day = paidDay();
  day.charged('ch_again', key(1), 'tok_1');
  day.noteRefund('ref_wrong');
  day.commit([
    day.seen(),
    chargeRow('ch_again', 1, false, { refunded_value: 0 }),
    { table: 'charges', row: { charge_id: 'ch_tok_1', refunded_value: 4200 } },
    refundRow(day, 'ref_wrong', 'ch_tok_1', 'duplicate', 4200),
  ]);
  giveBack(day, 'ref_wrong');
  const names = broken(end(day));
  expect(names).toContain('kept-charge-not-refunded-by-us');
  expect(names).toContain('every-charge-paid-or-refunded');
});

test('a refund that is sent under a key of its own try breaks refund-row-before-call', () => {
  const day = paidDay();
  day.charged('ch_again', key(1), 'tok_1');
  const id = recordSurplus(day, 'ch_again');
  day.hear(day.call('refund', `${id}.2`));
  expect(broken(day.history())).toEqual(['refund-row-before-call']);
});

test('a counter that is raised for nothing breaks refund-counter-agrees', () => {
  const day = paidDay();
  refund(day);
  day.commit([
    day.seen(),
    { table: 'charges', row: { charge_id: 'ch_tok_1', refunded_value: 2000 } },
  ]);
  expect(broken(day.history())).toEqual(['refund-counter-agrees']);
});

test('a refund that the bank never made breaks refunds-conserved', () => {
  const day = paidDay();
  day.commit([
    day.seen(),
    { table: 'charges', row: { charge_id: 'ch_tok_1', refunded_value: 500 } },
    refundRow(day, 'ref_merchant_500', 'ch_tok_1', 'merchant', 500),
  ]);
  day.noteRefund('ref_merchant_500');
  const row = { id: 'ref_merchant_500', status: 'succeeded', next_try_at: null };
  day.commit([day.seen(), { table: 'refunds', row }]);
  expect(broken(end(day))).toEqual(['refunds-conserved']);
});

test('a refund that nobody tries any more breaks every-refund-final', () => {
  const day = paidDay();
  day.commit([
    day.seen(),
    { table: 'charges', row: { charge_id: 'ch_tok_1', refunded_value: 500 } },
    refundRow(day, 'ref_merchant_500', 'ch_tok_1', 'merchant', 500),
  ]);
  day.noteRefund('ref_merchant_500');
  expect(broken(end(day))).toEqual(['every-refund-final']);
});

test('a checkout that is paid by another capture than it costs breaks money-conserved', () => {
  const day = paidDay();
  day.commit([
    { table: 'attempts', row: { checkout_id: CHECKOUT, ordinal: 1, amount_value: 4300 } },
  ]);
  expect(broken(end(day))).toContain('money-conserved');
});

test('only what a rollback undid may be written and sent again for another amount', () => {
  for (const isForgotten of [true, false]) {
    const day = paidDay();
    const asks = (value: number): void => {
      day.commit([refundRow(day, 'ref_rest', 'ch_tok_1', 'merchant', value)]);
    };
    asks(4200);
    if (isForgotten) day.forget(1);
    asks(4000);
    giveBack(day, 'ref_rest');
    expect(broken(day.history()).includes('refund-row-before-call')).toBe(!isForgotten);
  }
});
