// Runs the demo: `npm start`, or `npm run dev` with hot reload. Opens the database, sees to a bank,
// serves the shop, sweeps twice a second, and on SIGTERM lets payments end before it goes, taking
// with it what it began.

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess, wordsOf, type Lifetime } from '../node/lifetime.ts';
import { openPglite, type OpenDatabase } from '../node/pglite.ts';
import { correctedClock, type CorrectedClock } from '../node/clock-skew.ts';
import { addressOf, serveFetch } from '../node/http-host.ts';
import { systemClock, systemFetch, systemRandom } from '../platform/system.ts';
import { sandboxGateway, type Payonce } from '../server.ts';
import { registerUntil } from './bank-endpoint.ts';
import { ensureBank, isBankAt } from './bank-process.ts';
import { buildMissing } from './builds.ts';
import { readEnvironment, type Environment } from './environment.ts';
import type { HotPages } from './hot-pages.ts';
import { deathOf } from './lab/death.ts';
import { createLab, type Lab } from './lab/lab.ts';
import { createShopServer, type ShopServer } from './server.ts';
import { openServerDatabase } from './server-database.ts';

// Often enough that a lost answer is found within two seconds, rare enough to cost nothing.
const SWEEP_EVERY_MS = 500;
// Clocks drift by milliseconds in that time.
const CORRECT_EVERY_MS = 30_000;
// Between two looks this much has passed only where the clock was set, or the machine has slept.
const ODD_MS = 4 * SWEEP_EVERY_MS;
// A bank that is away, or too many strangers, are asked about less and less often.
const LAST_WAIT_MS = 15_000;
// The bound on a drain: a payment has its answer, or is left to the next sweep, well before.
const STOP_TIMEOUT_MS = 25_000;

async function main(lifetime: Lifetime): Promise<void> {
  const environment = readEnvironment(process.env);
  const { dataFolder, port, bankUrl, webhookSecret, merchantSecret } = environment;
  const url = `http://localhost:${port}`;
  await mkdir(dataFolder, { recursive: true });
  const database = await openDatabase(environment);
  lifetime.onEnd(() => database.close());
  const clock = await correctedClock(systemClock, database);
  await writePid(join(dataFolder, 'server.pid'), lifetime);
  const hot = process.argv.includes('--dev') ? await openHotPages() : null;
  if (hot !== null) lifetime.onEnd(() => hot.close());
  await buildMissing(hot === null ? ['demo', 'frame'] : ['frame']);
  await ensureBank(environment, systemClock, lifetime);
  const shop = await createShopServer({
    database,
    gateway: sandboxGateway({
      url: bankUrl,
      fetch: systemFetch,
      clock,
      webhookSecrets: [webhookSecret],
    }),
    url,
    merchantSecret,
    addressOf,
    clock,
    clockTrouble: clock.trouble,
    random: systemRandom,
    folder: join('dist', 'demo'),
    bankUrl,
    lab: environment.lab ? openLab(environment) : null,
    onError: (error, where) => console.error(`${where}:`, error),
    unreadiness: (payonce) => unreadiness(payonce, database, bankUrl),
    ...(hot === null ? {} : { transformShell: hot.transformShell }),
  });
  lifetime.onEnd(() => shop.payonce.idle());
  // What an earlier run left behind is looked up before anybody is told that this one is ready.
  await reconcileOnce(shop);
  await sweepOnce(shop);
  const serve = hot === null ? serveFetch : hot.serve;
  const host = await serve(shop.fetch, { port });
  const swept = sweepUntil(shop, clock, lifetime.stopping);
  const endpoint = {
    bankUrl,
    url: `${url}/payonce/webhooks/sandbox`,
    mark: await shop.payonce.mark(),
  };
  const registered = registerUntil(endpoint, systemFetch, systemClock, lifetime.stopping);
  lifetime.onEnd(async () => {
    // Both at once: a look at the bank and a payment wait for the same bank.
    await Promise.all([host.close(), swept, registered]);
  });
  console.log(`payonce ready ${host.url}`);
}

// The build tool takes a second to load, which a start without it is spared.
async function openHotPages(): Promise<HotPages> {
  const { createHotPages } = await import('./hot-pages.ts');
  return createHotPages();
}

function openLab({ faults, dataFolder, bankUrl }: Environment): Lab {
  return createLab({
    armed: faults,
    death: deathOf(dataFolder),
    clock: systemClock,
    bankUrl,
    fetch: systemFetch,
    onStrike: (point) => console.error(`lab: ${point}`),
  });
}

async function openDatabase({ databaseUrl, dataFolder }: Environment): Promise<OpenDatabase> {
  if (databaseUrl === null) return openPglite(join(dataFolder, 'database'));
  return openServerDatabase(databaseUrl, (error) => {
    console.error('database:', wordsOf(error));
  });
}

async function writePid(file: string, lifetime: Lifetime): Promise<void> {
  const pid = String(process.pid);
  await writeFile(file, pid);
  lifetime.onEnd(async () => {
    // Servers on one PostgreSQL may share the folder: then the last one's number stands there.
    if ((await readFile(file, 'utf8').catch(() => '')) === pid) await rm(file, { force: true });
  });
}

async function unreadiness(
  payonce: Payonce,
  database: OpenDatabase,
  bankUrl: string,
): Promise<string | null> {
  const answers = await database.query('SELECT 1').then(
    () => true,
    () => false,
  );
  if (!answers) return 'the database does not answer';
  if (!(await isBankAt(bankUrl))) return 'the bank does not answer';
  return payonce.isReconciled() ? null : 'the bank has not been reconciled with the database yet';
}

async function sweepUntil(
  shop: ShopServer,
  clock: CorrectedClock,
  stopping: AbortSignal,
): Promise<void> {
  let seenMs = systemClock.now();
  let correctedMs = seenMs;
  let reconcileAtMs = seenMs;
  let waitMs = SWEEP_EVERY_MS;
  while (!stopping.aborted) {
    await systemClock.sleep(SWEEP_EVERY_MS, stopping);
    const nowMs = systemClock.now();
    if (Math.abs(nowMs - seenMs) > ODD_MS || nowMs - correctedMs >= CORRECT_EVERY_MS) {
      correctedMs = nowMs;
      await clock.correct().catch((error: unknown) => console.error('clock:', wordsOf(error)));
    }
    seenMs = nowMs;
    // By a wrong clock others' leases would seem to be over.
    if (clock.trouble() !== null) continue;
    if (!shop.payonce.isReconciled() && nowMs >= reconcileAtMs) {
      reconcileAtMs = nowMs + waitMs;
      waitMs = Math.min(waitMs * 2, LAST_WAIT_MS);
      await reconcileOnce(shop);
    }
    // Not waited for: a bank or an address that hangs must not hold up the next look.
    void sweepOnce(shop);
  }
}

async function reconcileOnce(shop: ShopServer): Promise<void> {
  await shop.payonce.reconcile().catch((error: unknown) => console.error('reconcile:', error));
}

async function sweepOnce(shop: ShopServer): Promise<void> {
  await shop.payonce.sweep().catch((error: unknown) => console.error('sweep:', error));
}

runProcess(main, { stopTimeoutMs: STOP_TIMEOUT_MS });
