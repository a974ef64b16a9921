// The worker's side of a story that is run without its mending: tells which promises it breaks. Its
// imports are all that comes into the build besides the world.

import type { MessagePort } from 'node:worker_threads';
import type { Plan } from '../../src/sim/plan.ts';
import { runToTheEnd, type RunPlan } from '../../src/sim/runner.ts';

/** The promises that were broken, each once. */
export type Broken = readonly string[];

export async function tellBroken(
  port: MessagePort | null,
  data: unknown,
  runPlan: RunPlan,
): Promise<void> {
  const { violations } = await runToTheEnd(data as Plan, runPlan);
  const broken: Broken = [...new Set(violations.map(({ promise }) => promise))];
  port?.postMessage(broken);
}
