// The worker as one file of JavaScript: it starts at once, and runs a sixth faster than TypeScript
// that is translated on its way in, whose translator names every function anew each time it is
// made.

import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, BUILDS_FOLDER } from './mutants/building.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Bundled anew in each process, so that it is never older than the sources; put in its place whole,
 * so that another process never reads half of it.
 */
export async function bundledWorker(): Promise<URL> {
  const own = `${BUILDS_FOLDER}/worker-${process.pid}`;
  const file = await bundle({ root: ROOT, entry: 'src/sim/worker.ts', folder: own, patches: [] });
  const place = join(ROOT, BUILDS_FOLDER, 'worker.mjs');
  await rename(file, place);
  await rm(join(ROOT, own), { recursive: true, force: true });
  return pathToFileURL(place);
}
