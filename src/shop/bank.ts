// Runs the sandbox bank alone, as its own process: `npm run bank`, and the child that `npm start` begins.

import { join } from 'node:path';
import { serveBank } from '../node/bank-host.ts';
import { systemClock, systemRandom } from '../platform/system.ts';
import { buildMissing } from './builds.ts';
import { readEnvironment } from './environment.ts';

const BUILT = 'dist';

async function main(): Promise<void> {
  const { bankPort, dataFolder } = readEnvironment(process.env);
  await buildMissing(['frame']);
  const bank = await serveBank({
    port: bankPort,
    dataFolder,
    assetsFolder: join(BUILT, 'frame'),
    clock: systemClock,
    random: systemRandom,
    onError: (error) => console.error('bank:', error),
  });
  const stop = (): void => {
    void bank.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  // A terminal's Ctrl-C reaches the shop and its bank at once: the shop still needs the bank to drain, and stops it last.
  if (process.env['PAYONCE_MANAGED'] === '1') process.on('SIGINT', () => undefined);
  else process.on('SIGINT', stop);
  console.log(`bank ready ${bank.url}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
