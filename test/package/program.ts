// Runs a program of a reader's until its test is over.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { guard, unguard } from '../support/orphan-guard.ts';

/** How long a program may take to come up, or to do what is waited for, on a busy machine. */
export const PATIENCE = { timeout: 60_000, interval: 100 };

export interface Program {
  /** What it has printed so far. */
  said(): string;
  /** Asks it to stop. Answers its exit code. */
  stop(): Promise<number | null>;
}

export function running(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Program {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = child.pid ?? 0;
  guard(pid);
  onTestFinished(() => {
    child.kill('SIGKILL');
    unguard(pid);
  });
  const chunks: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  return {
    said: () => chunks.join(''),
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}
