// Takes each mending away again, in a build of the simulator of its own, and runs there the story
// that was kept of it: one that does not break its promise guards nothing any more. Knows the
// bundler and no story.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { planOf, type KeptStory } from '../../src/sim/corpus/corpus.ts';
import { bundle, ownBuilds } from '../../src/sim/mutants/building.ts';
import { inParallel } from '../../src/sim/mutants/in-parallel.ts';
import type { Plan } from '../../src/sim/plan.ts';
import type { DrawPlan } from '../../src/sim/runner.ts';
import type { Broken } from './telling-broken.ts';

export interface Unmending {
  /** The repository's: patches and entry name their files from here. */
  readonly root: string;
  /** The worker that is built: it runs a plan in the world that is patched. */
  readonly entry: string;
  readonly drawPlan: DrawPlan;
  readonly workers: number;
  readonly limitMs?: number;
}

// A run takes milliseconds. Without its mending it may have no end.
const LIMIT_MS = 60_000;

/** Which of the stories guard nothing any more, and why: one sentence each. */
export async function toothless(
  stories: readonly KeptStory[],
  unmending: Unmending,
): Promise<readonly string[]> {
  const { root, workers } = unmending;
  const folder = `${ownBuilds(root)}/unmended`;
  try {
    const told = await inParallel(stories, workers, (story) =>
      complaintOf(story, { ...unmending, folder: `${folder}/${story.name}` }),
    );
    return told.filter((words) => words !== null);
  } finally {
    rmSync(join(root, folder), { recursive: true, force: true });
  }
}

interface Place extends Unmending {
  readonly folder: string;
}

async function complaintOf(story: KeptStory, place: Place): Promise<string | null> {
  const { name, promise } = story;
  try {
    const url = await buildWithout(story, place);
    const broken = await brokenIn(url, planOf(story, place.drawPlan), place.limitMs);
    if (broken.includes(promise)) return null;
    const instead = broken.length === 0 ? 'nothing' : broken.join(', ');
    return `"${name}" does not break ${promise} without its mending; it breaks ${instead}.`;
  } catch (error) {
    return `"${name}" cannot be run without its mending: ${String(error)}`;
  }
}

async function buildWithout({ unmended }: KeptStory, place: Place): Promise<URL> {
  const { root, entry, folder } = place;
  return pathToFileURL(await bundle({ root, entry, folder, patches: unmended }));
}

/** Rejects when the run came to no end. */
async function brokenIn(url: URL, plan: Plan, limitMs = LIMIT_MS): Promise<Broken> {
  const worker = new Worker(url, { workerData: plan });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Broken>((resolve, reject) => {
      const lost = (why: string) => (): void => reject(new Error(why));
      worker.once('message', resolve).once('error', reject);
      worker.once('exit', lost('its thread ended without a word'));
      timer = setTimeout(lost(`no end after ${limitMs / 1000} s`), limitMs);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
