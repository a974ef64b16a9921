// The real clock, randomness and network of any standard platform, browser and Node alike.

import type { Clock, Fetch, Random } from '../protocol/ports.ts';

// What `setTimeout` can hold; a longer sleep ends early, and whoever sleeps that long looks at the
// clock anyway.
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (delayMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(delayMs, MAX_TIMEOUT_MS));
      signal?.addEventListener('abort', wake);
    }),
};

export const systemRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

export const systemFetch: Fetch = (request) => fetch(request);
