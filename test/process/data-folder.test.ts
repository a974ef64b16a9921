// One embedded data folder belongs to one living process: a second is refused, a dead one is
// succeeded.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { fileOwner, lockFile } from '../../src/node/file-lock.ts';
import { freePorts } from '../support/free-port.ts';
import { guard, unguard } from '../support/orphan-guard.ts';
import { aFolder, aShop, run, until } from './a-process.ts';
import { call } from './a-shopper.ts';

test('a second start in one data folder exits and names the first', async () => {
  const first = await aShop();
  const { dataFolder, pid } = first;
  const [port = 0, bankPort = 0] = await freePorts(2);
  const env = { PORT: String(port), BANK_PORT: String(bankPort), PAYONCE_DATA: dataFolder };
  const second = run('start', env);
  expect((await second.exited).code).toBe(1);
  expect(second.output()).toContain(`in use by process ${pid}.`);
  await second.allGone();
  expect((await call('GET', `${first.url}/readyz`)).status).toBe(200);
  expect(await readFile(join(dataFolder, 'server.pid'), 'utf8')).toBe(String(pid));
});

// Nothing of a killed process is left but its number, until its parent asks how it ended. Some
// parents never do: a shell script that runs in a container, for one.
const OWNER = `
import { lockFile } from './src/node/file-lock.ts';
await lockFile(process.argv[1]);
console.log(process.pid);
setInterval(() => undefined, 1000);`;

const onLinux = process.platform === 'linux';

test.runIf(onLinux)('a killed owner whose parent does not ask gives the folder free', async () => {
  const folder = await aFolder();
  const file = join(folder, 'database');
  await writeFile(join(folder, 'owner.mts'), OWNER);
  const script = '"$0" --import tsx --input-type=module -e "$1" "$2" & exec sleep 600';
  const args = ['-c', script, process.execPath, OWNER, file];
  const parent = spawn('sh', args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const group = -(parent.pid ?? 0);
  guard(group);
  onTestFinished(async () => {
    const ended = once(parent, 'exit');
    process.kill(group, 'SIGKILL');
    await ended;
    unguard(group);
  });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  const owner = Number(line);
  expect(await fileOwner(file)).toBe(owner);
  process.kill(owner, 'SIGKILL');
  await until(async () => expect(await fileOwner(file)).toBeNull());
  expect(process.kill(owner, 0)).toBe(true);
  const lock = await lockFile(file);
  expect(await fileOwner(file)).toBe(process.pid);
  await lock.release();
});
