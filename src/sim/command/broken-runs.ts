// Runs of plans that nobody drew, and so without a seed to replay them by: each that broke a
// promise is written into a file, and told with the one command that shows it.

import { join } from 'node:path';
import type { Plan } from '../plan.ts';
import { whole } from './figures.ts';
import { savePlan } from './saved-plan.ts';
import { planCommand } from './summary.ts';

/** A promise that one run broke; runs that broke several share their plan. */
export interface BrokenPromise {
  readonly promise: string;
  readonly words: string;
  readonly plan: Plan;
}

// What breaks a promise at one point does so at hundreds of pairs with it. The first runs are the
// simplest, and of each promise some are told, so that one bug does not hide another.
const TOLD_OF_EACH = 3;

/** One text for each run that is told; `newFolder` is only asked where there is one. */
export async function tellBrokenRuns(
  broken: readonly BrokenPromise[],
  newFolder: () => Promise<string>,
): Promise<readonly string[]> {
  if (broken.length === 0) return [];
  const told = new Set<Plan>();
  const times = new Map<string, number>();
  for (const { promise, plan } of broken) {
    const before = times.get(promise) ?? 0;
    times.set(promise, before + 1);
    if (before < TOLD_OF_EACH) told.add(plan);
  }
  const folder = await newFolder();
  const texts: string[] = [];
  for (const plan of told) {
    const file = join(folder, `${texts.length + 1}.json`);
    savePlan(file, plan);
    texts.push(textOf(broken, plan, file));
  }
  const left = new Set(broken.map(({ plan }) => plan)).size - told.size;
  const more = `${whole(left)} more runs broke the same promises: each is told ${TOLD_OF_EACH} times.\n`;
  return left === 0 ? texts : [...texts, more];
}

function textOf(broken: readonly BrokenPromise[], plan: Plan, file: string): string {
  const struck = Object.keys(plan.forced);
  const how = struck.length === 0 ? 'With nothing going wrong' : `With ${struck.join(' and ')}`;
  const own = broken.filter((one) => one.plan === plan);
  const lines = own.map(({ promise, words }) => `  ${promise}: ${words}`);
  const command = `  ${planCommand(file)} --shrink --story`;
  return [`${how} a promise was broken.`, ...lines, command, ''].join('\n');
}
