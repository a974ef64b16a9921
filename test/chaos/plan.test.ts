// A storm can be had again: what befalls a cart is drawn from the seed and the cart's place alone.

import { expect, test } from 'vitest';
import { CALM, planOf, STORM, type CartPlan } from './plan.ts';

function plansOf(seed: number, rounds: readonly number[]): CartPlan[] {
  return rounds.flatMap((round) =>
    [0, 1, 2, 3].map((shopper) => planOf(seed, shopper, round, STORM)),
  );
}

test('the same seed draws the same plans, whatever was drawn before', () => {
  const inOrder = plansOf(7, [0, 1, 2]);
  const backwards = [2, 1, 0].map((round) => plansOf(7, [round])).reverse();
  expect(backwards.flat()).toEqual(inOrder);
  expect(plansOf(8, [0, 1, 2])).not.toEqual(inOrder);
});

test('a storm strikes servers, database and bank; calm weather strikes nobody', () => {
  const places = Array.from({ length: 300 }, (_none, round) => round);
  const blows = places.flatMap((round) => planOf(1, 0, round, STORM).blows);
  expect(new Set(blows.map(({ type }) => type))).toEqual(new Set(['server', 'backends', 'bank']));
  expect(places.flatMap((round) => planOf(1, 0, round, CALM).blows)).toEqual([]);
});
