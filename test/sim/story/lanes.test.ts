// Who has a lane in a story, and what stands in it.

import { expect, test } from 'vitest';
import type { Fact, History } from '../../../src/sim/history.ts';
import { tellStory } from '../../../src/sim/story/tell.ts';
import type { Story } from '../../../src/sim/story/story.ts';
import * as facts from './histories.ts';

const { historyOf, outcomeOf } = facts;

function tell(history: History): Story {
  return tellStory(outcomeOf(history, []), { command: 'npm run sim -- --seed 1' });
}

test('lanes are people tab by tab, then others, servers, the database and the bank', () => {
  const { lanes } = tell(facts.BAD_NIGHT);
  expect(lanes.map(({ name }) => name)).toEqual([
    'ann, tab 1',
    'ann, tab 2',
    'merchant',
    's0',
    's1',
    'database',
    'bank',
  ]);
});

test('a page that is loaded again stays in its lane', () => {
  const story = tell(
    historyOf(
      [0, facts.opened('p1')],
      [10, { type: 'page-closed', page: 'p1' }],
      [20, facts.opened('p2')],
    ),
  );
  expect(story.lanes.map(({ name, under }) => [name, under])).toEqual([['ann', 'cart-1']]);
  expect(story.lives).toEqual([
    { lane: 0, from: 0, to: 1, how: 'up' },
    { lane: 0, from: 2, to: 3, how: 'up' },
  ]);
});

test('where there is little room all tabs of a shopper are one lane', () => {
  const outcome = outcomeOf(historyOf([0, facts.opened('p1')], [1, facts.opened('p2')]));
  const { lanes } = tellStory(outcome, { command: '', detail: 'shoppers' });
  expect(lanes.map(({ name }) => name)).toEqual(['ann']);
});

test('all that the merchant asks stands in one lane, and the bank has no second', () => {
  const from = (request: number, sender: string): Fact =>
    ({ ...facts.posted(request, sender), from: sender }) as Fact;
  const { lanes, rows } = tell(
    historyOf(
      [0, facts.server('s0', 'started')],
      [1, from(1, 'merchant 1')],
      [2, from(2, 'merchant 2')],
      [3, from(3, 'bank')],
      [4, from(4, 'thief mallory')],
      [5, from(5, 'forger')],
      [6, { type: 'webhook-sent', event: 'evt_1', exchange: 3, genuine: true }],
    ),
  );
  expect(lanes.map(({ name, under }) => `${name}, ${under}`)).toEqual([
    'merchant, storefront',
    'mallory, thief',
    'forger, no page',
    's0, server',
    'bank, sandbox',
  ]);
  const messages = rows.filter((row) => row.type === 'message');
  expect(messages.map((row) => row.from)).toEqual([0, 0, 4, 1, 2]);
});
