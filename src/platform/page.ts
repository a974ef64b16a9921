// The page as the headless checkout sees it: whether it is online, and the moments at which it may
// have missed something. Outside of a page (a server that renders) it is always online and never
// wakes.

import type { PagePort, WakeReason } from '../client/ports.ts';
import { onComingBack } from './coming-back.ts';

/** The page this code runs on. Looks for it only when asked, so it can be made anywhere. */
export function browserPage(): PagePort {
  return {
    // Only `false` is to be believed: `true` may be a cable that leads nowhere.
    isOnline: () => typeof window === 'undefined' || navigator.onLine,
    address: () => (typeof document === 'undefined' ? undefined : document.baseURI),
    onWake: (listener) => (typeof window === 'undefined' ? nothing : listen(listener)),
  };
}

function nothing(): void {
  // Nobody listens where there is no page.
}

function listen(listener: (reason: WakeReason) => void): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  window.addEventListener('online', () => listener('online'), { signal });
  window.addEventListener('offline', () => listener('offline'), { signal });
  onComingBack(() => listener('focus'), signal);
  window.addEventListener(
    'pageshow',
    (event) => {
      // Every page is shown once; only one that comes out of the back-forward cache has missed
      // anything.
      if (event.persisted) listener('pageshow');
    },
    { signal },
  );
  // A page that was frozen has missed whatever happened meanwhile, its own timers too.
  document.addEventListener('resume', () => listener('resume'), { signal });
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible') listener('visible');
    },
    { signal },
  );
  return () => ended.abort();
}
