// A look into a shop's database beside its servers, for the length of one test.

import { onTestFinished } from 'vitest';
import { Watcher } from '../chaos/books.ts';

export function aWatcher(databaseUrl: string): Watcher {
  const watcher = new Watcher(databaseUrl);
  onTestFinished(() => watcher.close());
  return watcher;
}
