// Sends a build through the small stories, with one thing going wrong at each point where a server
// calls out. Knows the build's file and no bug.

import { Worker } from 'node:worker_threads';

/** What a worker is started with that walks instead of waiting for seeds. */
export const WALKS = 'walks';

export interface Walked {
  readonly runs: number;
  /** Each promise as often as it was broken, and in which run. */
  readonly broken: readonly { readonly promise: string; readonly run: number }[];
}

// Some hundred runs of some ten milliseconds. A bug may have made one of them endless.
const LIMIT_MS = 600_000;

export async function walkThrough(url: URL): Promise<Walked> {
  const worker = new Worker(url, { workerData: WALKS });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Walked>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
      worker.once('exit', () => reject(new Error('The walk ended and told nothing.')));
      const tooLong = new Error(`The walk took over ${LIMIT_MS / 1000} s.`);
      timer = setTimeout(() => reject(tooLong), LIMIT_MS);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
