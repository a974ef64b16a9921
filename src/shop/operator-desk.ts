// Where the operator's commands are answered: in this process over the shop's database, or, since
// an embedded database has one process at a time, by the shop that has it open. Either way through
// the same routes. Knows databases and processes; not what is asked.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { refuseSkew } from '../node/clock-skew.ts';
import { FileLocked, fileOwner } from '../node/file-lock.ts';
import { wordsOf } from '../node/lifetime.ts';
import { openPglite, type OpenDatabase } from '../node/pglite.ts';
import { systemClock, systemFetch, systemRandom } from '../platform/system.ts';
import type { Fetch } from '../protocol/ports.ts';
import { sandboxGateway } from '../server.ts';
import { PAYONCE_STEPS } from '../server/migrations.ts';
import type { Environment } from './environment.ts';
import { operatorRoutes, PROCESS_HEADER } from './operator-routes.ts';
import { shopPayonce } from './server.ts';
import { openServerDatabase } from './server-database.ts';

export interface Desk {
  readonly fetch: Fetch;
  close(): Promise<void>;
}

/** Rejects, in words, when there is no shop's database to work on. */
export async function openDesk(environment: Environment): Promise<Desk> {
  const { databaseUrl, dataFolder } = environment;
  if (databaseUrl !== null) return own(await openServerDatabase(databaseUrl), environment);
  const folder = join(dataFolder, 'database');
  const owner = await fileOwner(folder);
  if (owner !== null) return shopsDesk(environment, owner);
  if (!existsSync(folder)) {
    throw new Error(
      `There is no database in ${dataFolder}: set PAYONCE_DATA or DATABASE_URL as for npm start.`,
    );
  }
  try {
    return await own(await openPglite(folder), environment);
  } catch (error) {
    // A shop was faster.
    if (error instanceof FileLocked) return shopsDesk(environment, error.pid);
    throw error;
  }
}

async function own(database: OpenDatabase, environment: Environment): Promise<Desk> {
  const { port, bankUrl, merchantSecret, webhookSecret } = environment;
  try {
    await refuseOtherTables(database);
    await refuseSkew(database, systemClock);
  } catch (error) {
    await database.close();
    throw error;
  }
  const onError = (error: unknown, where: string): void => {
    console.error(`${where}: ${wordsOf(error)}`);
  };
  const webhookSecrets = [webhookSecret];
  const ports = { fetch: systemFetch, clock: systemClock };
  const payonce = shopPayonce({
    database,
    gateway: sandboxGateway({ url: bankUrl, ...ports, webhookSecrets }),
    clock: systemClock,
    random: systemRandom,
    onError,
    url: `http://localhost:${port}`,
    merchantSecret,
    addressOf: () => null,
    lab: null,
  });
  const fetch = operatorRoutes({ payonce, merchantSecret, onError });
  return {
    fetch,
    async close() {
      await payonce.idle();
      await database.close();
    },
  };
}

/**
 * A command never makes tables: those of a wrong database, or of another version, stay as they are.
 */
async function refuseOtherTables(database: OpenDatabase): Promise<void> {
  const [found] = await database.query(`SELECT to_regclass('payonce_versions') IS NOT NULL AS ok`);
  if (found?.['ok'] !== true) {
    throw new Error('There are no payonce tables in this database: is it the right one?');
  }
  const [row] = await database.query('SELECT max(version) AS version FROM payonce_versions');
  const version = Number(row?.['version']);
  if (version === PAYONCE_STEPS.length) return;
  throw new Error(
    `The tables are at version ${version}, this program is at ${PAYONCE_STEPS.length}: use the ` +
      'program that the shop runs, or start the newer shop first.',
  );
}

function shopsDesk({ port, dataFolder }: Environment, owner: number): Desk {
  const origin = `http://localhost:${port}`;
  const open = `Process ${owner} has the embedded database in ${dataFolder} open`;
  return {
    async fetch(request) {
      const asked = new Request(new URL(new URL(request.url).pathname, origin), request);
      asked.headers.set(PROCESS_HEADER, String(owner));
      try {
        return await systemFetch(asked);
      } catch (cause) {
        const hint = 'Set PORT as that shop has it, or stop it.';
        throw new Error(`${open} and does not answer at ${origin}. ${hint}`, { cause });
      }
    },
    close: () => Promise.resolve(),
  };
}
