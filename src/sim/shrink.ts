// Cuts a plan that breaks a promise down to a small one that breaks the same: fewer acts, troubles,
// faults and servers, then earlier and shorter times. Every step is tried by running it. The same
// plan always shrinks to the same.

import { smallestPart } from './ddmin.ts';
import type { Violation } from './history.ts';
import { lowered } from './lowering.ts';
import type { Outcome } from './outcome.ts';
import { FAULTS, type FaultKind, type Plan } from './plan.ts';
import { runToTheEnd, type RunPlan, type Store } from './runner.ts';

export interface Shrunk {
  readonly plan: Plan;
  readonly outcome: Outcome;
  readonly runs: number;
  /** Whether the runs were used up: then it may be smaller still. */
  readonly isCutShort: boolean;
}

export interface ShrinkOptions {
  readonly mostRuns?: number;
  readonly onRun?: (runs: number, plan: Plan) => void;
}

// A plan has some tens of acts and a run some tens of faults: that takes a few hundred runs, which
// in memory is a second. On PGlite so many runs take minutes, and a half shrunk story is soon told.
const MOST_RUNS: Readonly<Record<Store, number>> = { memory: 3_000, pglite: 400 };

/** The promise that a person would ask about first; null when none was broken. */
export function worstOf(violations: readonly Violation[]): Violation | null {
  return violations.find(({ level }) => level === 'end-to-end') ?? violations[0] ?? null;
}

/** `outcome` broke `promise`; so does what is answered. */
export async function shrink(
  outcome: Outcome,
  promise: string,
  runPlan: RunPlan,
  options: ShrinkOptions = {},
): Promise<Shrunk> {
  const trial = new Trial(outcome, promise, runPlan, options);
  for (let before = ''; before !== trial.text && !trial.isOver;) {
    before = trial.text;
    await dropActs(trial);
    await dropTroubles(trial);
    await dropFaultKinds(trial);
    await dropFaults(trial);
    await dropServers(trial);
    await lowerTimes(trial);
  }
  await nameFaults(trial);
  const { best, runs, isOver } = trial;
  return { plan: best.plan, outcome: best, runs, isCutShort: isOver };
}

/** The smallest plan so far, and how many runs are left to find a smaller one. */
class Trial {
  best: Outcome;
  runs = 0;
  /** Of each fault that was left out. */
  readonly kinds = new Map<string, string>();
  readonly #promise: string;
  readonly #runPlan: RunPlan;
  readonly #mostRuns: number;
  readonly #onRun: (runs: number, plan: Plan) => void;
  // What was tried in vain, so that a second round over the same plan costs nothing.
  readonly #inVain = new Set<string>();

  constructor(first: Outcome, promise: string, runPlan: RunPlan, options: ShrinkOptions) {
    this.best = first;
    this.#promise = promise;
    this.#runPlan = runPlan;
    this.#mostRuns = options.mostRuns ?? MOST_RUNS[first.plan.store];
    this.#onRun = options.onRun ?? (() => undefined);
  }

  get plan(): Plan {
    return this.best.plan;
  }

  get text(): string {
    return JSON.stringify(this.plan);
  }

  get isOver(): boolean {
    return this.runs >= this.#mostRuns;
  }

  /** Whether the plan breaks the promise too: then it is the best so far. */
  async breaks(plan: Plan): Promise<boolean> {
    const text = JSON.stringify(plan);
    if (text === this.text) return true;
    if (this.isOver || this.#inVain.has(text)) return false;
    this.runs += 1;
    const outcome = await runToTheEnd(plan, this.#runPlan);
    const isBroken = outcome.violations.some(({ promise }) => promise === this.#promise);
    if (isBroken) this.best = outcome;
    else this.#inVain.add(text);
    this.#onRun(this.runs, this.plan);
    return isBroken;
  }
}

async function dropActs(trial: Trial): Promise<void> {
  const { plan } = trial;
  await smallestPart(plan.acts, (acts) => trial.breaks({ ...plan, acts }));
}

async function dropTroubles(trial: Trial): Promise<void> {
  const { plan } = trial;
  await smallestPart(plan.troubles, (troubles) => trial.breaks({ ...plan, troubles }));
}

async function dropFaultKinds(trial: Trial): Promise<void> {
  const { plan } = trial;
  await smallestPart(Object.entries(plan.rates), (rates) =>
    trial.breaks({ ...plan, rates: Object.fromEntries(rates) }),
  );
}

/** Leaves out what struck, key by key. What strikes instead has its turn in the next round. */
async function dropFaults(trial: Trial): Promise<void> {
  const { plan } = trial;
  // A trouble is left out as a trouble; and what strikes although it was left out cannot be.
  const fixed = new Set([...plan.troubles.map(({ id }) => id), ...plan.without]);
  const faults = faultsOf(trial.best).filter(({ key }) => !fixed.has(key));
  for (const { key, kind } of faults) trial.kinds.set(key, kind);
  const struck = faults.map(({ key }) => key);
  await smallestPart(struck, (kept) => {
    const left = struck.filter((key) => !kept.includes(key));
    return trial.breaks({ ...plan, without: [...plan.without, ...left] });
  });
  // Of what was left out before, much cannot strike any more: its kind is gone.
  const { plan: smaller } = trial;
  const without = smaller.without.filter((key) => (trial.kinds.get(key) ?? '') in smaller.rates);
  await trial.breaks({ ...smaller, without });
}

async function dropServers(trial: Trial): Promise<void> {
  const { plan } = trial;
  for (let servers = 1; servers < plan.servers; servers += 1) {
    const troubles = plan.troubles.map((trouble) =>
      'server' in trouble ? { ...trouble, server: trouble.server % servers } : trouble,
    );
    if (await trial.breaks({ ...plan, servers, troubles })) return;
  }
}

async function lowerTimes(trial: Trial): Promise<void> {
  // Each number of the plan in turn, from the plan as the numbers before it have left it.
  for (let place = 0; ; place += 1) {
    const lower = lowered(trial.plan, place);
    if (lower === null) return;
    for (const plan of lower) if (await trial.breaks(plan)) break;
  }
}

/**
 * Names the faults that are left, instead of drawing them: so the story outlives every change of
 * how faults are drawn.
 */
async function nameFaults(trial: Trial): Promise<void> {
  const struck = faultsOf(trial.best);
  const isKind = (kind: string): kind is FaultKind => (FAULTS as readonly string[]).includes(kind);
  const forced: Record<string, FaultKind> = {};
  for (const { key, kind } of struck) if (isKind(kind)) forced[key] = kind;
  await trial.breaks({ ...trial.plan, rates: {}, without: [], forced });
}

/** What struck in a run: each key once, in the order of time. */
export function faultsOf({ history }: Outcome): { key: string; kind: string }[] {
  const found = new Map<string, { key: string; kind: string }>();
  for (const entry of history) {
    if (entry.type !== 'fault' || found.has(entry.key)) continue;
    found.set(entry.key, { key: entry.key, kind: entry.what });
  }
  return [...found.values()];
}
