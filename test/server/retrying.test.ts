// Statements that may run again do so three times, at growing distances, and no longer.

import { expect, test } from 'vitest';
import { retrying } from '../../src/server/retrying.ts';
import { manualClock } from '../support/manual-clock.ts';

function failing(times: number) {
  let calls = 0;
  const statement = async () => {
    calls += 1;
    if (calls <= times) throw new Error(`no ${calls}`);
    return 'done';
  };
  return { statement, calls: () => calls };
}

test('what succeeds runs once and waits for nothing', async () => {
  const clock = manualClock();
  const { statement, calls } = failing(0);
  expect(await retrying({ clock }, statement)).toBe('done');
  expect([calls(), clock.sleeping()]).toEqual([1, 0]);
});

test('a failure is tried again after 20, 100 and 400 ms', async () => {
  const clock = manualClock();
  const { statement, calls } = failing(3);
  const work = retrying({ clock }, statement);
  const counts: number[] = [];
  for (const ms of [19, 1, 99, 1, 399, 1]) {
    await clock.advance(ms);
    counts.push(calls());
  }
  expect(counts).toEqual([1, 2, 2, 3, 3, 4]);
  expect(await work).toBe('done');
  expect(clock.sleeping()).toBe(0);
});

test('the fourth failure is told', async () => {
  const clock = manualClock();
  const { statement, calls } = failing(9);
  const work = retrying({ clock }, statement);
  const told = expect(work).rejects.toThrow('no 4');
  await clock.advance(1000);
  await told;
  expect([calls(), clock.sleeping()]).toEqual([4, 0]);
});
