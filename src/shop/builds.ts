// Builds what the browser gets, when it is missing or older than its sources. Knows the builds by name; how each is made
// is the build tool's file.

import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

export type BuildName = 'demo' | 'frame';

const MODES: Readonly<Record<BuildName, string>> = { demo: 'production', frame: 'frame' };
const SOURCES = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];

/** Builds those of `names` whose stamp is older than the newest source. */
export async function buildMissing(names: readonly BuildName[]): Promise<void> {
  const newest = Math.max(...(await Promise.all(SOURCES.map(newestIn))));
  for (const name of names) {
    const stamp = join('dist', name, '.built');
    if ((await changedAt(stamp)) >= newest) continue;
    await build({ mode: MODES[name], logLevel: 'warn' });
    await mkdir(join('dist', name), { recursive: true });
    await writeFile(stamp, '');
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
