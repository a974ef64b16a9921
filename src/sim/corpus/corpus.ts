// Stories that once failed, and how each is run again. A story is kept as a whole plan where it was
// cut down, so that it stays the same however seeds are drawn by then. Knows no entry: those are
// in stories, listed by kept.ts.

import { digestOfRun, digestWords, EMPTY_DIGEST, sumOfDigests } from '../digest.ts';
import type { Patch } from '../mutants/patching.ts';
import type { Outcome } from '../outcome.ts';
import type { Plan } from '../plan.ts';
import { runToTheEnd, type DrawPlan, type Runner, type Store } from '../runner.ts';

export interface KeptStory {
  /** Kebab-case, and of no other story. */
  readonly name: string;
  /** A seed alone tells another story as soon as draws change: better keep the plan. */
  readonly run: Plan | { readonly seed: number; readonly store: Store };
  /** What it broke. */
  readonly promise: string;
  /** What was wrong, in a sentence. */
  readonly words: string;
  /** The seed that found it, or what else did. */
  readonly found: string;
  /** The commit that mended it; null: not yet. */
  readonly mended: string | null;
  /**
   * Take that mending away again, out of the code of today: then the story breaks its promise.
   * Where something else has come to hide the bug, they take that away as well.
   */
  readonly unmended: readonly Patch[];
}

export interface CorpusRun {
  readonly outcomes: readonly { readonly story: KeptStory; readonly outcome: Outcome }[];
  /** Over all of them. */
  readonly hash: string;
}

export function planOf({ run }: KeptStory, drawPlan: DrawPlan): Plan {
  return 'acts' in run ? run : drawPlan(run.seed, run.store);
}

export async function runCorpus(
  stories: readonly KeptStory[],
  { drawPlan, runPlan }: Runner,
): Promise<CorpusRun> {
  const outcomes: { story: KeptStory; outcome: Outcome }[] = [];
  let digest = EMPTY_DIGEST;
  for (const [index, story] of stories.entries()) {
    const outcome = await runToTheEnd(planOf(story, drawPlan), runPlan);
    digest = sumOfDigests(digest, digestOfRun(index, outcome.hash));
    outcomes.push({ story, outcome });
  }
  return { outcomes, hash: digestWords(digest) };
}

/**
 * The faults and troubles that a run's plan names and that never struck. A fault is named by how
 * many calls went before it: one call more, and it strikes another or none, and the story is told
 * no longer.
 */
export function neverStruck({ plan, history }: Outcome): string[] {
  const struck = new Set(history.flatMap((entry) => (entry.type === 'fault' ? [entry.key] : [])));
  const named = [...Object.keys(plan.forced), ...plan.troubles.map(({ id }) => id)];
  return named.filter((key) => !struck.has(key) && !plan.without.includes(key));
}

/** What is wrong with the list itself: one sentence each. */
export function faultsOfCorpus(stories: readonly KeptStory[]): string[] {
  const names = stories.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const wild = names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name));
  const mute = stories.filter(({ words, found }) => words === '' || found === '');
  const bare = stories.filter(({ mended, unmended }) => mended !== null && unmended.length === 0);
  return [
    ...twice.map((name) => `"${name}" names two stories.`),
    ...wild.map((name) => `"${name}" is no name in kebab-case.`),
    ...mute.map(({ name }) => `"${name}" does not say what was wrong and what found it.`),
    ...bare.map(({ name }) => `"${name}" does not say how its mending is taken away.`),
  ];
}
