// Runs the sandbox bank alone, as its own process: `npm run bank`, and the child that `npm start`
// begins.

import { join } from 'node:path';
import { serveBank } from '../node/bank-host.ts';
import { runProcess, type Lifetime } from '../node/lifetime.ts';
import { systemClock, systemFetch, systemRandom } from '../platform/system.ts';
import { buildMissing } from './builds.ts';
import { readBankVariables } from './bank-variables.ts';
import { readEnvironment } from './environment.ts';

const BUILT = 'dist';
// A little longer than the bank drains.
const STOP_TIMEOUT_MS = 7_000;

async function main(lifetime: Lifetime): Promise<void> {
  const { bankPort, dataFolder } = readEnvironment(process.env);
  await buildMissing(['frame']);
  const bank = await serveBank({
    port: bankPort,
    dataFolder,
    assetsFolder: join(BUILT, 'frame'),
    clock: systemClock,
    random: systemRandom,
    fetch: systemFetch,
    ...readBankVariables(process.env),
    onError: (error) => console.error('bank:', error),
  });
  lifetime.onEnd(() => bank.close());
  console.log(`bank ready ${bank.url}`);
}

// A terminal's Ctrl-C reaches the shop and its bank at once: the shop still needs the bank to
// drain, and stops it last.
const isManaged = process.env['PAYONCE_MANAGED'] === '1';
runProcess(main, { stopTimeoutMs: STOP_TIMEOUT_MS, ignoresInterrupt: isManaged });
