// The small worlds whole, judged; and one transition of each kind made by the real servers, bank
// and database. `npm run sim -- --systematic` takes them all.

import { expect, test } from 'vitest';
import { conform } from '../../../src/sim/model/conformance.ts';
import { explore } from '../../../src/sim/model/explore.ts';
import { checkModel } from '../../../src/sim/model/model.ts';
import { RULES } from '../../../src/sim/model/rules.ts';
import type { State } from '../../../src/sim/model/state.ts';
import { step, type Step } from '../../../src/sim/model/step.ts';
import { WORLDS, withRules, type SmallWorld } from '../../../src/sim/model/worlds.ts';

const SMALL: SmallWorld = {
  name: 'pays, one server',
  cards: ['good'],
  servers: 1,
  refunds: 0,
  prologue: [],
  rules: RULES,
};

test.each(WORLDS)(
  '$name: the model keeps its promises, and the code does what it says',
  async (world) => {
    const { states, checked, broken } = await checkModel({
      kindsOnly: true,
      worlds: [world],
    });
    expect(broken).toEqual([]);
    expect(states).toBeGreaterThan(1_000);
    expect(checked).toBeGreaterThan(290);
  },
);

test('every step of a small world is as in the code', async () => {
  const { steps, checked } = await checkModel({ worlds: [SMALL] });
  expect(checked).toBe(steps);
});

interface Planted {
  readonly what: string;
  readonly where: string;
  readonly change: (next: State, before: State) => State;
}

const PLANTED: readonly Planted[] = [
  {
    what: 'an attempt that is called declined is called unknown',
    where: 'write',
    change: (next) => ({
      ...next,
      attempts: next.attempts.map((one) =>
        one.status === 'declined' ? { ...one, status: 'unknown' } : one,
      ),
    }),
  },
  {
    what: 'a sweep keeps the lease',
    where: 'write',
    change: (next, before) =>
      before.lease === 'held' && next.lease === 'none' && next.live !== 0
        ? { ...next, lease: 'held' }
        : next,
  },
  {
    what: 'a message is forgotten',
    where: 'write',
    change: (next) => ({
      ...next,
      attempts: next.attempts.map((one) => ({
        ...one,
        legs: one.legs.map((leg) => ({
          ...leg,
          ended: leg.ended === 'applied' ? 'open' : leg.ended,
        })),
      })),
    }),
  },
  {
    what: 'a lost answer is looked up without a word in the rows',
    where: 'lose',
    change: (next) => ({
      ...next,
      workers: next.workers.map((one) =>
        one.point.at === 'doubt' ? { ...one, point: { at: 'lookup', answer: null } } : one,
      ),
    }),
  },
];

test.each(PLANTED)('a model in which $what parts from the code', async ({ where, change }) => {
  const planted: Step = (state, action, world) => {
    const stepped = step(state, action, world);
    return action.type === where ? { ...stepped, state: change(stepped.state, state) } : stepped;
  };
  const graph = explore(SMALL, undefined, planted);
  const { mismatch } = await conform(graph);
  expect(mismatch?.model).not.toEqual(mismatch?.real);
  expect(mismatch?.way.length).toBeGreaterThan(2);
  const byKinds = await conform(graph, { kindsOnly: true });
  expect(byKinds.mismatch).not.toBeNull();
});

test('a model that answers something else parts from the code', async () => {
  const planted: Step = (state, action, world) => {
    const stepped = step(state, action, world);
    return stepped.said === 409 ? { ...stepped, said: 202 } : stepped;
  };
  const { mismatch } = await conform(explore(SMALL, undefined, planted));
  expect(mismatch?.model).toEqual(['somebody hears 202']);
  expect(mismatch?.real).toEqual(['somebody hears 409']);
});

const BENT = [
  ['a settlement asks for no fence', 'SETTLE', 'AND fence = $3', 'AND $3::bigint IS NOT NULL'],
  ['doubt is cast on what waits', 'DOUBT', ' AND lease_until IS NOT NULL', ''],
  ['a rest keeps the lease', 'REST', 'lease_until = NULL, events', 'events'],
] as const;

const SIGN_OF = {
  SETTLE: 'WITH settled AS',
  DOUBT: "a SET status = 'unknown'",
  REST: 'WITH rested AS',
} as const;

test.each(BENT)('code in which %s parts from the model', async (_what, name, from, to) => {
  let bent = 0;
  const bend = (sql: string): string => {
    if (!sql.includes(SIGN_OF[name])) return sql;
    bent += 1;
    expect(sql).toContain(from);
    return sql.replace(from, to);
  };
  const graph = explore(debitOfTwo());
  const { mismatch } = await conform(graph, { bend });
  expect(bent).toBeGreaterThan(0);
  expect(mismatch).not.toBeNull();
  expect(mismatch?.real).not.toEqual(mismatch?.model);
});

function debitOfTwo(): SmallWorld {
  const [world] = WORLDS.filter(({ name }) => name === 'waits for a debit, two servers');
  if (world === undefined) throw new Error('there is no such world');
  return world;
}

// At the very step that the guard is for: code without it parts from the model somewhere else.
const GUARDED = [
  ['tombstones', SMALL, 'lookup (absent) 1.1 for a sweep hears the answer'],
  ['lostIsUnknown', SMALL, 'charge 1.1 for a pay hears nothing'],
  ['awakeToSend', SMALL, 'hear-claim 1.1 for a pay hears the answer'],
  ['fenced', debitOfTwo(), 'settle captured 1.1 for a sweep with an old hold writes'],
  ['revised', debitOfTwo(), 'fact-park pending 1.1 for a tell with an old hold writes'],
] as const;

test.each(GUARDED)('the code has the guard: without %s the model parts from it', async (...row) => {
  const [rule, world, where] = row;
  const graph = explore(withRules(world, { [rule]: false }));
  const { mismatch } = await conform(graph);
  expect(mismatch?.way.at(-1)).toContain(where);
});
