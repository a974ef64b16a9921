// One worker thread that runs batches, as its parent sees it: gives it work, notices when it dies
// or falls silent, and knows at which seed. The worker's side is in serving.ts.

import { Worker } from 'node:worker_threads';
import type { Store } from '../runner.ts';
import type { Batch, BatchResult } from './batch.ts';
import { newPlace } from './place.ts';

/** Somebody who runs batches, one at a time. */
export interface Hand {
  /** Rejects with `LostHand` when no result will come; then nothing more may be asked of it. */
  run(batch: Batch): Promise<BatchResult>;
  stop(): Promise<void>;
}

/** Why there is no result, and at which seed; null: before the first. */
export class LostHand extends Error {
  readonly seed: number | null;

  constructor(seed: number | null, why: string) {
    super(why);
    this.seed = seed;
  }
}

/** What a worker is started with. */
export interface HandData {
  readonly store: Store;
  readonly place: SharedArrayBuffer;
}

// A run takes milliseconds in memory and a second or two on PGlite, and a busy machine may leave a
// thread alone for long.
const HANG_MS = 60_000;
// Before its first seed a thread reads and compiles its modules, all threads at the same time.
const START_MS = 120_000;

export interface HandOptions {
  /** The worker's file: TypeScript as it is here, or JavaScript from a bundler. */
  readonly url: URL;
  readonly store: Store;
  readonly hangMs?: number;
}

export function hireThread({ url, store, hangMs = HANG_MS }: HandOptions): Hand {
  const place = newPlace();
  const workerData: HandData = { store, place: place.memory };
  const worker = new Worker(url, { workerData, execArgv: loaderFor(url) });
  // A thread that dies with nobody listening would take its parent along.
  worker.on('error', () => undefined);
  const lost = (why: string): LostHand => new LostHand(place.seed(), why);

  async function run(batch: Batch): Promise<BatchResult> {
    let timer: NodeJS.Timeout | undefined;
    const gone: (() => void)[] = [];
    try {
      return await new Promise<BatchResult>((resolve, reject) => {
        const onError = (error: Error): void =>
          reject(lost(`died: ${error.stack ?? error.message}`));
        const onExit = (code: number): void => reject(lost(`ended by itself with code ${code}`));
        worker.once('message', resolve).once('error', onError).once('exit', onExit);
        gone.push(() => worker.off('message', resolve).off('error', onError).off('exit', onExit));
        timer = watch(place.begun, hangMs, () =>
          reject(lost(`has not answered in ${hangMs / 1000} s of real time`)),
        );
        worker.postMessage(batch);
      });
    } finally {
      clearInterval(timer);
      for (const end of gone) end();
    }
  }

  async function stop(): Promise<void> {
    await worker.terminate();
  }

  return { run, stop };
}

/** Somebody who is hired when there is work for them, and not before. */
export function hireOnDemand(hire: () => Promise<Hand>): Hand {
  let hired: Promise<Hand> | null = null;
  return {
    run: async (batch) => (await (hired ??= hire())).run(batch),
    stop: async () => (await hired)?.stop(),
  };
}

/** Calls `onSilence` when a whole span passed in which no other seed was begun. */
function watch(begun: () => number, spanMs: number, onSilence: () => void): NodeJS.Timeout {
  let before = begun();
  let silentMs = 0;
  return setInterval(() => {
    const now = begun();
    silentMs = now === before ? silentMs + spanMs : 0;
    before = now;
    if (silentMs >= (now === 0 ? START_MS : spanMs)) onSilence();
  }, spanMs);
}

// Node 20 starts a worker without the hooks of its parent, and `--import tsx` does nothing in a
// worker: the hooks have to be registered there by hand.
function loaderFor(url: URL): string[] {
  if (!url.pathname.endsWith('.ts')) return [];
  const tsx = import.meta.resolve('tsx/esm/api');
  const code = `import { register } from ${JSON.stringify(tsx)}; register();`;
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
}
