// Lets one process at a time own a file, by a lock file beside it. A lock names its owner by
// process id and start time, so that one left by a killed process is taken over and a reused
// process id is not mistaken for the owner. Knows nothing of what the file holds.

import { link, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf } from './error-code.ts';
import { isRunning } from './is-running.ts';

export interface FileLock {
  release(): Promise<void>;
}

/** Thrown when another live process owns the file. */
export class FileLocked extends Error {
  override readonly name = 'FileLocked';
  readonly pid: number;

  constructor(path: string, pid: number) {
    super(
      `${path} is in use by process ${pid}. Stop that process first, or use another data folder ` +
        '(PAYONCE_DATA).',
    );
    this.pid = pid;
  }
}

interface Owner {
  readonly pid: number;
  readonly startedAt: string | null;
}

// Each round is lost only to another process that started meanwhile; a dozen at once is nobody's
// intent.
const MAX_ROUNDS = 12;

/**
 * Locks have ascending numbers; the highest counts. One is created whole (by a hard link) and only
 * if its number is free, and lower ones are removed only by the owner of a higher, so two that take
 * over from the dead cannot both win.
 */
export async function lockFile(path: string): Promise<FileLock> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const numbers = await lockNumbers(path);
    const highest = numbers.at(-1) ?? 0;
    const owner = highest === 0 ? null : await readOwner(lockName(path, highest));
    if (owner !== null && (await isAlive(owner))) throw new FileLocked(path, owner.pid);
    const mine = lockName(path, highest + 1);
    if (!(await createOwned(path, mine))) continue;
    if ((await lockNumbers(path)).at(-1) !== highest + 1) {
      await remove(mine);
      continue;
    }
    for (const number of numbers) await remove(lockName(path, number));
    // Emptied, not removed: a number must never be free again while someone may hold an older view
    // of the folder.
    return { release: async () => writeFile(mine, '') };
  }
  throw new Error(`${path} could not be locked: other processes keep trying at the same time.`);
}

/** The live process that owns the file, or null. */
export async function fileOwner(path: string): Promise<number | null> {
  const highest = (await lockNumbers(path).catch(() => [])).at(-1) ?? 0;
  const owner = highest === 0 ? null : await readOwner(lockName(path, highest));
  return owner !== null && (await isAlive(owner)) ? owner.pid : null;
}

function lockName(path: string, number: number): string {
  return `${path}.lock.${number}`;
}

async function lockNumbers(path: string): Promise<number[]> {
  const prefix = `${basename(path)}.lock.`;
  const names = await readdir(dirname(path));
  const numbers = names
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)));
  return numbers.filter((number) => Number.isSafeInteger(number)).sort((a, b) => a - b);
}

async function createOwned(path: string, lock: string): Promise<boolean> {
  const owner: Owner = {
    pid: process.pid,
    startedAt: (await factsOf(process.pid))?.startedAt ?? null,
  };
  const draft = join(dirname(path), `.${basename(lock)}.${process.pid}.${performance.now()}`);
  await writeFile(draft, JSON.stringify(owner));
  try {
    await link(draft, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await remove(draft);
  }
}

/** Null when the lock was released or has just been superseded. */
async function readOwner(lock: string): Promise<Owner | null> {
  try {
    const { pid, startedAt } = JSON.parse(await readFile(lock, 'utf8')) as Partial<Owner>;
    return typeof pid === 'number' ? { pid, startedAt: startedAt ?? null } : null;
  } catch {
    return null;
  }
}

async function isAlive({ pid, startedAt }: Owner): Promise<boolean> {
  if (!isRunning(pid)) return false;
  const facts = await factsOf(pid);
  if (facts === null) return true;
  return !facts.hasEnded && (startedAt === null || facts.startedAt === startedAt);
}

interface ProcessFacts {
  /** When it began, in ticks since boot. */
  readonly startedAt: string;
  /** Killed, and only its number is left because its parent has not asked for its end. */
  readonly hasEnded: boolean;
}

/** What the system tells of a process, where it does (Linux); else null. */
async function factsOf(pid: number): Promise<ProcessFacts | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may contain anything: the state follows it, and 19 fields later the
    // start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = '', startedAt] = [fields[0], fields[19]];
    return startedAt === undefined ? null : { startedAt, hasEnded: /[ZX]/.test(state) };
  } catch {
    return null;
  }
}

async function remove(file: string): Promise<void> {
  await unlink(file).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
}
