// Binds React to anything that has a snapshot: a checkout's controller or a confirmation's reader.

import { useMemo, useSyncExternalStore } from 'react';
import type { Snapshot } from '../client/snapshot.ts';

interface Source {
  subscribe(listener: () => void): () => void;
  getSnapshot(): Snapshot;
  getServerSnapshot(): Snapshot;
}

export function useSnapshot(source: Source): Snapshot {
  const store = useMemo(
    () => ({
      subscribe: (listener: () => void) => source.subscribe(listener),
      get: () => source.getSnapshot(),
      getOnServer: () => source.getServerSnapshot(),
    }),
    [source],
  );
  return useSyncExternalStore(store.subscribe, store.get, store.getOnServer);
}
