// What this browser's tabs tell each other: "I pay" over a BroadcastChannel, and a Web Lock that is
// held as long, so that a tab that dies is heard to fall silent. Either may be missing, throw or
// refuse: then less is heard. Holds nothing while the page is in the back-forward cache.

import type { TabsPort } from '../client/ports.ts';

// A word reaches all of its own page as well, and may come when what it spoke of is over.
const THIS_PAGE = String(Math.random());

/**
 * The other tabs of this page's browser. Looks for the browser only when asked. `page` tells a
 * page's own words from those of others.
 */
export function browserTabs(page = THIS_PAGE): TabsPort {
  return {
    announce: (name) => announce(name, page),
    listen: (name, hear) => listen(name, page, hear),
  };
}

type Hear = (isPaying: boolean) => void;

function announce(name: string, from: string): () => void {
  const ended = new AbortController();
  const channel = openChannel(name);
  const say = (isPaying: boolean) => quietly(() => channel?.postMessage({ isPaying, from }));
  // First the lock, then the word: who hears the word waits for the lock.
  const begin = (): void => {
    if (!ended.signal.aborted) say(true);
  };
  const held = (): Promise<void> => {
    begin();
    return untilAborted(ended.signal);
  };
  request(name, { mode: 'exclusive', signal: ended.signal }, held, begin);
  const end = (): void => {
    if (ended.signal.aborted) return;
    ended.abort();
    say(false);
    quietly(() => channel?.close());
  };
  whenHidden(end, ended.signal);
  return end;
}

function listen(name: string, page: string, hear: Hear): () => void {
  const ended = new AbortController();
  let stop = follow(name, page, hear);
  whenHidden(() => stop(), ended.signal);
  whenBack(() => {
    stop();
    stop = follow(name, page, hear);
  }, ended.signal);
  return () => {
    ended.abort();
    stop();
  };
}

function follow(name: string, page: string, hear: Hear): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const channel = openChannel(name);
  const waitForEnd = (): void => {
    request(name, { mode: 'shared', signal }, () => {
      if (!signal.aborted) hear(false);
    });
  };
  if (channel !== null) {
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const isPaying = readWord(data, page);
      if (isPaying === null) return;
      hear(isPaying);
      if (isPaying) waitForEnd();
    };
  }
  // Somebody who began before this tab was there.
  request(name, { mode: 'shared', ifAvailable: true }, (lock) => {
    if (lock !== null || signal.aborted) return;
    hear(true);
    waitForEnd();
  });
  return () => {
    ended.abort();
    quietly(() => channel?.close());
  };
}

/** Null for what is no word of ours, or this page's own. */
function readWord(data: unknown, page: string): boolean | null {
  if (typeof data !== 'object' || data === null || !('isPaying' in data)) return null;
  if ('from' in data && data.from === page) return null;
  return typeof data.isPaying === 'boolean' ? data.isPaying : null;
}

function openChannel(name: string): BroadcastChannel | null {
  return quietly(() => new BroadcastChannel(name)) ?? null;
}

function request(
  name: string,
  options: LockOptions,
  granted: (lock: Lock | null) => Promise<void> | void,
  refused: () => void = () => undefined,
): void {
  const asked = quietly(() => navigator.locks.request(name, options, granted));
  if (asked === undefined) refused();
  else asked.catch(refused);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function whenHidden(action: () => void, signal: AbortSignal): void {
  quietly(() => window.addEventListener('pagehide', action, { signal }));
}

function whenBack(action: () => void, signal: AbortSignal): void {
  const look = (event: PageTransitionEvent): void => {
    if (event.persisted) action();
  };
  quietly(() => window.addEventListener('pageshow', look, { signal }));
}

/** A browser may lack any of this, or throw at the mere look at it. */
function quietly<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
