// A start that cannot succeed: it says why in a few words, exits, and leaves nothing that the next
// start would trip over.

import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fileOwner } from '../../src/node/file-lock.ts';
import { freePorts } from '../support/free-port.ts';
import { aFolder, aShop, onPostgres, run } from './a-process.ts';
import { answers } from './a-shopper.ts';

type Variables = Readonly<Record<string, string>>;

/** Runs a start that must fail, and answers what it said. */
async function refusedStart(env: Variables, dataFolder: string): Promise<string> {
  const [port = 0, bankPort = 0] = await freePorts(2);
  const ports = { PORT: String(port), BANK_PORT: String(bankPort) };
  const start = run('start', { ...ports, PAYONCE_DATA: dataFolder, ...env });
  const { code } = await start.exited;
  expect(code).toBe(1);
  await start.allGone();
  expect(await answers(`http://localhost:${bankPort}`)).toBe(false);
  expect(await fileOwner(join(dataFolder, 'database'))).toBeNull();
  expect(existsSync(join(dataFolder, 'server.pid'))).toBe(false);
  // Words, not a trace.
  expect(start.output()).not.toMatch(/^\s+at /m);
  return start.output();
}

async function takenPort(): Promise<number> {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('a port that is taken is named, the bank is not left, and the folder can be used', async () => {
  const dataFolder = await aFolder();
  const port = await takenPort();
  const said = await refusedStart({ PORT: String(port) }, dataFolder);
  expect(said).toContain(`Port ${port} is in use by another process`);
  const shop = await aShop({ dataFolder });
  expect(await answers(shop.bankUrl)).toBe(true);
});

test("somebody else on the bank's port is named, and nothing is left", async () => {
  const bankPort = await takenPort();
  const env = { BANK_PORT: String(bankPort), ...(await onPostgres()) };
  const said = await refusedStart(env, await aFolder());
  expect(said).toContain(`Port ${bankPort} is in use by another process`);
  expect(said).toContain(`The sandbox bank did not start at http://localhost:${bankPort}`);
});

const LIVE_KEY = 'sk_live_51abcdefghijklmnop';

test.each<[string, Variables, RegExp]>([
  ['a port in words', { PORT: 'http' }, /^PORT is "http": set it to a port from 1 to 65535\.$/m],
  ['a port too high', { PORT: '70000' }, /^PORT is "70000"/m],
  ['a negative port', { BANK_PORT: '-1' }, /^BANK_PORT is "-1"/m],
  ['another kind of database', { DATABASE_URL: 'mysql://h/n' }, /^DATABASE_URL must .*postgres:/m],
  [
    'a bank without scheme',
    { NO_BANK: '1', BANK_URL: 'localhost:1' },
    /^BANK_URL is "localhost:1"/m,
  ],
  ['a live key in the lab', { STRIPE_SECRET_KEY: LIVE_KEY }, /^STRIPE_SECRET_KEY holds a live/m],
  [
    'a live key and the embedded database',
    { STRIPE_SECRET_KEY: LIVE_KEY, PAYONCE_LAB: '0' },
    /^STRIPE_SECRET_KEY holds a live .*embedded database/m,
  ],
])('%s is refused in words', async (_what, env, words) => {
  const said = await refusedStart(env, await aFolder());
  expect(said).toMatch(words);
  expect(said).not.toContain(LIVE_KEY);
});

test.each(['localhost', '127.0.0.1'])(
  'a database on %s that is not there is refused in words, without its password',
  async (host) => {
    const [port = 0] = await freePorts(1);
    const DATABASE_URL = `postgres://ann:secret@${host}:${port}/shop`;
    const said = await refusedStart({ DATABASE_URL }, await aFolder());
    expect(said).toMatch(/^The database at DATABASE_URL does not answer: .*ECONNREFUSED/m);
    expect(said).not.toContain('secret');
  },
);
