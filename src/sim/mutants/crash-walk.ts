// Sends a build through the small stories, with one thing going wrong at each point where a server
// calls out. Knows the build's file and no bug.

import { Worker } from 'node:worker_threads';

/** What a worker is started with that walks instead of waiting for seeds. */
export const WALKS = 'walks';

export interface Walked {
  readonly runs: number;
  /** How many of them broke a promise. */
  readonly brokenRuns: number;
  /** Each as often as it was broken. */
  readonly promises: readonly string[];
}

// Some hundred runs of some ten milliseconds. A bug may have made one of them endless.
const LIMIT_MS = 600_000;

export async function walkThrough(url: URL, limitMs = LIMIT_MS): Promise<Walked> {
  const worker = new Worker(url, { workerData: WALKS });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Walked>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
      worker.once('exit', () => reject(new Error('The walk ended and told nothing.')));
      timer = setTimeout(() => reject(new Error(`The walk took over ${limitMs} ms.`)), limitMs);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
