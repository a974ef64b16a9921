// The whole small world in several threads, a story at a time in each, and then the model of it,
// held against the code. What comes of it does not depend on how many threads there are.

import { Worker } from 'node:worker_threads';
import { bundledWorker } from './bundled-worker.ts';
import type { RunSystematic } from './command/seams.ts';
import { digestWords } from './digest.ts';
import { checkModel } from './model/model.ts';
import { STORIES, type Story } from './stories.ts';
import { sumOfWalks, type Depth, type Walk } from './systematic.ts';
import type { WalkData, WalkMessage } from './walk-worker.ts';

interface Walking {
  readonly depth: Depth;
  readonly workers: number;
  readonly onProgress: (words: string) => void;
}

export async function walkInThreads(
  stories: readonly Story[],
  { depth, workers, onProgress }: Walking,
): Promise<Walk> {
  const url = await bundledWorker('walk-worker');
  const walks: Walk[] = [];
  const left = [...stories.entries()];
  async function goOn(): Promise<void> {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [place, story] = next;
      walks[place] = await walkInThread(url, { story, depth }, onProgress);
    }
  }
  await Promise.all(Array.from({ length: Math.min(workers, stories.length) }, goOn));
  return walks.reduce(sumOfWalks);
}

function walkInThread(
  url: URL,
  workerData: WalkData,
  onProgress: (words: string) => void,
): Promise<Walk> {
  const worker = new Worker(url, { workerData });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: WalkMessage) => {
      if (typeof message === 'string') onProgress(message);
      else resolve(message);
    });
    worker.once('error', reject);
    // Too late to reject what has been resolved.
    worker.once('exit', (code) =>
      reject(new Error(`The walk through "${workerData.story.name}" ended with code ${code}.`)),
    );
  });
}

export const runSystematic: RunSystematic = async ({ workers, onProgress }) => {
  const walked = await walkInThreads(STORIES, { depth: 'two', workers, onProgress });
  const model = await checkModel({ onProgress });
  return {
    crashPoints: walked.points,
    crashPairs: walked.pairs,
    laterPoints: walked.laterPoints,
    runs: walked.runs,
    model,
    hash: digestWords(walked.digest),
    broken: [...walked.broken, ...model.broken.map((told) => ({ ...told, plan: null }))],
  };
};
