// Runs the whole shop as a person would, `npm start` without npm: its own process, its own free
// ports, its own data folder. Knows the environment and the ready line of the contract, and how to
// kill what it started.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-port.ts';
import { placePreparedDatabase } from './prepared-database.ts';
import { guard, guardFolder, unguard, unguardFolder } from './orphan-guard.ts';

export interface ShopOptions {
  /** Ports and folder of an earlier shop start it again where it was. */
  readonly port?: number;
  readonly bankPort?: number;
  readonly dataFolder?: string;
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Lets the shop make its database itself, as at a person's first start; else it finds one made.
   */
  readonly isFirstStart?: boolean;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ShopProcess {
  /** `http://localhost:PORT`, without a slash at the end. */
  readonly url: string;
  readonly bankUrl: string;
  readonly port: number;
  readonly bankPort: number;
  readonly dataFolder: string;
  readonly pid: number;
  /** Everything that it printed so far, both streams. */
  output(): string;
  readonly exited: Promise<Exit>;
  /** Signals the server process alone: what else it started may live on, as after a crash. */
  kill(signal: NodeJS.Signals): Promise<Exit>;
  /**
   * SIGTERM, then SIGKILL to the whole group if that is not enough; removes the data folder that it
   * made itself.
   */
  stop(): Promise<Exit>;
}

const ROOT = join(import.meta.dirname, '..', '..');
// The first start may have to build the demo, on two cores that do other things as well.
const READY_TIMEOUT_MS = 90_000;
// The server drains payments in flight, each bounded by the bank's 5 s.
const STOP_TIMEOUT_MS = 20_000;

/**
 * How Node runs the shop's programs in tests: as `npm start` does, but without compiling the
 * embedded database a second time for speed, which costs more than it brings to what lives for
 * seconds.
 */
export const NODE_FLAGS: readonly string[] = ['--liftoff-only', '--import', 'tsx'];

/**
 * Starts a shop and waits until it is ready. Rejects with its output when it ends before, or takes
 * too long.
 */
export async function startShop(options: ShopOptions = {}): Promise<ShopProcess> {
  const [freePort = 0, freeBankPort = 0] = await freePorts(2);
  const port = options.port ?? freePort;
  const bankPort = options.bankPort ?? freeBankPort;
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'payonce-shop-')));
  const ownsFolder = options.dataFolder === undefined;
  if (ownsFolder) guardFolder(dataFolder);
  const isEmbedded = options.env?.['DATABASE_URL'] === undefined;
  if (isEmbedded && options.isFirstStart !== true) {
    await placePreparedDatabase(join(dataFolder, 'database'));
  }

  const child = spawn(process.execPath, [...NODE_FLAGS, 'src/shop/start.ts'], {
    cwd: ROOT,
    // A group of its own, so that the bank that it starts can be stopped with it whatever becomes
    // of the server.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...environment(port, bankPort, dataFolder), ...options.env },
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

  const shop: ShopProcess = {
    url: `http://localhost:${port}`,
    bankUrl: `http://localhost:${bankPort}`,
    port,
    bankPort,
    dataFolder,
    pid,
    output: () => chunks.join(''),
    exited,
    kill: (signal) => {
      child.kill(signal);
      return exited;
    },
    stop: () => stopShop(child, exited, ownsFolder ? dataFolder : undefined),
  };
  await untilReady(shop, child);
  return shop;
}

// What the caller's shell has set must not lead a test to somebody's database or bank.
const INHERITED_NOT = ['DATABASE_URL', 'BANK_URL', 'NO_BANK', 'NODE_ENV', 'NODE_OPTIONS', 'VITEST'];

/** This process's environment without what decides where a shop keeps its money. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !INHERITED_NOT.includes(name));
  return Object.fromEntries(entries);
}

function environment(port: number, bankPort: number, dataFolder: string): Record<string, string> {
  return { PORT: String(port), BANK_PORT: String(bankPort), PAYONCE_DATA: dataFolder };
}

async function untilReady(shop: ShopProcess, child: ChildProcess): Promise<void> {
  const line = `payonce ready ${shop.url}`;
  let problem = '';
  await new Promise<void>((resolve) => {
    const look = () => {
      if (shop.output().includes(line)) resolve();
    };
    child.stdout?.on('data', look);
    const timer = setTimeout(() => {
      problem = `was not ready within ${READY_TIMEOUT_MS} ms`;
      resolve();
    }, READY_TIMEOUT_MS);
    void shop.exited.then(({ code, signal }) => {
      clearTimeout(timer);
      problem = `ended with ${signal ?? `code ${code ?? '?'}`} before it was ready`;
      resolve();
    });
    look();
  });
  if (problem === '') return;
  await shop.stop();
  throw new Error(`The shop ${problem}. It said:\n${shop.output()}`);
}

async function stopShop(child: ChildProcess, exited: Promise<Exit>, folder: string | undefined) {
  child.kill('SIGTERM');
  const timer = setTimeout(() => killGroup(child), STOP_TIMEOUT_MS);
  const exit = await exited;
  clearTimeout(timer);
  // After a kill of the server alone its bank is still there.
  killGroup(child);
  unguard(-(child.pid ?? 0));
  if (folder !== undefined) {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    unguardFolder(folder);
  }
  return exit;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is empty: nothing is left to stop.
  }
}
