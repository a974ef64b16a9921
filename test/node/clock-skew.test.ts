// A clock corrected against a database's that answers as a test says. No database, no waiting.

import { expect, test } from 'vitest';
import { correctedClock, refuseSkew } from '../../src/node/clock-skew.ts';
import type { Queryable } from '../../src/server/database.ts';
import { manualClock } from '../support/manual-clock.ts';

const START_MS = Date.UTC(2026, 0, 1);

/** A machine whose clock can be set, and a database whose answer takes a while. */
function bench(aheadMs = 0) {
  const time = manualClock(START_MS);
  const state = { machineMs: aheadMs, toMs: 0, backMs: 0 };
  const machine = { now: () => time.now() + state.machineMs, sleep: time.sleep };
  const database: Queryable = {
    async query() {
      await time.advance(state.toMs);
      const now = time.now();
      await time.advance(state.backMs);
      return [{ now }];
    },
  };
  return { time, state, machine, database, opened: () => correctedClock(machine, database) };
}

test('a machine that is two seconds ahead or behind gets the time of the database', async () => {
  for (const aheadMs of [2000, -2000]) {
    const { time, opened } = bench(aheadMs);
    const clock = await opened();
    expect(clock.now()).toBe(START_MS);
    await time.advance(700);
    expect(clock.now()).toBe(START_MS + 700);
    expect(clock.trouble()).toBeNull();
  }
});

test('half of what an answer took is counted, and a difference within it corrects nothing', async () => {
  const { state, time, opened } = bench(2000);
  state.toMs = state.backMs = 300;
  expect((await opened()).now()).toBe(time.now());
  const slow = bench(200);
  slow.state.toMs = slow.state.backMs = 300;
  const clock = await slow.opened();
  expect(clock.now()).toBe(slow.machine.now());
});

test('a slow answer does not make a good clock worse', async () => {
  const { state, time, opened } = bench(2000);
  const clock = await opened();
  state.backMs = 3000;
  await clock.correct();
  expect(clock.now()).toBe(time.now());
});

test('a clock that is found ahead goes slower until it is right, and never backwards', async () => {
  const { state, time, opened } = bench();
  const clock = await opened();
  state.machineMs = 2000;
  const wrong = clock.now();
  expect(wrong).toBe(START_MS + 2000);
  await clock.correct();
  let before = wrong;
  for (let second = 1; second <= 6; second += 1) {
    await time.advance(1000);
    const now = clock.now();
    expect(now).toBe(Math.max(wrong + second * 500, time.now()));
    expect(now).toBeGreaterThan(before);
    before = now;
  }
  expect(before).toBe(time.now());
});

test('a machine whose clock is set back does not set ours back', async () => {
  const { state, time, opened } = bench();
  const clock = await opened();
  await time.advance(10_000);
  const before = clock.now();
  state.machineMs = -4000;
  expect(clock.now()).toBe(before);
  await clock.correct();
  expect(clock.now()).toBe(before);
  await time.advance(1000);
  expect(clock.now()).toBe(time.now());
});

test('a start is refused beyond five seconds, in words, and not by what the journey took', async () => {
  for (const aheadMs of [6000, -6000]) {
    const { machine, database, opened } = bench(aheadMs);
    await expect(opened()).rejects.toThrow(/clock and the database's are 6 s apart: set them/);
    await expect(refuseSkew(database, machine)).rejects.toThrow(/are 6 s apart/);
  }
  const slow = bench(6000);
  slow.state.toMs = 20_000;
  expect((await slow.opened()).trouble()).toBeNull();
});

test('a machine that goes wrong later is in trouble until it is right again', async () => {
  const { state, opened } = bench();
  const clock = await opened();
  state.machineMs = -6000;
  await clock.correct();
  expect(clock.trouble()).toMatch(/6 s apart/);
  state.machineMs = 0;
  await clock.correct();
  expect(clock.trouble()).toBeNull();
});

test('a server that ran ahead by an hour stays in trouble when its machine is mended', async () => {
  const { state, time, opened } = bench();
  const clock = await opened();
  state.machineMs = 60 * 60_000;
  clock.now();
  await clock.correct();
  expect(clock.trouble()).toMatch(/3600 s apart/);
  state.machineMs = 0;
  await clock.correct();
  expect(clock.trouble()).toMatch(/3600 s ahead.*start it again/);
  await time.advance(2 * 60 * 60_000);
  expect(clock.trouble()).toBeNull();
});

test('a database that does not answer leaves the correction as it was', async () => {
  const { machine, time, database } = bench(2000);
  let isGone = false;
  const query: Queryable['query'] = (sql) =>
    isGone ? Promise.reject(new Error('gone')) : database.query(sql);
  const clock = await correctedClock(machine, { query });
  isGone = true;
  await expect(clock.correct()).rejects.toThrow('gone');
  expect([clock.now(), clock.trouble()]).toEqual([time.now(), null]);
});
