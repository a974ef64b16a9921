// A worker as one file of JavaScript: it starts at once, and runs a sixth faster than TypeScript
// that is translated on its way in, whose translator names every function anew each time it is
// made.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, ownBuilds } from './mutants/building.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Bundled anew in each process, so that it is never older than the sources. */
export async function bundledWorker(name: 'worker' | 'walk-worker' = 'worker'): Promise<URL> {
  const folder = `${ownBuilds(ROOT)}/${name}`;
  const file = await bundle({ root: ROOT, entry: `src/sim/${name}.ts`, folder, patches: [] });
  return pathToFileURL(file);
}
