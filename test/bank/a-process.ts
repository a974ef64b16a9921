// Runs a script of this folder as a process of its own and reads what it says, line by line. The
// process dies with the test at the latest.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { guard, unguard } from '../support/orphan-guard.ts';

export interface Running {
  readonly process: ChildProcess;
  readonly lines: AsyncIterableIterator<string>;
  /** Ends it as a power cut would, and waits until it is gone. */
  kill(): Promise<void>;
}

export function run(script: string, argument: string): Running {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', path, argument], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${script} did not start`);
  guard(pid);
  const exit = once(child, 'exit').then(() => unguard(pid));
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exit;
  };
  onTestFinished(kill);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { process: child, lines, kill };
}

export async function nextLine({ lines }: Running): Promise<string> {
  const next: IteratorResult<string, unknown> = await lines.next();
  if (next.done === true) throw new Error('The process ended without another word.');
  return next.value;
}

export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'payonce-bank-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return folder;
}
