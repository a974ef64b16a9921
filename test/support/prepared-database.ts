// A database folder as the embedded database makes it before anything is in it, copied for each
// shop: making one takes seconds of both cores.

import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { madeOnce, versionIn } from './made-once.ts';

const require = createRequire(import.meta.url);

let preparing: Promise<string> | null = null;

/** Puts it at `folder`, unless something is there. */
export async function placePreparedDatabase(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  preparing ??= preparedDatabase();
  await cp(await preparing, folder, { recursive: true });
}

async function preparedDatabase(): Promise<string> {
  const root = join(dirname(require.resolve('@electric-sql/pglite')), '..');
  return madeOnce(`payonce-database-${await versionIn(root)}`, async (half) => {
    const { PGlite } = await import('@electric-sql/pglite');
    await (await PGlite.create(half)).close();
  });
}
