// Runs the demo: `npm start`. Opens the database, sees to a bank, serves the shop, sweeps once a second, and on SIGTERM
// lets payments end before it goes, taking with it what it began.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPglite, type OpenDatabase } from '../node/pglite.ts';
import { openPostgres } from '../node/postgres.ts';
import { serveFetch } from '../node/http-host.ts';
import { systemClock, systemFetch, systemRandom } from '../platform/system.ts';
import { sandboxGateway } from '../server.ts';
import { ensureBank, isBankAt } from './bank-process.ts';
import { buildMissing } from './builds.ts';
import { readEnvironment, type Environment } from './environment.ts';
import { createShopServer, type ShopServer } from './server.ts';

// Often enough that a lost answer is found within two seconds, rare enough to cost nothing.
const SWEEP_EVERY_MS = 500;

async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const { dataFolder, port, bankUrl } = environment;
  await mkdir(dataFolder, { recursive: true });
  const database = await openDatabase(environment);
  await buildMissing(['demo', 'frame']);
  const bank = await ensureBank(environment, systemClock);
  const gateway = sandboxGateway({ url: bankUrl, fetch: systemFetch, clock: systemClock });
  const shop = await createShopServer({
    database,
    gateway,
    clock: systemClock,
    random: systemRandom,
    folder: join('dist', 'demo'),
    bankUrl,
    onError: (error, where) => console.error(`${where}:`, error),
    unreadiness: () => unreadiness(database, bankUrl),
  });
  const host = await serveFetch(shop.fetch, { port });
  const sweeping = new AbortController();
  const swept = sweepUntil(shop, sweeping.signal);
  const pidFile = join(dataFolder, 'server.pid');
  await writeFile(pidFile, String(process.pid));

  onStop(async () => {
    await host.close();
    sweeping.abort();
    await swept;
    await shop.payonce.idle();
    await database.close();
    await bank.stop();
    await rm(pidFile, { force: true });
  });
  console.log(`payonce ready ${host.url}`);
}

function openDatabase({ databaseUrl, dataFolder }: Environment): Promise<OpenDatabase> {
  if (databaseUrl === null) return openPglite(join(dataFolder, 'database'));
  return openPostgres(databaseUrl, (error) => console.error('database:', error.message));
}

async function unreadiness(database: OpenDatabase, bankUrl: string): Promise<string | null> {
  const answers = await database.query('SELECT 1').then(
    () => true,
    () => false,
  );
  if (!answers) return 'the database does not answer';
  return (await isBankAt(bankUrl)) ? null : 'the bank does not answer';
}

async function sweepUntil(shop: ShopServer, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await shop.payonce.sweep().catch((error: unknown) => console.error('sweep:', error));
    await systemClock.sleep(SWEEP_EVERY_MS, signal);
  }
}

// The bound on a drain: a payment has its answer, or is left to the next sweep, well before.
const STOP_TIMEOUT_MS = 20_000;

function onStop(stop: () => Promise<void>): void {
  let stopping = false;
  const begin = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error('stop:', error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', begin);
  process.on('SIGINT', begin);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
