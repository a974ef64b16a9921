// A history becomes lanes and rows: what is joined, what is folded, and where each thing stands.

import { expect, test } from 'vitest';
import type { Fact, History } from '../../../src/sim/history.ts';
import { tellStory } from '../../../src/sim/story/tell.ts';
import type { Row, Story } from '../../../src/sim/story/story.ts';
import * as facts from './histories.ts';

const { historyOf, outcomeOf } = facts;

function tell(history: History, ...broken: readonly number[]): Story {
  const violations = broken.length === 0 ? [] : [facts.breach(...broken)];
  return tellStory(outcomeOf(history, violations), { command: 'npm run sim -- --seed 1' });
}

const words = ({ rows }: Story): string[] => rows.map((row) => row.words);
const messages = ({ rows }: Story) =>
  rows.filter((row): row is Extract<Row, { type: 'message' }> => row.type === 'message');

const PAID: readonly (readonly [number, Fact])[] = [
  [0, facts.opened('p1')],
  [10, facts.posted(1, 'p1')],
  [20, facts.arrived(1, 's0')],
  [30, facts.answered(1, 's0', 201)],
  [40, facts.received(1, 201)],
];

test('a message that arrives with nothing in between is one row', () => {
  const [asked, answered] = messages(tell(historyOf(...PAID)));
  expect(asked).toMatchObject({ part: 'whole', from: 0, to: 1, entries: [1, 2], atMs: 10 });
  expect(asked?.words).toBe('POST payments · key A');
  expect(answered).toMatchObject({ part: 'whole', from: 1, to: 0, words: '201', tone: 'good' });
});

test('a message that takes its time leaves in one row and arrives in another', () => {
  const parts = messages(tell(historyOf(...PAID, [15, facts.showing('p1', 'paying')])));
  expect(parts.map(({ part, message }) => [part, message])).toEqual([
    ['departure', 'q1'],
    ['arrival', 'q1'],
    ['whole', 'a1.1'],
  ]);
});

test('a request that never arrives is lost to the fault beside it', () => {
  const story = tell(
    historyOf(
      [0, facts.opened('p1')],
      [5, facts.server('s0', 'started')],
      [10, facts.posted(1, 'p1')],
      [10, facts.fault('x1', 'request-lost')],
      [900, facts.received(1, null)],
    ),
  );
  expect(messages(story)).toMatchObject([{ part: 'lost', fate: 'request-lost', entries: [2, 3] }]);
  expect(words(story).at(-1)).toBe('no answer to payments');
});

test('of two copies the answer that was received arrives, and nobody waits for the other', () => {
  const answers = messages(
    tell(
      historyOf(
        ...PAID,
        [25, facts.arrived(1, 's1', 2)],
        [50, facts.answered(1, 's1', 409, { copy: 2, body: '{"code":"payment-in-flight"}' })],
      ),
    ),
  ).filter(({ message }) => message.startsWith('a'));
  expect(answers).toMatchObject([
    { message: 'a1.1', part: 'whole' },
    { message: 'a1.2', part: 'lost', fate: 'not awaited', words: '409 · payment-in-flight' },
  ]);
});

test('an answer that no server gave came from between', () => {
  const [opened, posted, arrived] = PAID;
  const story = tell(historyOf(opened!, posted!, arrived!, [50, facts.received(1, 502)]));
  expect(words(story).at(-1)).toBe('502 from between, to payments');
});

test('a replayed answer is told as one', () => {
  const [opened, posted, arrived] = PAID;
  const again = facts.answered(1, 's0', 201, { replayed: true });
  const story = tell(
    historyOf(opened!, posted!, arrived!, [30, again], [40, facts.received(1, 201)]),
  );
  expect(messages(story).at(-1)).toMatchObject({ isReplay: true, words: '201 · replay' });
});

function listCall(call: number): Fact {
  const nothing = {
    gatewayKey: null,
    reference: null,
    amount: null,
    answering: [],
    sweeping: false,
  };
  return { type: 'gateway-called', call, server: 's0', kind: 'list', ...nothing };
}

test('reads, list calls and commits that decide nothing are folded into one row', () => {
  const tallies = { table: 'payonce_tallies', before: null, after: { count: 1 } };
  const dull = [0, 1, 2, 3].flatMap((round): (readonly [number, Fact])[] => [
    [round * 100 + 1, facts.read(round, 'p1')],
    [round * 100 + 2, facts.arrived(round, 's0')],
    [round * 100 + 3, facts.answered(round, 's0', 200)],
    [round * 100 + 4, facts.received(round, 200)],
    [round * 100 + 5, listCall(round)],
    [round * 100 + 6, facts.bankAnswered(round, 200)],
    [round * 100 + 7, { type: 'committed', server: 's0', version: round, changes: [tallies] }],
  ]);
  const history = historyOf([0, facts.opened('p1')], ...dull, [900, facts.showing('p1', 'ready')]);
  expect(words(tell(history))).toEqual([
    'opens cart-1 · p1',
    '4 reads, 4 list calls, 4 commits',
    'shows ready',
  ]);
});

test('two dull things in a moment have no row of their own, and are counted in the next', () => {
  const history = historyOf(
    [0, facts.opened('p1')],
    [1, listCall(1)],
    [2, facts.showing('p1', 'ready')],
    [3, listCall(2)],
    [20_000, facts.showing('p1', 'paid')],
  );
  expect(words(tell(history))).toEqual([
    'opens cart-1 · p1',
    'shows ready',
    '2 list calls',
    'shows paid',
  ]);
});

test('what breaks a promise is never folded away', () => {
  const history = historyOf([0, facts.opened('p1')], [1, listCall(1)], [2, facts.captured('ch_1')]);
  const { rows } = tell(history, 1, 2);
  expect(rows.map(({ words: told, breaks }) => [told, breaks])).toEqual([
    ['opens cart-1 · p1', []],
    ['list', [1]],
    ['books €42.00 captured · ch_1', [1]],
  ]);
});

test('a page that shows the same again says nothing new', () => {
  const history = historyOf(
    [0, facts.opened('p1')],
    [1, facts.showing('p1', 'ready')],
    [2, facts.showing('p1', 'ready')],
    [3, facts.showing('p1', 'paying')],
  );
  expect(words(tell(history))).toEqual(['opens cart-1 · p1', 'shows ready', 'shows paying']);
});

test('a server that a fault stops is one row, and its lane pauses until it starts', () => {
  const story = tell(
    historyOf(
      [0, facts.server('s0', 'started')],
      [0, facts.server('s1', 'started')],
      [500, facts.fault('crash-after-call 7', 'crash-after-call')],
      [500, facts.server('s1', 'crashed')],
      [900, facts.server('s1', 'started')],
    ),
  );
  expect(words(story)).toEqual(['starts', 'starts', 'crashed · crash-after-call', 'starts']);
  expect(story.rows[2]).toMatchObject({ type: 'note', lane: 1, tone: 'fault' });
  expect(story.lives.filter(({ lane }) => lane === 1)).toEqual([
    { lane: 1, from: 1, to: 2, how: 'up' },
    { lane: 1, from: 3, to: 4, how: 'up' },
  ]);
});

test('a fault of the wire stands in the lane of whoever sent, a merchant or a page', () => {
  const story = tell(
    historyOf(
      [0, facts.server('s0', 'started')],
      [1, facts.opened('p1')],
      [2, { ...facts.posted(1, 'p1'), from: 'merchant' } as Fact],
      [2, facts.fault('doubled@merchant#1', 'doubled')],
      [3, facts.arrived(1, 's0')],
      [4, facts.fault('delayed@p1#2.1', 'delayed')],
    ),
  );
  const laneOf = (words: string): string | undefined => {
    const row = story.rows.find((one) => one.type === 'note' && one.words === words);
    return row?.type === 'note' ? story.lanes[row.lane]?.name : undefined;
  };
  expect([laneOf('doubled'), laneOf('delayed')]).toEqual(['merchant', 'ann']);
});

test('rows of the database say what a payment turns on', () => {
  const history = historyOf(
    [0, facts.attempt(1, null, 'processing')],
    [1, facts.attempt(2, 'processing', 'succeeded')],
    [2, { type: 'rolled-back', version: 1 }],
  );
  expect(words(tell(history))).toEqual([
    'new attempt 1: processing, leg 1',
    'attempt 1: processing → succeeded',
    'forgets all after commit 1',
  ]);
});

test('every entry of a violation is in some row', () => {
  const all = facts.BAD_NIGHT.map(({ n }) => n);
  const { rows } = tell(facts.BAD_NIGHT, ...all);
  const told = new Set(rows.flatMap(({ entries }) => entries));
  expect(all.filter((n) => !told.has(n))).toEqual([]);
  expect(rows.filter(({ breaks }) => breaks.length === 0)).toEqual([]);
});
