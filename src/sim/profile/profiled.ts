// The file of a thread that runs seeds under V8's profiler: bundled with a source map, so that what
// the profiler saw can be told by the sources' names.

import { Session, type Profiler } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import type { ProfileOptions, ProfileResult } from '../command/seams.ts';
import { drawPlan } from '../draw.ts';
import { runPlan } from '../world.ts';

export type Profiled = Omit<ProfileResult, 'seeds' | 'warmUp' | 'shares'> & {
  readonly profile: Profiler.Profile;
};

// A thousandth of a millisecond is what the profiler counts in; a sample costs some of them.
const SAMPLED_EVERY_US = 200;

async function profiled({ first, count, warmUp }: Required<ProfileOptions>): Promise<Profiled> {
  for (let seed = first - warmUp; seed < first; seed += 1) await runPlan(drawPlan(seed, 'memory'));
  const sums = { exchanges: 0, gatewayCalls: 0, statements: 0 };
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: SAMPLED_EVERY_US });
  session.post('Profiler.start');
  const startedAt = performance.now();
  for (let seed = first; seed < first + count; seed += 1) {
    const { totals, history } = await runPlan(drawPlan(seed, 'memory'));
    sums.exchanges += totals.exchanges;
    sums.statements += totals.statements;
    sums.gatewayCalls += history.filter(({ type }) => type === 'gateway-called').length;
  }
  const wallMs = performance.now() - startedAt;
  const profile = await new Promise<Profiler.Profile>((resolve, reject) => {
    session.post('Profiler.stop', (error, stopped) => {
      if (error === null) resolve(stopped.profile);
      else reject(error);
    });
  });
  session.disconnect();
  return { profile, wallMs, ...sums };
}

if (parentPort === null) throw new Error('This file is a worker of `npm run sim`: start that.');
parentPort.postMessage(await profiled(workerData as Required<ProfileOptions>));
