// What a test run leaves behind when it is killed without a word: nothing.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';

const GUARD = join(import.meta.dirname, 'orphan-guard.ts');

// Starts a child that would live for ever, tells its pid, and then dies by the hardest signal.
const VICTIM = `
const { guard, guardFolder } = await import(${JSON.stringify(GUARD)});
const { spawn } = await import('node:child_process');
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
guard(child.pid);
guardFolder(process.argv[1]);
process.stdout.write(String(child.pid), () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100));
`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a guarded process and folder go when the run is killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'payonce-guard-'));
  const run = spawn(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    VICTIM,
    folder,
  ]);
  let said = '';
  run.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const [, signal] = (await once(run, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  const pid = Number(said);
  expect(pid).toBeGreaterThan(0);
  await vi.waitFor(
    () =>
      expect({ alive: isAlive(pid), folder: existsSync(folder) }).toEqual({
        alive: false,
        folder: false,
      }),
    4_000,
  );
});
