// A life that stands still: what comes to it waits, comes in order when it goes on, and never once
// it is over.

import { expect, test } from 'vitest';
import { Life } from '../../src/sim/life.ts';
import { Timeline } from '../../src/sim/timeline.ts';

function still(forMs: number) {
  const timeline = new Timeline();
  const resumed: number[] = [];
  const life = new Life(timeline, () => void resumed.push(timeline.elapsedMs()));
  const heard: string[] = [];
  const deliverAt = (atMs: number, ...words: string[]): void => {
    timeline.after(atMs, () => {
      for (const word of words)
        life.deliver(() => void heard.push(`${word} ${timeline.elapsedMs()}`));
    });
  };
  life.pause(forMs);
  return { timeline, life, heard, resumed, deliverAt };
}

test('what comes while it stands still is heard when it goes on, the first first', async () => {
  const { timeline, heard, deliverAt } = still(1_000);
  deliverAt(100, 'a', 'b');
  deliverAt(900, 'c');
  deliverAt(1_000, 'd');
  deliverAt(1_100, 'e');
  await timeline.runUntil(999);
  expect(heard).toEqual([]);
  await timeline.runUntil(2_000);
  expect(heard).toEqual(['a 1000', 'b 1000', 'c 1000', 'd 1000', 'e 1100']);
});

test('woken early it hears at once what has waited, before what comes then', async () => {
  const { timeline, life, heard, deliverAt } = still(60_000);
  deliverAt(100, 'a', 'b');
  timeline.after(500, () => life.resume());
  deliverAt(500, 'c');
  deliverAt(600, 'd');
  await timeline.runUntil(90_000);
  expect(heard).toEqual(['a 500', 'b 500', 'c 500', 'd 600']);
});

test('stopped once more it goes on waiting', async () => {
  const { timeline, life, heard, deliverAt } = still(1_000);
  deliverAt(100, 'a', 'b');
  timeline.after(900, () => life.pause(5_000));
  await timeline.runUntil(5_000);
  expect(heard).toEqual([]);
  await timeline.runUntil(10_000);
  expect(heard).toEqual(['a 5900', 'b 5900']);
});

test('what it did not hear in its life it never hears', async () => {
  const { timeline, life, heard, deliverAt } = still(1_000);
  deliverAt(100, 'a');
  timeline.after(500, () => life.end());
  deliverAt(1_500, 'b');
  await timeline.runUntil(9_000);
  expect(heard).toEqual([]);
});

test('an answer that comes while it stands still settles later, also one that fails', async () => {
  const { timeline, life } = still(1_000);
  const settled: string[] = [];
  const good = life.hear(Promise.resolve('good'));
  const bad = life.hear(Promise.reject(new Error('bad')));
  void good.then((word) => settled.push(`${word} ${timeline.elapsedMs()}`));
  bad.catch((error: unknown) => settled.push(`${String(error)} ${timeline.elapsedMs()}`));
  await timeline.runUntil(2_000);
  expect(settled).toEqual(['good 1000', 'Error: bad 1000']);
});

test('that it goes on is told once, when it does: woken early, stopped once more, or never', async () => {
  const ways = {
    'left alone': [() => undefined, [1_000]],
    'woken early': [(life: Life) => life.resume(), [500]],
    'stopped once more': [(life: Life) => life.pause(5_000), [5_500]],
    over: [(life: Life) => life.end(), []],
  } as const;
  for (const [how, [act, expected]] of Object.entries(ways)) {
    const { timeline, life, resumed } = still(1_000);
    timeline.after(500, () => act(life));
    await timeline.runUntil(9_000);
    expect([how, resumed]).toEqual([how, expected]);
  }
});
