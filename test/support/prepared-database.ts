// A database folder as the embedded database makes it before anything is in it: made once, kept
// under node_modules, and copied for each shop, because making one takes seconds of both cores.

import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const CACHE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache');
const require = createRequire(import.meta.url);

let preparing: Promise<string> | null = null;

/** Puts it at `folder`, unless something is there. */
export async function placePreparedDatabase(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  preparing ??= preparedDatabase();
  await cp(await preparing, folder, { recursive: true });
}

async function preparedDatabase(): Promise<string> {
  const folder = join(CACHE, `payonce-database-${await engineVersion()}`);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const half = await mkdtemp(`${folder}-`);
  try {
    const { PGlite } = await import('@electric-sql/pglite');
    await (await PGlite.create(join(half, 'database'))).close();
    // In one step, so that neither a run that was cut off nor two at once leave half of one.
    await rename(join(half, 'database'), folder);
  } catch (error) {
    // Another run may have been faster.
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(half, { recursive: true, force: true });
  }
  return folder;
}

async function engineVersion(): Promise<string> {
  const main = dirname(require.resolve('@electric-sql/pglite'));
  const text = await readFile(join(main, '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
