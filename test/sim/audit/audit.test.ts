// The auditor as a whole: days on which all is kept leave nothing to say, each promise has a name
// of its own, and an auditor that is blind to one is noticed.

import { expect, test } from 'vitest';
import { audit, ORACLES, PROMISES } from '../../../src/sim/audit/audit.ts';
import { brokenAuditors } from './broken-auditors.ts';
import { beDeclined, deliver, end, eventRow, pay, refund } from './histories.ts';
import { ShopDay } from './shop-day.ts';

test('an empty history breaks no promise', () => {
  expect(audit([])).toEqual([]);
});

test('a payment breaks no promise', () => {
  const day = new ShopDay();
  day.open();
  pay(day);
  expect(audit(end(day))).toEqual([]);
});

test('a decline, a payment and a refund break no promise', () => {
  const day = new ShopDay();
  day.open();
  beDeclined(day);
  pay(day, 'tok_2');
  refund(day, 'ch_tok_2');
  expect(audit(end(day))).toEqual([]);
});

test('every promise has a name of its own and a sentence', () => {
  const names = PROMISES.map(({ name }) => name);
  expect(new Set(names).size).toBe(ORACLES.length);
  expect(names.filter((name) => !/^[a-z]+(-[a-z]+)+$/.test(name))).toEqual([]);
  expect(PROMISES.filter(({ words }) => !/^\S.*\.$/.test(words))).toEqual([]);
});

test('only the auditor that is blind to a promise misses its breach', () => {
  const day = new ShopDay();
  day.open();
  pay(day);
  day.commit([eventRow(day, 'evt_paid_2', 'paid')]);
  deliver(day, 'evt_paid_2', 'paid');
  const blind = brokenAuditors().filter(
    ({ oracles }) => audit(day.history(), oracles).length === 0,
  );
  expect(blind.map(({ blindTo }) => blindTo)).toEqual(['paid-has-one-id']);
});

test('a promise that is broken all day is told of ten times', () => {
  const day = new ShopDay();
  day.open();
  for (let times = 0; times < 30; times += 1) day.show('p1', { status: 'expired' });
  expect(audit(day.history())).toHaveLength(10);
});
