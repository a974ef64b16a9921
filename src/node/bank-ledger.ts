// The bank's ledger as a file of JSON lines that is only ever appended to. An append resolves after
// fsync; appends that arrive meanwhile share the next write. Knows files; what a fact means is the
// bank's.

import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseBankEvent, type BankEvent, type Ledger } from '../bank/ledger.ts';
import { lockFile, type FileLock } from './file-lock.ts';

export interface FileLedger extends Ledger {
  /** Waits for what was appended and gives the file free. */
  close(): Promise<void>;
}

interface Waiting {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens the ledger, making it and its folder where missing. A last line without its end was never
 * acknowledged (the process died in the middle of writing it) and is cut off. Throws `FileLocked`
 * when another process has it open.
 */
export async function openFileLedger(path: string): Promise<FileLedger> {
  await mkdir(dirname(path), { recursive: true });
  const lock = await lockFile(path);
  // Opened for append: a line lands at the end of the file, come what may.
  const file = await open(path, 'a+').catch(freeAndThrow(lock));
  const events = await recover(file, path).catch(async (error: unknown) => {
    await file.close();
    return freeAndThrow(lock)(error);
  });
  const writer = new LineWriter(file);
  return {
    append: async (event) => writer.write(`${JSON.stringify(event)}\n`),
    read: async () => events,
    async close() {
      await writer.end();
      await lock.release();
    },
  };
}

function freeAndThrow(lock: FileLock): (error: unknown) => Promise<never> {
  return async (error) => {
    await lock.release();
    throw error;
  };
}

async function recover(file: FileHandle, path: string): Promise<BankEvent[]> {
  const content = await file.readFile();
  const end = content.lastIndexOf(0x0a) + 1;
  if (end < content.length) {
    await file.truncate(end);
    await file.sync();
  }
  await syncFolder(dirname(path));
  const lines = content.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
  return lines.map((line, index) => {
    try {
      return parseBankEvent(JSON.parse(line));
    } catch (cause) {
      // Never skipped: a ledger that forgets a line would charge again for it.
      throw new Error(
        `Line ${index + 1} of ${path} cannot be read. Restore the file, or move it away to begin ` +
          'with an empty ledger.',
        { cause },
      );
    }
  });
}

/**
 * A new file is only there after a power cut if its folder was synced too; not every system can.
 */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

class LineWriter {
  readonly #file: FileHandle;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | null = null;
  #broken: Error | null = null;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  write(line: string): Promise<void> {
    if (this.#broken !== null) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  async #flush(): Promise<void> {
    // Yields once, so that all appends of this turn share the first write as well.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#broken !== null) throw this.#broken;
        await this.#file.appendFile(batch.map(({ line }) => line).join(''));
        await this.#file.datasync();
        for (const { resolve } of batch) resolve();
      } catch (cause) {
        // What stands in the file is unknown now, and after a failed fsync it stays so: only a
        // restart reads the truth.
        this.#broken ??= new Error('The ledger cannot be written any more; restart the bank.', {
          cause,
        });
        for (const { reject } of batch) reject(this.#broken);
      }
    }
    this.#flushing = null;
  }

  async end(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing;
    this.#broken ??= new Error('The ledger is closed.');
    await this.#file.close();
  }
}
