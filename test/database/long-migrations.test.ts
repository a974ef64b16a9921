// A change of tables takes as long as it needs, and so does whoever waits for it; every other
// statement is given up in time.

import { expect, inject, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../src/node/postgres.ts';
import type { OpenDatabase } from '../../src/node/pglite.ts';
import { runMigrations } from '../../src/server/migrate.ts';
import { createPayonce } from '../../src/server/payonce.ts';
import { testOptions } from '../server/settings.ts';
import { newDatabaseUrl } from '../support/postgres-url.ts';

// Long enough for a busy machine to answer in, short enough to wait for.
const ANSWER_TIMEOUT_MS = 1000;

async function twoServers(): Promise<[OpenDatabase, OpenDatabase]> {
  const url = await newDatabaseUrl(inject('postgresUrl'));
  const open = (): Promise<OpenDatabase> =>
    openPostgres(url, () => undefined, { answerTimeoutMs: ANSWER_TIMEOUT_MS });
  const [first, second] = await Promise.all([open(), open()]);
  onTestFinished(async () => {
    await Promise.all([first.close(), second.close()]);
  });
  return [first, second];
}

const migrate = (database: OpenDatabase): Promise<void> =>
  createPayonce(testOptions({ database })).migrate();

const WAITING =
  'SELECT count(*) AS waiting FROM pg_locks WHERE NOT granted AND relation = $1::regclass';

test('a server that starts while another one migrates waits for longer than any statement', async () => {
  const [first, second] = await twoServers();
  await migrate(first);
  let waiting: Promise<unknown> = Promise.resolve();
  await first.transaction(async (tx) => {
    await tx.query('LOCK TABLE payonce_versions IN EXCLUSIVE MODE');
    waiting = migrate(second).catch((error: unknown) => error);
    const waits = async () => (await first.query(WAITING, ['payonce_versions']))[0]?.['waiting'];
    await expect.poll(waits).toBe(1);
    // This was asked later, and is given up: the one that waits was given up long ago, or never.
    await expect(second.query('SELECT pg_sleep(4)')).rejects.toThrow(/timeout/);
  });
  expect(await waiting).toBeUndefined();
});

test('a step has no limit, and what comes after it has one again', async () => {
  const [database] = await twoServers();
  const limit = "SELECT current_setting('statement_timeout') AS set";
  await runMigrations(database, 'things_versions', [[`CREATE TABLE seen AS ${limit}`]]);
  expect(await database.query('SELECT * FROM seen')).toEqual([{ set: '0' }]);
  expect(await database.query(limit)).toEqual([{ set: '5s' }]);
  const within = await database.transaction((tx) => tx.query(limit));
  expect(within).toEqual([{ set: '5s' }]);
});
