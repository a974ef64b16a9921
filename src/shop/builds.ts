// Builds what the browser gets, when it is missing or older than its sources. Knows the builds by
// name; how each is made is the build tool's file.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export type BuildName = 'demo' | 'frame';

interface Build {
  readonly mode: string;
  /** A file that each build writes anew. */
  readonly result: string;
}

const BUILDS: Readonly<Record<BuildName, Build>> = {
  demo: { mode: 'demo', result: 'dist/demo/index.html' },
  frame: { mode: 'frame', result: 'dist/frame/card.js' },
};
const SOURCES = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];

/** Builds those of `names` whose result is missing or older than the newest source. */
export async function buildMissing(names: readonly BuildName[]): Promise<void> {
  const newest = Math.max(...(await Promise.all(SOURCES.map(newestIn))));
  for (const name of names) {
    const { mode, result } = BUILDS[name];
    if ((await changedAt(result)) >= newest) continue;
    // The tool takes a second to load, which a start with nothing to build is spared.
    const { build } = await import('vite');
    await build({ mode, logLevel: 'warn' });
  }
}

async function newestIn(path: string): Promise<number> {
  const own = await changedAt(path);
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const times = await Promise.all(entries.map((entry) => newestIn(join(path, entry.name))));
  return Math.max(own, ...times);
}

async function changedAt(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found?.mtimeMs ?? 0;
}
