// What is counted of runs, and that counting apart and adding up comes to the same.

import { expect, test } from 'vitest';
import type { Outcome } from '../../src/sim/outcome.ts';
import { addTally, countRun, emptyTally } from '../../src/sim/tally.ts';
import { drawStandIn } from './stand-in-draw.ts';
import { runStandIn } from './stand-in-run.ts';
import { fault, historyOf, outcomeOf } from './story/histories.ts';

test('a kind is counted by strikes, and once for each run and each plan', () => {
  const history = historyOf(
    [0, fault('a', 'delayed')],
    [1, fault('b', 'delayed')],
    [2, fault('c', 'crash')],
  );
  const outcome: Outcome = outcomeOf(history);
  const plan = { ...outcome.plan, rates: { delayed: 0.25, doubled: 0.5, 'proxy-502': 0 } };
  const tally = emptyTally();
  countRun(tally, { ...outcome, plan: { ...plan, troubles: [] } });
  expect(tally.kinds).toEqual({
    delayed: { drawn: 1, rated: 1, rates: 0.25, runs: 1, strikes: 2 },
    doubled: { drawn: 1, rated: 1, rates: 0.5, runs: 0, strikes: 0 },
    crash: { drawn: 0, rated: 0, rates: 0, runs: 1, strikes: 1 },
  });
});

test('what is a fault and a trouble at once is drawn once', () => {
  const outcome = outcomeOf([]);
  const pause = { id: 't', atMs: 1, type: 'pause', server: 0, forMs: 10 } as const;
  const tally = emptyTally();
  countRun(tally, {
    ...outcome,
    plan: { ...outcome.plan, rates: { pause: 0.1 }, troubles: [pause, { ...pause, id: 'u' }] },
  });
  expect(tally.kinds).toEqual({
    pause: { drawn: 1, rated: 1, rates: 0.1, runs: 0, strikes: 0 },
  });
});

test('tallies of parts add up to the tally of all', async () => {
  const [all, left, right] = [emptyTally(), emptyTally(), emptyTally()];
  for (let seed = 0; seed < 20; seed += 1) {
    const outcome = await runStandIn(drawStandIn(seed, 'memory'));
    countRun(all, outcome);
    countRun(seed < 7 ? left : right, outcome);
  }
  addTally(left, right);
  expect(left).toEqual(all);
  expect(all.runs).toBe(20);
});
