// The auditor as a whole: days on which all is kept leave nothing to say, each promise has a name
// of its own, and an auditor that is blind to one is noticed.

import { expect, test } from 'vitest';
import { audit } from '../../../src/sim/audit/audit.ts';
import { beDeclined, end, pay, refund } from './histories.ts';
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
