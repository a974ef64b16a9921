// A process that serves a bank from the data folder of its first argument and tells its address.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveBank } from '../../src/node/bank-host.ts';

const [, , dataFolder = ''] = process.argv;
const { url } = await serveBank({
  port: 0,
  dataFolder,
  assetsFolder: dataFolder,
  clock: {
    now: Date.now,
    sleep: async (delayMs, signal) =>
      sleep(delayMs, undefined, { ...(signal && { signal }) }).catch(() => undefined),
  },
  random: (length) => new Uint8Array(randomBytes(length)),
  fetch: async (request) => fetch(request),
  debitSettleMs: 1000,
});
process.stdout.write(`${url}\n`);
