// A process that appends to the ledger of its first argument, several at a time, until it is
// killed, and tells the number of each fact once it is acknowledged.

import { openFileLedger } from '../../src/node/bank-ledger.ts';

const [, , path = ''] = process.argv;
const AT_A_TIME = 4;

const ledger = await openFileLedger(path);
let next = 0;

async function appendForever(): Promise<never> {
  for (;;) {
    const number = next;
    next += 1;
    await ledger.append({ type: 'key-canceled', atMs: number, key: `key-${number}` });
    process.stdout.write(`${number}\n`);
  }
}

await Promise.all(Array.from({ length: AT_A_TIME }, appendForever));
