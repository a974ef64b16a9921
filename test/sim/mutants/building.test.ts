// A planted bug is in what the bundler makes, and nowhere else. Bundles go to a folder of the
// machine's own: the entries here need no package.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { Patch } from '../../../src/sim/mutants/patching.ts';
import { bundle } from '../../../src/sim/mutants/building.ts';

const CONSENT = 'src/protocol/consent.ts';

async function built(entry: string, patches: readonly Patch[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'payonce-sim-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return bundle({ root: process.cwd(), entry, folder, patches });
}

async function valueIn(path: string, name: string): Promise<unknown> {
  const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  return module[name];
}

test('a build without patches runs as the source does', async () => {
  expect(await valueIn(await built(CONSENT, []), 'CONSENT_MS')).toBe(120_000);
});

test('a patched file is patched in the build, and untouched on the disk', async () => {
  const source = await readFile(CONSENT, 'utf8');
  const patch = { file: CONSENT, find: 'CONSENT_MS = 120_000', replace: 'CONSENT_MS = 7' };
  expect(await valueIn(await built(CONSENT, [patch]), 'CONSENT_MS')).toBe(7);
  expect(await readFile(CONSENT, 'utf8')).toBe(source);
});

test('a file that the entry imports is patched too', async () => {
  const patch = { file: CONSENT, find: 'CONSENT_MS = 120_000', replace: 'CONSENT_MS = 2' };
  const retry = await valueIn(await built('src/client/retry.ts', [patch]), 'isWithinConsent');
  expect(retry).toBeTypeOf('function');
  const isWithin = retry as (pressedAtMs: number, nowMs: number) => boolean;
  expect(isWithin(0, 0)).toBe(true);
  expect(isWithin(0, 1)).toBe(false);
});

test('a patch that has rotted stops the build and says where', async () => {
  const patch = { file: CONSENT, find: 'CONSENT_MS = 121_000', replace: '' };
  await expect(built(CONSENT, [patch])).rejects.toThrow(/consent\.ts no longer has this piece/);
});

test('a patch of a file that is no part of the build stops it', async () => {
  const patch = { file: 'src/client/latch.ts', find: 'anything', replace: '' };
  await expect(built(CONSENT, [patch])).rejects.toThrow(
    'src/protocol/consent.ts does not contain src/client/latch.ts',
  );
});

test('packages stay outside of the build, and are named as in the source', async () => {
  const text = await readFile(await built('src/server/identity.ts', []), 'utf8');
  expect(text).toContain('from "@noble/hashes/sha2.js"');
  expect(text.length).toBeLessThan(10_000);
});
