// For how long a server does not trust its database's memory.

import { expect, test } from 'vitest';
import { createCaution } from '../../src/server/caution.ts';
import { manualClock } from '../support/manual-clock.ts';

const SETTLED_MS = 35_000;

function setUp() {
  const clock = manualClock();
  return { clock, caution: createCaution(clock, SETTLED_MS) };
}

test('nothing is claimed before a first pass, and carefully until a late one', async () => {
  const { clock, caution } = setUp();
  expect([caution.mayClaim(), caution.isCareful()]).toEqual([false, true]);
  // Nobody was answered by this process before.
  expect(caution.isDoubtful()).toBe(false);
  caution.passed(clock.now(), true);
  expect([caution.mayClaim(), caution.isCareful()]).toEqual([true, true]);
  await clock.advance(SETTLED_MS);
  caution.passed(clock.now(), true);
  expect(caution.isCareful()).toBe(true);
  await clock.advance(1);
  caution.passed(clock.now(), true);
  expect([caution.mayClaim(), caution.isCareful()]).toEqual([true, false]);
});

test('a pass that left something over does not end it', async () => {
  const { clock, caution } = setUp();
  await clock.advance(SETTLED_MS + 1);
  caution.passed(clock.now(), false);
  expect([caution.mayClaim(), caution.isCareful()]).toEqual([true, true]);
});

test('a doubt begins it anew, also in the middle of a pass', async () => {
  const { clock, caution } = setUp();
  await clock.advance(SETTLED_MS + 1);
  const beganAtMs = clock.now();
  caution.doubt();
  caution.passed(beganAtMs, true);
  expect([caution.mayClaim(), caution.isCareful()]).toEqual([true, true]);
  await clock.advance(SETTLED_MS);
  expect([caution.isDoubtful(), caution.mayBeCalling()]).toEqual([true, true]);
  await clock.advance(1);
  expect([caution.isDoubtful(), caution.mayBeCalling()]).toEqual([true, false]);
  caution.passed(clock.now(), true);
  expect([caution.isCareful(), caution.isDoubtful()]).toEqual([false, false]);
});

test('tables that were made just now have nothing to forget, whatever broke before', () => {
  const { caution } = setUp();
  caution.doubt();
  caution.begin();
  expect([caution.isCareful(), caution.isDoubtful(), caution.mayBeCalling()]).toEqual([
    false,
    false,
    false,
  ]);
});

test('the list may lag behind what was lost until each charge is old enough, also after a start', async () => {
  const { clock, caution } = setUp();
  await clock.advance(SETTLED_MS);
  expect([caution.mayBeUnlisted(), caution.mayBeCalling()]).toEqual([true, false]);
  await clock.advance(1);
  expect(caution.mayBeUnlisted()).toBe(false);
  caution.doubt();
  expect(caution.mayBeUnlisted()).toBe(true);
  caution.begin();
  expect(caution.mayBeUnlisted()).toBe(false);
});

test('distrust stops claims until a pass went through', () => {
  const { clock, caution } = setUp();
  caution.begin();
  caution.passed(clock.now(), true);
  expect([caution.mayClaim(), caution.isCareful()]).toEqual([true, false]);
  caution.distrust();
  expect([caution.mayClaim(), caution.isCareful()]).toEqual([false, true]);
  expect(caution.isDoubtful()).toBe(true);
});
