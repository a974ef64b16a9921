// The promise about what a press is told in the end is seen to break, and only by what breaks it.

import { expect, test } from 'vitest';
import { answerBody, beDeclined, broken, payUpToAnswer, settleWrites } from './histories.ts';
import { CHECKOUT, ShopDay } from './shop-day.ts';

function isTold(day: ShopDay, page: string, pressN: number | null): readonly string[] {
  day.tell({ type: 'submit-ended', page, pressN, result: 'declined' });
  return broken(day.history());
}

function twoTabs(): ShopDay {
  const day = new ShopDay();
  day.open();
  day.open('p2');
  return day;
}

test('the decline of another tab as the end of a press breaks declined-result-is-its-own', () => {
  for (const hasSent of [true, false]) {
    const day = twoTabs();
    const key = day.currentKey;
    const pressN = day.press('p2');
    beDeclined(day);
    if (hasSent) day.answer(day.send('tok_2', 'p2', key), 422, '{}');
    day.ask('p2');
    day.show('p2');
    expect(isTold(day, 'p2', null)).toEqual([]);
    expect(isTold(day, 'p2', pressN)).toEqual(['declined-result-is-its-own']);
  }
});

test('the decline of another press of the page breaks it as well', () => {
  const day = new ShopDay();
  day.open();
  beDeclined(day);
  const another = day.press();
  day.answer(day.send('tok_2'), 400, '{}');
  expect(isTold(day, 'p1', another)).toEqual(['declined-result-is-its-own']);
});

test('a page without a clear answer cannot know whose decline it sees', () => {
  for (const status of [null, 409, 429, 503]) {
    const day = twoTabs();
    const key = day.currentKey;
    const pressN = day.press('p2');
    const exchange = day.send('tok_2', 'p2', key);
    if (status !== null) day.answer(exchange, status, '{}');
    beDeclined(day);
    day.ask('p2');
    day.show('p2');
    expect(isTold(day, 'p2', pressN)).toEqual([]);
  }
});

test('a decline that was shown when the page sent its own breaks it, however unclear the answer', () => {
  const day = twoTabs();
  const pressN = day.press('p2');
  beDeclined(day);
  day.ask('p2');
  day.show('p2');
  day.send('tok_2', 'p2');
  expect(isTold(day, 'p2', pressN)).toEqual(['declined-result-is-its-own']);
});

test('a decline that the bank or the rows know of is its own, heard or not', () => {
  const unheard = new ShopDay();
  unheard.open();
  payUpToAnswer(unheard, 'tok_1', 'declined');
  unheard.commit(settleWrites(unheard, 'declined', 'ch_tok_1'));
  unheard.ask();
  unheard.show();
  const pressed = unheard.history().find(({ type }) => type === 'pressed');
  expect(isTold(unheard, 'p1', pressed?.n ?? null)).toEqual([]);
});

test.each([false, true])(
  'an attempt given up, forgotten by then: %s, is its own',
  (isForgotten) => {
    const day = new ShopDay();
    day.open();
    const pressN = day.press();
    const exchange = day.send('tok_1');
    day.claim('tok_1');
    day.answer(exchange, 202, '{}');
    const place = { checkout_id: CHECKOUT, ordinal: 1 };
    const answer = { answer_status: 402, answer_body: answerBody('declined', 1) };
    day.commit([
      day.seen({ live: null, lease_until: null, key: day.newKey() }),
      { table: 'attempts', row: { ...place, ...answer, status: 'declined', decline_code: 'x' } },
      { table: 'legs', row: { ...place, leg: 1, state: 'voided', charge_id: null } },
    ]);
    if (isForgotten) day.forget(1);
    day.ask();
    day.show();
    expect(isTold(day, 'p1', pressN)).not.toContain('declined-result-is-its-own');
  },
);
