// Sends a build through the small stories, with one thing going wrong at each point where a server
// calls out. Knows the build's file and no bug.

import { Worker } from 'node:worker_threads';
import type { Digest } from '../digest.ts';

/** What a worker is started with that walks instead of waiting for seeds. */
export const WALKS = 'walks';

export interface Walked {
  readonly runs: number;
  /** Each promise as often as it was broken, and in which run. */
  readonly broken: readonly { readonly promise: string; readonly run: number }[];
  /** Over the histories of all of them. */
  readonly digest: Digest;
}

// Some hundred runs of some ten milliseconds. A bug may have made one of them endless.
const LIMIT_MS = 600_000;

/** Null when it came to no end: the bug made a run endless, or killed the thread. */
export async function walkThrough(url: URL, limitMs = LIMIT_MS): Promise<Walked | null> {
  const worker = new Worker(url, { workerData: WALKS });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Walked | null>((resolve) => {
      const lost = (): void => resolve(null);
      worker.once('message', resolve).once('error', lost).once('exit', lost);
      timer = setTimeout(lost, limitMs);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
