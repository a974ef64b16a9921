// The worker as one file of JavaScript: it starts at once, and runs a sixth faster than TypeScript
// that is translated on its way in, whose translator names every function anew each time it is
// made.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, ownBuilds } from './mutants/building.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Bundled anew in each process, so that it is never older than the sources. */
export async function bundledWorker(): Promise<URL> {
  const folder = `${ownBuilds(ROOT)}/worker`;
  const file = await bundle({ root: ROOT, entry: 'src/sim/worker.ts', folder, patches: [] });
  return pathToFileURL(file);
}
