// What takes long to make and is the same for every run: made once, and kept under node_modules.

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const CACHE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache');

/**
 * The folder of this name, made by `make` if it is not there: in a folder of its own, and moved to
 * its place in one step, so that neither a run that was cut off nor two at once leave half of one.
 */
export async function madeOnce(
  name: string,
  make: (half: string, folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const half = await mkdtemp(`${folder}-`);
  try {
    await make(half, folder);
    await rename(half, folder);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    // Another run may have been faster.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** The version of the package whose root folder this is. */
export async function versionIn(root: string): Promise<string> {
  const text = await readFile(join(root, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
