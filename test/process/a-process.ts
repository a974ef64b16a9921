// Programs of the shop as processes of a test: started as `npm start` and `npm run bank` start
// them, ended with the test at the latest. Knows what they print and when they end; nothing of what
// they answer.

import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, vi } from 'vitest';
import { guard, guardFolder, unguard, unguardFolder } from '../support/orphan-guard.ts';
import { newDatabaseUrl } from '../support/postgres-url.ts';
import { cleanEnvironment, NODE_FLAGS, startShop } from '../support/shop-process.ts';
import type { Exit, ShopOptions, ShopProcess } from '../support/shop-process.ts';

export interface Running {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Everything that it printed so far, both streams. */
  output(): string;
  kill(signal: NodeJS.Signals): Promise<Exit>;
  /** Waits until nobody is left of it and of what it started; rejects when somebody stays. */
  allGone(): Promise<void>;
}

const ROOT = join(import.meta.dirname, '..', '..');
// A program is a minute late only if it will never come.
const PATIENCE = { timeout: 60_000, interval: 100 };

/** Waits until `look` no longer throws. */
export function until<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, PATIENCE);
}

/** Runs a program, whether it will stay or refuse to start. */
export function run(program: 'start' | 'bank', env: Readonly<Record<string, string>>): Running {
  const child = spawn(process.execPath, [...NODE_FLAGS, `src/shop/${program}.ts`], {
    cwd: ROOT,
    // A group of its own tells what it leaves behind.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...env },
  });
  const pid = child.pid ?? 0;
  guard(-pid);
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  }
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  onTestFinished(async () => {
    signalGroup(pid, 'SIGKILL');
    await exited;
    unguard(-pid);
  });
  return {
    pid,
    exited,
    output: () => chunks.join(''),
    kill(signal) {
      child.kill(signal);
      return exited;
    },
    // The loader's own helper ends a moment after the process that it helps.
    allGone: () => until(async () => expect(await livingOf(pid)).toEqual([])),
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** The command lines of a process group, where the system tells (Linux); else its number. */
async function livingOf(group: number): Promise<string[]> {
  if (process.platform !== 'linux') return signalGroup(group, 0) ? [String(group)] : [];
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(ids.map((id) => commandIn(id, group)));
  return found.filter((command) => command !== null);
}

async function commandIn(id: string, group: number): Promise<string | null> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
  // After the name, in parentheses: state, parent, group. `Z` is dead, and only not yet asked for.
  const [state = '', , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (Number(itsGroup) !== group || /[ZX]/.test(state)) return null;
  const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
  return command.replaceAll('\0', ' ');
}

/** A bank by itself, as `npm run bank`, ready. */
export async function aBank(dataFolder: string, bankPort: number): Promise<Running> {
  const bank = run('bank', { PAYONCE_DATA: dataFolder, BANK_PORT: String(bankPort) });
  const line = `bank ready http://localhost:${bankPort}`;
  await until(() => {
    if (!bank.output().includes(line)) throw new Error(`No bank yet:\n${bank.output()}`);
  });
  return bank;
}

/** A shop that is ready, and gone when the test is over. */
export async function aShop(options: ShopOptions = {}): Promise<ShopProcess> {
  const shop = await startShop(options);
  onTestFinished(async () => {
    await shop.stop();
  });
  return shop;
}

/**
 * The variable that gives a shop an empty PostgreSQL database: a start on one is many times faster
 * than one that makes an embedded database.
 */
export async function onPostgres(): Promise<{ DATABASE_URL: string }> {
  return { DATABASE_URL: await newDatabaseUrl(inject('postgresUrl')) };
}

export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'payonce-process-'));
  guardFolder(folder);
  onTestFinished(async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    unguardFolder(folder);
  });
  return folder;
}
