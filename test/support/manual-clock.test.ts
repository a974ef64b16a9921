// The clock that the other tests trust.

import { expect, test } from 'vitest';
import { manualClock } from './manual-clock.ts';

test('time stands still until it is moved', async () => {
  const clock = manualClock(1_000);
  expect(clock.now()).toBe(1_000);
  await clock.advance(250);
  expect(clock.now()).toBe(1_250);
});

test('sleepers wake in the order of their time, and see that time', async () => {
  const clock = manualClock(0);
  const woken: string[] = [];
  void clock.sleep(20).then(() => woken.push(`late at ${clock.now()}`));
  void clock.sleep(10).then(() => woken.push(`early at ${clock.now()}`));
  await clock.advance(50);
  expect(woken).toEqual(['early at 10', 'late at 20']);
});

test('what a woken sleeper starts wakes on the way too', async () => {
  const clock = manualClock(0);
  let laps = 0;
  async function tick(): Promise<void> {
    for (;;) {
      await clock.sleep(10);
      laps += 1;
    }
  }
  void tick();
  await clock.advance(35);
  expect(laps).toBe(3);
});

test('an aborted sleep ends at once and is forgotten', async () => {
  const clock = manualClock(0);
  const stop = new AbortController();
  const sleep = clock.sleep(1_000, stop.signal);
  expect(clock.sleeping()).toBe(1);
  stop.abort();
  await sleep;
  expect(clock.sleeping()).toBe(0);
});
