// A process that serves a bank from the data folder of its first argument and tells its address.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveBank } from '../../src/node/bank-host.ts';

const [, , dataFolder = ''] = process.argv;
const { url } = await serveBank({
  port: 0,
  dataFolder,
  assetsFolder: dataFolder,
  clock: { now: Date.now, sleep: async (delayMs) => sleep(delayMs) },
  random: (length) => new Uint8Array(randomBytes(length)),
});
process.stdout.write(`${url}\n`);
