// A plan in a file: written as one indented text, read again with a look at its shape. What a plan
// means is the world's business.

import type { Plan } from '../plan.ts';
import { hasFields, jsonIn } from './json-file.ts';
import { isStore, Mistyped } from './options.ts';
import { writeWhole } from './written.ts';

export function savePlan(file: string, plan: Plan): void {
  writeWhole(file, `${JSON.stringify(plan, null, 2)}\n`);
}

/** Throws `Mistyped` where there is no plan in it. */
export async function readPlan(file: string): Promise<Plan> {
  const plan = await jsonIn(file);
  if (plan === undefined) throw new Mistyped(`There is no file ${file}.`);
  if (!isPlan(plan)) throw new Mistyped(`${file} holds no plan: --save writes one.`);
  return plan;
}

function isPlan(value: unknown): value is Plan {
  const isOutlined = hasFields(value, {
    string: ['store'],
    number: ['seed', 'servers', 'keyLifetimeMs', 'sweepMs', 'chaosMs'],
    object: ['rates', 'forced', ...LISTS],
  });
  if (!isOutlined) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return isStore(fields['store']) && LISTS.every((name) => Array.isArray(fields[name]));
}

const LISTS = ['acts', 'troubles', 'without'] as const;
