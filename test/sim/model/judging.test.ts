// The model keeps every promise, and would be found out if it did not: with any one guard taken
// away it breaks one, and the shortest way there is told.

import { expect, test } from 'vitest';
import { explore, type Graph } from '../../../src/sim/model/explore.ts';
import { CONVERGES, isBroken, violationsIn } from '../../../src/sim/model/judging.ts';
import { RULES, type Rules } from '../../../src/sim/model/rules.ts';
import { WORLDS, withRules, type SmallWorld } from '../../../src/sim/model/worlds.ts';

function worldNamed(name: string): SmallWorld {
  const world = WORLDS.find((one) => one.name === name);
  if (world === undefined) throw new Error(`there is no world "${name}"`);
  return world;
}

const PAYS = 'pays, two servers';
const DEBIT = 'waits for a debit, two servers';
const ALONE = 'pays by debit';
const DECLINED = 'is declined and pays';
const REFUND = 'gets some back, two servers';

interface Found {
  readonly rule: keyof Rules;
  readonly world: string;
  readonly promise: string;
  readonly steps: number;
}

// How few steps it takes is told too: a way that grew longer is a guard that came to stand twice.
const FOUND: readonly Found[] = [
  { rule: 'fenced', world: DEBIT, promise: 'an old hold writes nothing', steps: 12 },
  { rule: 'revised', world: DEBIT, promise: 'an old hold writes nothing', steps: 7 },
  { rule: 'oneLive', world: DECLINED, promise: 'one charge at a time', steps: 5 },
  { rule: 'awakeToSend', world: ALONE, promise: 'nothing is sent after the consent', steps: 4 },
  { rule: 'tombstones', world: PAYS, promise: 'one charge at a time', steps: 9 },
  { rule: 'lostIsUnknown', world: PAYS, promise: 'told declined is not charged', steps: 5 },
  { rule: 'endsStay', world: DECLINED, promise: 'paid stays paid', steps: 12 },
  {
    rule: 'refundsCapped',
    world: REFUND,
    promise: 'refunds stay under what was captured',
    steps: 9,
  },
  {
    rule: 'refundKeyStays',
    world: REFUND,
    promise: 'refunds stay under what was captured',
    steps: 12,
  },
  { rule: 'sweeps', world: PAYS, promise: CONVERGES, steps: 2 },
];

test('every guard has its turn', () => {
  expect(FOUND.map(({ rule }) => rule).sort()).toEqual(Object.keys(RULES).sort());
});

test.each(FOUND)('without $rule: $promise is broken', ({ rule, world, promise, steps }) => {
  const graph = explore(withRules(worldNamed(world), { [rule]: false }), isBroken);
  const violation = violationsIn(graph).find((one) => one.promise === promise);
  expect(violation?.way).toHaveLength(steps);
});

test('the shortest way is told in words', () => {
  const world = withRules(worldNamed(PAYS), { lostIsUnknown: false });
  const [violation] = violationsIn(explore(world, isBroken));
  expect(violation).toEqual({
    promise: 'told declined is not charged',
    words: 'The shopper is told that nothing was charged, and it was.',
    way: [
      'the shopper presses Pay, and a server claims',
      'the server at its hear-claim 1.1 for a pay hears the answer',
      'the bank gets the call of the server at its charge 1.1 for a pay',
      'the server at its charge (captured) 1.1 for a pay hears nothing',
      'the server at its settle declined 1.1 for a pay writes',
    ],
  });
});

test('what the first search finds it finds again, state for state', () => {
  const world = worldNamed(REFUND);
  const states = ({ states }: Graph): string => JSON.stringify(states);
  expect(states(explore(world))).toBe(states(explore(world)));
});
