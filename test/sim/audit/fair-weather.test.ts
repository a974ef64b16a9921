// The promise about servers after the chaos is seen to break, and what outlasts the faults is not
// held against them.

import { expect, test } from 'vitest';
import { dayAt } from './days.ts';
import { broken } from './histories.ts';
import { CHECKOUT, type ShopDay } from './shop-day.ts';

const LONG_MS = 200_000;
const READ = `/payonce/checkouts/${CHECKOUT}`;

/** A day after the faults, `afterMs` long so far. */
function healedDay(afterMs = LONG_MS): ShopDay {
  const day = dayAt();
  day.tell({ type: 'healed' });
  day.wait(afterMs);
  return day;
}

function fail(day: ShopDay, method: string, path: string): void {
  day.answer(day.request('p1', method, path), 503, '{}');
}

test('an error that is answered or told long after the faults breaks no-error-in-fair-weather', () => {
  const answered = healedDay();
  fail(answered, 'GET', READ);
  expect(broken(answered.history())).toEqual(['no-error-in-fair-weather']);
  const told = healedDay();
  told.tell({ type: 'error-told', server: 's0', where: 'sweep', message: 'a bug' });
  expect(broken(told.history())).toEqual(['no-error-in-fair-weather']);
});

test('an error while the faults are still felt breaks nothing', () => {
  const day = healedDay(60_000);
  fail(day, 'GET', READ);
  day.tell({ type: 'error-told', server: 's0', where: 'sweep', message: 'cut off' });
  expect(broken(day.history())).toEqual([]);
});

test('what a bank remembers of a key may fail its charge, and nothing else', () => {
  const message = 'the bank answered 410, which proves nothing';
  const day = dayAt();
  day.tell({ type: 'fault', key: 'bank-keeps-error@b', what: 'bank-keeps-error' });
  day.tell({ type: 'healed' });
  day.wait(LONG_MS);
  day.tell({ type: 'error-told', server: 's0', where: `charge ${CHECKOUT}.1`, message });
  fail(day, 'POST', `${READ}/payments`);
  expect(broken(day.history())).not.toContain('no-error-in-fair-weather');
  day.tell({ type: 'error-told', server: 's0', where: `refund ref_1`, message });
  expect(broken(day.history())).toContain('no-error-in-fair-weather');
});
