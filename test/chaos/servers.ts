// Two servers of one shop, each its own process, kept alive as a supervisor would: whoever dies is
// started again at once, on the same port. Beside them one bank. Knows processes, no payments.

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { guard, guardFolder, unguard, unguardFolder } from '../support/orphan-guard.ts';
import { cleanEnvironment, startShop, type ShopProcess } from '../support/shop-process.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface BankProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** `npm run bank` without npm; resolves when it is ready. */
export async function startBank(): Promise<BankProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'payonce-chaos-bank-'));
  guardFolder(folder);
  const port = await freePort();
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/shop/bank.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...cleanEnvironment(), BANK_PORT: String(port), PAYONCE_DATA: folder },
  });
  const pid = child.pid ?? 0;
  guard(pid);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<boolean>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('bank ready')) resolve(true);
    });
    void ended.then(() => resolve(false));
  });
  if (!(await ready)) throw new Error('The bank did not start.');
  return {
    url: `http://localhost:${port}`,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      unguard(pid);
      await rm(folder, { recursive: true, force: true });
      unguardFolder(folder);
    },
  };
}

export interface Place {
  readonly databaseUrl: string;
  readonly bankUrl: string;
}

/**
 * Where a server died: a fault's point, `now` for a kill at any moment, `start` for one that did
 * not get ready, `by itself` for what must never be; and what it said.
 */
export type OnDeath = (point: string, said?: string) => void;

export class Server {
  readonly #env: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #onDeath: OnDeath;
  #shop: ShopProcess;
  #isEnding = false;
  #keeping: Promise<void>;

  private constructor(
    shop: ShopProcess,
    env: Readonly<Record<string, string>>,
    folder: string,
    onDeath: OnDeath,
  ) {
    this.#shop = shop;
    this.#env = env;
    this.#folder = folder;
    this.#onDeath = onDeath;
    this.#keeping = this.#keep();
  }

  static async start({ databaseUrl, bankUrl }: Place, onDeath: OnDeath): Promise<Server> {
    const dataFolder = await mkdtemp(join(tmpdir(), 'payonce-chaos-'));
    guardFolder(dataFolder);
    const env = { DATABASE_URL: databaseUrl, BANK_URL: bankUrl, NO_BANK: '1' };
    return new Server(await startShop({ dataFolder, env }), env, dataFolder, onDeath);
  }

  get url(): string {
    return this.#shop.url;
  }

  get pid(): number {
    return this.#shop.pid;
  }

  /** What its last process printed. */
  get output(): string {
    return this.#shop.output();
  }

  /** SIGKILL, now. */
  kill(): void {
    void this.#shop.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.#isEnding = true;
    await this.#shop.stop();
    await this.#keeping;
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    unguardFolder(this.#folder);
  }

  async #keep(): Promise<void> {
    for (;;) {
      const { signal } = await this.#shop.exited;
      if (this.#isEnding) return;
      if (signal === 'SIGKILL') await this.#noteDeath();
      else this.#onDeath('by itself', this.output);
      await this.#shop.stop();
      await this.#startAgain();
    }
  }

  async #noteDeath(): Promise<void> {
    const file = join(this.#folder, 'crashed');
    const point = await readFile(file, 'utf8').catch(() => 'now');
    await rm(file, { force: true });
    this.#onDeath(point);
  }

  /** Asked anew after a wait, in which somebody may have ended it. */
  #wasEnded(): boolean {
    return this.#isEnding;
  }

  async #startAgain(): Promise<void> {
    const { port } = this.#shop;
    while (!this.#isEnding) {
      try {
        this.#shop = await startShop({ port, dataFolder: this.#folder, env: this.#env });
        // Whoever ended this server meanwhile has stopped the one before.
        if (this.#wasEnded()) await this.#shop.stop();
        return;
      } catch (error) {
        // Its database was struck while it started: a supervisor tries once more.
        this.#onDeath('start', String(error));
      }
    }
  }
}
