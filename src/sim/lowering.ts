// The numbers of a plan, one place after the other, and smaller ones to try for each: when people
// act, how often they press, how long troubles last, when the chaos ends. Knows no run.

import type { Act, Plan, Trouble } from './plan.ts';

// What each number may fall to. A trouble of no length at all would be no trouble.
const LEAST: Readonly<Record<string, number>> = {
  atMs: 0,
  times: 1,
  gapMs: 0,
  widget: 0,
  forMs: 1_000,
  downMs: 1_000,
  count: 1,
};

// Halves of the way down, after the whole of it: what needs more precision is not worth the runs.
const HALVES = 4;
const LEAST_STEP_MS = 100;

type Numbered = Act | Trouble;

/** Plans with a smaller number at `place`, the smallest first; null: there is no such place. */
export function lowered(plan: Plan, place: number): readonly Plan[] | null {
  if (place === 0)
    return lowerNumbers('chaosMs', plan.chaosMs, lastMoment(plan)).map(withChaos(plan));
  const acts = fieldsOf(plan.acts);
  const act = acts[place - 1];
  if (act !== undefined) {
    return lowerAt(act).map((item) => ({ ...plan, acts: replaced(plan.acts, item) }));
  }
  const trouble = fieldsOf(plan.troubles)[place - 1 - acts.length];
  if (trouble === undefined) return null;
  return lowerAt(trouble).map((item) => ({ ...plan, troubles: replaced(plan.troubles, item) }));
}

interface Field<T> {
  readonly item: T;
  readonly name: string;
  readonly value: number;
}

function fieldsOf<T extends Numbered>(items: readonly T[]): Field<T>[] {
  return items.flatMap((item) =>
    Object.entries(item)
      .filter(([name, value]) => name in LEAST && typeof value === 'number')
      .map(([name, value]) => ({ item, name, value: value as number })),
  );
}

function lowerAt<T extends Numbered>({ item, name, value }: Field<T>): T[] {
  return lowerNumbers(name, value, LEAST[name] ?? 0).map((lower) => ({ ...item, [name]: lower }));
}

function lowerNumbers(name: string, value: number, least: number): number[] {
  const lower: number[] = [];
  const leastStep = name.endsWith('Ms') ? LEAST_STEP_MS : 1;
  for (let half = 0; half <= HALVES; half += 1) {
    // The least itself, then half of the way to it, then a quarter, …
    const number = half === 0 ? least : Math.round(value - (value - least) / 2 ** half);
    const isWorthIt = value - number >= leastStep || (number === least && number < value);
    if (isWorthIt && !lower.includes(number)) lower.push(number);
  }
  return lower;
}

/** In the order of time, as plans are. */
function replaced<T extends Numbered>(items: readonly T[], by: T): T[] {
  return items.map((item) => (item.id === by.id ? by : item)).sort((a, b) => a.atMs - b.atMs);
}

function withChaos(plan: Plan): (chaosMs: number) => Plan {
  return (chaosMs) => ({ ...plan, chaosMs });
}

/** The chaos must not end before the last of what is planned. */
function lastMoment({ acts, troubles }: Plan): number {
  return Math.max(0, ...[...acts, ...troubles].map(({ atMs }) => atMs));
}
