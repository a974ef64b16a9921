// A plan in a file: written as one indented text, read again with a look at its shape. What a plan
// means is the world's business.

import { readFile, writeFile } from 'node:fs/promises';
import type { Plan } from '../plan.ts';
import { Mistyped } from './options.ts';

export async function savePlan(file: string, plan: Plan): Promise<void> {
  await writeFile(file, `${JSON.stringify(plan, null, 2)}\n`);
}

/** Throws `Mistyped` where there is no plan in it. */
export async function readPlan(file: string): Promise<Plan> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Mistyped(`${file} cannot be read: ${(error as Error).message}.`);
  });
  const plan = parsed(text);
  if (!isPlan(plan)) throw new Mistyped(`${file} holds no plan: --save writes one.`);
  return plan;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isPlan(value: unknown): value is Plan {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  const has = (type: string, ...names: string[]): boolean =>
    names.every((name) => typeof fields[name] === type && fields[name] !== null);
  const areLists = ['acts', 'troubles', 'without'].every((name) => Array.isArray(fields[name]));
  const numbers = has('number', 'seed', 'servers', 'keyLifetimeMs', 'sweepMs', 'chaosMs');
  return areLists && numbers && has('object', 'rates', 'forced') && has('string', 'store');
}
