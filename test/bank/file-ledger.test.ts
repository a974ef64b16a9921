// The ledger as a file: what survives kills and torn lines, and that only one process owns it.

import { appendFile, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BankEvent } from '../../src/bank/ledger.ts';
import { openFileLedger } from '../../src/node/bank-ledger.ts';
import { FileLocked, lockFile } from '../../src/node/file-lock.ts';
import { aFolder, nextLine, run } from './a-process.ts';

const fact = (key: string): BankEvent => ({ type: 'key-canceled', atMs: 1, key });

async function aPath(): Promise<string> {
  return join(await aFolder(), 'bank', 'ledger.jsonl');
}

test('what was appended is read back in order', async () => {
  const path = await aPath();
  const keys = Array.from({ length: 100 }, (_, index) => `key-${index}`);
  const ledger = await openFileLedger(path);
  await Promise.all(keys.map((key) => ledger.append(fact(key))));
  await ledger.close();
  const again = await openFileLedger(path);
  expect(await again.read()).toEqual(keys.map(fact));
  await again.close();
});

test('a fact is one line of JSON', async () => {
  const path = await aPath();
  const ledger = await openFileLedger(path);
  await ledger.append(fact('line\nbreak'));
  expect(await readFile(path, 'utf8')).toBe(
    '{"type":"key-canceled","atMs":1,"key":"line\\nbreak"}\n',
  );
  await ledger.close();
});

test('a last line without its end is cut off, and appending goes on after it', async () => {
  const path = await aPath();
  const ledger = await openFileLedger(path);
  await ledger.append(fact('key-1'));
  await ledger.close();
  await appendFile(path, '{"type":"key-canc');
  const again = await openFileLedger(path);
  expect(await again.read()).toEqual([fact('key-1')]);
  await again.append(fact('key-2'));
  await again.close();
  const last = await openFileLedger(path);
  expect(await last.read()).toEqual([fact('key-1'), fact('key-2')]);
  await last.close();
});

test('a damaged line is refused with its number and leaves the file free', async () => {
  const path = await aPath();
  await (await openFileLedger(path)).close();
  await writeFile(path, `${JSON.stringify(fact('key-1'))}\n{"type":"gift"}\n`);
  await expect(openFileLedger(path)).rejects.toThrow(/Line 2 of .*ledger\.jsonl cannot be read/);
  await expect(openFileLedger(path)).rejects.toThrow(/Line 2/);
});

test('a closed ledger takes nothing more', async () => {
  const ledger = await openFileLedger(await aPath());
  await ledger.close();
  await expect(ledger.append(fact('key-1'))).rejects.toThrow('closed');
});

test('every fact acknowledged before a SIGKILL is in the ledger', async () => {
  const path = await aPath();
  const running = run('append-forever.ts', path);
  const acknowledged: number[] = [];
  while (acknowledged.length < 200) acknowledged.push(Number(await nextLine(running)));
  await running.kill();
  for await (const line of running.lines) acknowledged.push(Number(line));
  const ledger = await openFileLedger(path);
  const kept = new Set((await ledger.read()).map(({ atMs }) => atMs));
  expect(acknowledged.filter((number) => !kept.has(number))).toEqual([]);
  await ledger.close();
});

test('a second process is refused with the number of the first, until that is gone', async () => {
  const path = await aPath();
  const running = run('append-forever.ts', path);
  await nextLine(running);
  await expect(openFileLedger(path)).rejects.toThrow(FileLocked);
  await expect(openFileLedger(path)).rejects.toThrow(`in use by process ${running.process.pid}`);
  await running.kill();
  await (await openFileLedger(path)).close();
});

test('a second opening in one process is refused', async () => {
  const path = await aPath();
  const ledger = await openFileLedger(path);
  await expect(openFileLedger(path)).rejects.toThrow(FileLocked);
  await ledger.close();
});

test('of many that take over a lock from the dead exactly one gets it', async () => {
  const folder = await aFolder();
  const path = join(folder, 'file');
  await writeFile(`${path}.lock.7`, JSON.stringify({ pid: 999_999_999, startedAt: '1' }));
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFile(path)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await readdir(folder)).toEqual(['file.lock.8']);
});

test('a lock of a process number that lives on as another process is taken over', async () => {
  const path = join(await aFolder(), 'file');
  const mine = { pid: process.pid, startedAt: 'another life' };
  await writeFile(`${path}.lock.1`, JSON.stringify(mine));
  if (process.platform === 'linux') await (await lockFile(path)).release();
  else await expect(lockFile(path)).rejects.toThrow(FileLocked);
});
