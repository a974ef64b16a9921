// Whether a fault strikes depends on the seed, its kind and its point, and on no other fault.

import { expect, test } from 'vitest';
import { chanceOf } from '../../src/sim/chance.ts';
import { Faults, keyOf } from '../../src/sim/faults.ts';
import type { FaultKind, Plan } from '../../src/sim/plan.ts';
import { Recorder } from '../../src/sim/recorder.ts';
import { Timeline } from '../../src/sim/timeline.ts';
import { drawStandIn } from './stand-in-draw.ts';

const KINDS: readonly FaultKind[] = ['request-lost', 'doubled', 'pause'];
const POINTS = KINDS.flatMap((kind) =>
  Array.from({ length: 60 }, (_, index) => ({ kind, point: `p1#${index + 1}` })),
);
const PLAN: Plan = {
  ...drawStandIn(7, 'memory'),
  rates: { 'request-lost': 0.3, doubled: 0.2, pause: 0.1 },
  forced: {},
  without: [],
};

/** What struck of all that could, asked for in this order. */
function struckIn(plan: Plan, points = POINTS): string[] {
  const recorder = new Recorder(new Timeline());
  const faults = new Faults(plan, chanceOf(plan.seed), recorder);
  const struck = points.filter(({ kind, point }) => faults.strikes(kind, point));
  const keys = struck.map(({ kind, point }) => keyOf(kind, point));
  const noted = recorder.history().flatMap((entry) => (entry.type === 'fault' ? [entry.key] : []));
  expect(noted).toEqual(keys);
  expect(faults.struck()).toBe(keys.length);
  return keys;
}

test('leaving one fault out leaves all others as they were drawn', () => {
  const all = struckIn(PLAN);
  expect(all.length).toBeGreaterThan(20);
  for (const key of all) {
    const others = all.filter((other) => other !== key);
    expect(struckIn({ ...PLAN, without: [key] })).toEqual(others);
  }
});

test('the order in which points are come to changes no draw, nor does a point more or less', () => {
  const all = struckIn(PLAN);
  expect(struckIn(PLAN, POINTS.toReversed())).toEqual(all.toReversed());
  const half = POINTS.filter((_, index) => index % 2 === 0);
  const names = half.map(({ kind, point }) => keyOf(kind, point));
  expect(struckIn(PLAN, half)).toEqual(all.filter((key) => names.includes(key)));
});

test('a kind without a rate leaves the draws of the others', () => {
  const all = struckIn(PLAN);
  const { doubled: _doubled, ...rates } = PLAN.rates;
  const others = all.filter((key) => !key.startsWith('doubled@'));
  expect(struckIn({ ...PLAN, rates })).toEqual(others);
});

test('what is forced strikes without a rate, unless it is left out, and nothing else does', () => {
  const key = keyOf('doubled', 'p1#9');
  const forced: Plan = { ...PLAN, rates: {}, forced: { [key]: 'doubled' } };
  expect(struckIn(forced)).toEqual([key]);
  expect(struckIn({ ...forced, without: [key] })).toEqual([]);
});

test('nothing strikes after healing', () => {
  const faults = new Faults(
    { ...PLAN, rates: { doubled: 1 } },
    chanceOf(7),
    new Recorder(new Timeline()),
  );
  expect(faults.strikes('doubled', 'p1#1')).toBe(true);
  faults.heal();
  expect(faults.strikes('doubled', 'p1#1')).toBe(false);
});
