// The lab's log: in order, kept over a reload, and short where a page only asks the same again.

import { expect, test } from 'vitest';
import { createLog, type NewLine, type Shelf } from '../../src/shop/lab/log.ts';

const SENT: NewLine = { kind: 'sent', what: 'POST payments', said: '', key: 'k' };
const READ: NewLine = { kind: 'answered', what: 'GET checkout', said: '200 open', key: null };

function aShelf(text: string | null = null): Shelf {
  let kept = text;
  return {
    read: () => kept,
    write: (next) => {
      kept = next;
    },
  };
}

function aLog(shelf = aShelf()) {
  let ms = 0;
  return createLog(() => (ms += 1), shelf);
}

test('lines stand in their order, with their times', () => {
  const log = aLog();
  log.add(SENT);
  log.add(READ);
  expect(log.lines()).toEqual([
    { ...SENT, id: 1, atMs: 1, count: 1 },
    { ...READ, id: 2, atMs: 2, count: 1 },
  ]);
});

test('the same read heard again is one line, the same payment sent again is two', () => {
  const log = aLog();
  for (const line of [READ, READ, READ, SENT, SENT]) log.add(line);
  expect(log.lines().map(({ count, atMs }) => [count, atMs])).toEqual([
    [3, 3],
    [1, 4],
    [1, 5],
  ]);
});

test('a log made anew on the same shelf goes on where it was', () => {
  const shelf = aShelf();
  aLog(shelf).add(SENT);
  const next = aLog(shelf);
  next.add(READ);
  expect(next.lines().map(({ id, what }) => [id, what])).toEqual([
    [1, 'POST payments'],
    [2, 'GET checkout'],
  ]);
});

test.each(['', '{', '[{}]', 'null'])('what is kept as %j is no log, and does no harm', (text) => {
  expect(aLog(aShelf(text)).lines()).toEqual([]);
});

test('a shelf that throws loses nothing of this page', () => {
  const fail = () => {
    throw new Error('forbidden');
  };
  const log = aLog({ read: fail, write: fail });
  log.add(SENT);
  expect(log.lines()).toHaveLength(1);
});

test('only the newest lines are kept, and listeners hear of each', () => {
  const log = aLog();
  let heard = 0;
  const stop = log.subscribe(() => {
    heard += 1;
  });
  for (let count = 0; count < 310; count += 1) log.add(SENT);
  stop();
  log.clear();
  expect([heard, log.lines().length]).toEqual([310, 0]);
});
