// Sees to it that a bank answers: one that runs already, or a child process begun here. A bank that an earlier start of
// this folder began and left behind (its shop was killed) is taken over, so that it ends with us.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../protocol/ports.ts';
import { fileOwner } from '../node/file-lock.ts';
import type { Environment } from './environment.ts';

export interface BankProcess {
  /** Ends the bank if it is ours. */
  stop(): Promise<void>;
}

// The first start builds the card page, which takes seconds on a small machine.
const START_TIMEOUT_MS = 60_000;
const PROBE_MS = 100;
const PROBE_TIMEOUT_MS = 1_000;

export async function ensureBank(environment: Environment, clock: Clock): Promise<BankProcess> {
  const { bankUrl, startsBank, dataFolder } = environment;
  const marker = join(dataFolder, 'bank.pid');
  if (!startsBank) return { stop: async () => undefined };
  if (await isBankAt(bankUrl)) return takenOver(marker, dataFolder);
  const child = spawn(process.execPath, [...process.execArgv, 'src/shop/bank.ts'], {
    env: { ...process.env, BANK_PORT: String(environment.bankPort), PAYONCE_MANAGED: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  await writeFile(marker, String(child.pid));
  const deadline = clock.now() + START_TIMEOUT_MS;
  while (!(await isBankAt(bankUrl))) {
    if (child.exitCode !== null || clock.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`The sandbox bank did not start at ${bankUrl}; its reason stands above.`);
    }
    await clock.sleep(PROBE_MS);
  }
  return {
    async stop() {
      child.kill('SIGTERM');
      await exited;
      await rm(marker, { force: true });
    },
  };
}

/** Whether a payonce bank answers at `url`. */
export async function isBankAt(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const response = await fetch(new URL('/healthz', url), { signal });
    const body = (await response.json()) as { name?: unknown };
    return body.name === 'payonce-bank';
  } catch {
    return false;
  }
}

async function takenOver(marker: string, dataFolder: string): Promise<BankProcess> {
  const begun = Number(await readFile(marker, 'utf8').catch(() => ''));
  const owner = await fileOwner(join(dataFolder, 'bank', 'ledger.jsonl'));
  // Only the process that holds this folder's ledger, and only if a start wrote its number: nobody else's is stopped.
  if (owner === null || owner !== begun) return { stop: async () => undefined };
  return {
    async stop() {
      process.kill(owner, 'SIGTERM');
      await rm(marker, { force: true });
    },
  };
}
