// Virtual time: everything in its order, and nothing while it stands still.

import { expect, test } from 'vitest';
import { Life } from '../../src/sim/life.ts';
import { Timeline } from '../../src/sim/timeline.ts';

test('what is asked for happens in the order of its moments, then in the order of asking', async () => {
  const timeline = new Timeline();
  const done: string[] = [];
  timeline.after(20, () => done.push('late'));
  timeline.after(5, () => done.push('early'));
  timeline.after(5, () => done.push('early too'));
  timeline.after(0, () => done.push('now'));
  await timeline.runUntil(30);
  expect(done).toEqual(['now', 'early', 'early too', 'late']);
});

test('a thousand moments in any order happen in order', async () => {
  const timeline = new Timeline();
  const done: number[] = [];
  for (let n = 0; n < 1_000; n += 1) {
    const atMs = (n * 7919) % 1_000;
    timeline.after(atMs, () => done.push(atMs));
  }
  await timeline.runUntil(1_000);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  expect(done).toHaveLength(1_000);
});

test('what an action begins runs until it waits before the next moment', async () => {
  const timeline = new Timeline();
  const done: string[] = [];
  timeline.after(1, () => {
    void new Response('body').text().then((text) => done.push(text));
  });
  timeline.after(1, () => done.push('next'));
  await timeline.runUntil(2);
  expect(done).toEqual(['body', 'next']);
});

test('what was given up does not happen, and what lies beyond the end waits', async () => {
  const timeline = new Timeline();
  const done: string[] = [];
  timeline.after(5, () => done.push('given up'))();
  timeline.after(50, () => done.push('beyond'));
  await timeline.runUntil(49);
  expect(done).toEqual([]);
  expect(timeline.elapsedMs()).toBe(49);
  await timeline.runUntil(50);
  expect(done).toEqual(['beyond']);
});

test('a sleep ends at its time, or at once when its signal aborts', async () => {
  const timeline = new Timeline();
  const clock = timeline.clock();
  const beganAt = clock.now();
  const woken: number[] = [];
  const stopped = new AbortController();
  void clock.sleep(100).then(() => woken.push(clock.now() - beganAt));
  void clock.sleep(80, stopped.signal).then(() => woken.push(clock.now() - beganAt));
  timeline.after(10, () => stopped.abort());
  await timeline.runUntil(200);
  expect(woken).toEqual([10, 100]);
});

test('real work is waited for before time goes on', async () => {
  let work: Promise<void> | null = null;
  const timeline = new Timeline(() => work);
  const done: string[] = [];
  timeline.after(1, () => {
    work = Promise.resolve().then(() => {
      done.push('worked');
      work = null;
    });
  });
  timeline.after(2, () => done.push('next'));
  await timeline.runUntil(3);
  expect(done).toEqual(['worked', 'next']);
});

test('who stands still hears when it goes on, and who is dead never', async () => {
  const timeline = new Timeline();
  const still = new Life(timeline);
  const dead = new Life(timeline);
  const heard: string[] = [];
  void still.hear(Promise.resolve()).then(() => heard.push(`still ${timeline.elapsedMs()}`));
  void dead.hear(timeline.clock().sleep(5)).then(() => heard.push('dead'));
  still.pause(40);
  dead.end();
  await timeline.runUntil(100);
  expect(heard).toEqual(['still 40']);
});
