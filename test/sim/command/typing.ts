// The whole command in the stand-in world, for its tests: workers that are functions, a clock that
// each look moves on, and what was printed.

import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { runBatch } from '../../../src/sim/command/batch.ts';
import { simulate, type Simulator } from '../../../src/sim/command/simulate.ts';
import { drawStandIn } from '../stand-in-draw.ts';
import { runStandIn } from '../stand-in-run.ts';

export const runner = { drawPlan: drawStandIn, runPlan: runStandIn };

export const SIMULATOR: Simulator = {
  runner,
  hire: (store) => ({
    run: (batch) => runBatch(batch, store, runner, () => undefined),
    stop: async () => undefined,
  }),
  code: async () => 'as it is',
  corpus: [],
  proveMutants: async ({ onProgress }) => {
    onProgress('bug 1');
    const promises = ['captured-once'];
    const proof = { tries: 3, caught: 3, promises, medianSeeds: 4, lost: 0, digest: 1n };
    const ways = { whole: proof, peeled: null, 'crash points': null };
    const mutants = [{ number: 1, name: 'a bug', ways }];
    return { mutants, canaries: [], unheard: [], silent: [], hash: 'abc' };
  },
  runProfile: async ({ count }) => ({
    ...{ seeds: count, warmUp: 0, wallMs: 20, exchanges: 40, gatewayCalls: 10, statements: 90 },
    shares: [{ part: 'the database', share: 1 }],
  }),
  runSystematic: async () => ({
    crashPoints: 2,
    crashPairs: 1,
    laterPoints: 4,
    runs: 3,
    model: null,
    hash: 'abc',
    broken: [
      { promise: 'captured-once', words: 'Twice.', plan: drawStandIn(88, 'memory') },
      { promise: 'every state ends', words: 'In "pays": never.', plan: null },
    ],
  }),
};

/** As if this had been typed; what is written goes into the folder. */
export async function typeIn(folder: string, typed: string, simulator: Simulator = SIMULATOR) {
  let [said, complained, nowMs] = ['', '', 0];
  const code = await simulate(typed.split(' '), simulator, {
    output: { isTTY: false, columns: 80, write: (text) => void (said += text) },
    complain: (text) => void (complained += text),
    paint: (line) => line,
    // Each look at the clock is a second later.
    nowMs: () => (nowMs += 1_000),
    freshSeed: 300,
    machine: { date: '2030-01-01', node: '20.20.2', commit: null, cores: 2, load: 0 },
    reportFile: join(folder, 'simulation.md'),
    newFolder: () => mkdtemp(join(folder, 'broken-')),
  });
  return { code, said, complained };
}
