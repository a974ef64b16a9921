// Sees to it that a bank answers: one that runs already, or a child process begun here. A bank that
// an earlier start of this folder began and left behind (its shop was killed) is taken over, so
// that it ends with us.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../protocol/ports.ts';
import { FileLocked, fileOwner, lockFile } from '../node/file-lock.ts';
import type { Lifetime } from '../node/lifetime.ts';
import type { Environment } from './environment.ts';

// The first start builds the card page, which takes seconds on a small machine.
const START_TIMEOUT_MS = 60_000;
const PROBE_MS = 100;
const PROBE_TIMEOUT_MS = 1_000;
// Longer than a bank drains.
const STOP_TIMEOUT_MS = 8_000;

/** Returns when a bank answers; one that is ours to end ends with `lifetime`. */
export async function ensureBank(
  environment: Environment,
  clock: Clock,
  lifetime: Lifetime,
): Promise<void> {
  const { bankUrl, startsBank, dataFolder } = environment;
  if (!startsBank) return;
  try {
    // Servers on one PostgreSQL may share the folder: who locks this begins its bank and ends it.
    const lock = await lockFile(markerIn(dataFolder));
    lifetime.onEnd(() => lock.release());
  } catch (error) {
    if (!(error instanceof FileLocked)) throw error;
    const reason = `process ${error.pid} sees to this folder's bank, which is not there`;
    return untilAnswering(bankUrl, clock, reason, () => false);
  }
  if (await isBankAt(bankUrl)) await takeOver(dataFolder, clock, lifetime);
  else await beginBank(environment, clock, lifetime);
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

async function beginBank(
  { bankUrl, bankPort, dataFolder }: Environment,
  clock: Clock,
  lifetime: Lifetime,
): Promise<void> {
  const marker = markerIn(dataFolder);
  lifetime.stopping.throwIfAborted();
  const child = spawn(process.execPath, [...process.execArgv, 'src/shop/bank.ts'], {
    env: { ...process.env, BANK_PORT: String(bankPort), PAYONCE_MANAGED: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  lifetime.onEnd(async () => {
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(impatience);
    await rm(marker, { force: true });
  });
  await writeFile(marker, String(child.pid));
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  await untilAnswering(bankUrl, clock, 'its reason stands above', hasEnded);
}

async function takeOver(dataFolder: string, clock: Clock, lifetime: Lifetime): Promise<void> {
  const marker = markerIn(dataFolder);
  const ledger = join(dataFolder, 'bank', 'ledger.jsonl');
  const begun = Number(await readFile(marker, 'utf8').catch(() => ''));
  const owner = await fileOwner(ledger);
  // Only the process that holds this folder's ledger, and only if a start wrote its number: nobody
  // else's is stopped.
  if (owner === null || owner !== begun) return;
  lifetime.onEnd(async () => {
    const deadline = clock.now() + STOP_TIMEOUT_MS;
    signal(owner, 'SIGTERM');
    while ((await fileOwner(ledger)) === owner) {
      if (clock.now() > deadline) signal(owner, 'SIGKILL');
      await clock.sleep(PROBE_MS);
    }
    await rm(marker, { force: true });
  });
}

function markerIn(dataFolder: string): string {
  return join(dataFolder, 'bank.pid');
}

async function untilAnswering(
  bankUrl: string,
  clock: Clock,
  reason: string,
  hasFailed: () => boolean,
): Promise<void> {
  const deadline = clock.now() + START_TIMEOUT_MS;
  for (;;) {
    // Asked before the look: our bank may have ended because another one was faster, which answers.
    const failed = hasFailed() || clock.now() > deadline;
    if (await isBankAt(bankUrl)) return;
    if (failed) throw new Error(`The sandbox bank did not start at ${bankUrl}: ${reason}.`);
    await clock.sleep(PROBE_MS);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}
