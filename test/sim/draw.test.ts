// Plans as they are drawn: each seed its own, with scenes whose acts are close in time, and nothing
// that goes wrong after all is healed.

import { expect, test } from 'vitest';
import { chanceOf } from '../../src/sim/chance.ts';
import { drawPlan } from '../../src/sim/draw.ts';
import { FAULTS, type Plan } from '../../src/sim/plan.ts';
import { drawScene } from '../../src/sim/scenes.ts';
import type { Scene } from '../../src/sim/script.ts';

const PLANS: readonly Plan[] = Array.from({ length: 400 }, (_, seed) => drawPlan(seed, 'memory'));

test('a seed draws the same plan each time, and another seed another', () => {
  expect(drawPlan(7, 'memory')).toEqual(drawPlan(7, 'memory'));
  const texts = new Set(PLANS.map(({ acts, rates }) => JSON.stringify([acts, rates])));
  expect(texts.size).toBe(PLANS.length);
});

test('acts come in the order of time, each under a name of its own', () => {
  for (const { acts, troubles } of PLANS) {
    const times = acts.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const ids = [...acts, ...troubles].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test('nobody acts and nothing befalls a machine once all is healed', () => {
  const late = PLANS.flatMap(({ acts, troubles, chaosMs }) =>
    [...acts, ...troubles].filter(({ atMs }) => atMs > chaosMs),
  );
  expect(late).toEqual([]);
});

test('what befalls a server befalls one that there is', () => {
  for (const { troubles, servers } of PLANS) {
    for (const trouble of troubles) {
      if ('server' in trouble) expect(trouble.server).toBeLessThan(servers);
    }
  }
});

test('each seed leaves most faults out, and some leave out all', () => {
  const counts = PLANS.map(({ rates }) => Object.keys(rates).length);
  expect(counts).toContain(0);
  expect(Math.max(...counts)).toBeGreaterThan(10);
  expect(counts.filter((count) => count > (FAULTS.length * 2) / 3)).toEqual([]);
});

function sceneOf(seed: number): Scene {
  const stage = { point: 'a', atMs: 5_000, shopper: 'ann', cart: 'cart-1', servers: 2 };
  return drawScene({ ...stage, chance: chanceOf(seed) });
}

test('a scene takes place where it was put, within a minute', () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const { acts, troubles } = sceneOf(seed);
    expect(acts.length).toBeGreaterThan(0);
    const times = [...acts, ...troubles].map(({ atMs }) => atMs);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(5_000);
    expect(Math.max(...times)).toBeLessThan(65_000);
  }
});

test('scenes of many kinds are drawn, and some bring the fault that they are about', () => {
  const kinds = new Set<string>();
  const brought = new Set<string>();
  for (let seed = 0; seed < 300; seed += 1) {
    const { acts, troubles, kinds: faults } = sceneOf(seed);
    kinds.add([...acts, ...troubles].map(({ type }) => type).join(' '));
    for (const fault of faults) brought.add(fault);
  }
  expect(kinds.size).toBeGreaterThan(12);
  expect(brought).toContain('stall-over-charge');
});

test('a fault that a scene brings exists in its run', () => {
  const stalls = PLANS.filter(({ rates }) => 'stall-over-charge' in rates).length;
  const forgetful = PLANS.filter(({ rates }) => 'bank-forgets-key' in rates);
  expect(stalls / PLANS.length).toBeGreaterThan(0.17);
  const together = forgetful.filter(({ rates }) => 'bank-doubled' in rates).length;
  expect(together / forgetful.length).toBeGreaterThan(0.4);
});
