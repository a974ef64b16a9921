// A connection that breaks, or falls silent, fails what it was asked and nothing else.

import { expect, inject, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../src/node/postgres.ts';
import type { Queryable } from '../../src/server/database.ts';
import { newDatabaseUrl } from '../support/postgres-url.ts';
import { silentProxy } from '../support/silent-proxy.ts';

test('a connection killed in mid-transaction rejects it, and the next one goes through', async () => {
  const errors: Error[] = [];
  const url = await newDatabaseUrl(inject('postgresUrl'));
  const database = await openPostgres(url, (error) => errors.push(error));
  onTestFinished(() => database.close());
  await database.query('CREATE TABLE things (name text)');
  const broken = database.transaction(async (tx) => {
    await tx.query("INSERT INTO things VALUES ('lost')");
    const [row] = await tx.query('SELECT pg_backend_pid() AS pid');
    await database.query('SELECT pg_terminate_backend($1)', [Number(row?.['pid'])]);
    await tx.query('SELECT pg_sleep(4)');
  });
  // Which of the two depends on whether the end was heard of before the next statement.
  await expect(broken).rejects.toThrow(/terminat|connection error/);
  // Node ends a process whose connection breaks unheard: here it was heard.
  await expect.poll(() => errors.length).toBeGreaterThan(0);
  await database.transaction((tx) => tx.query("INSERT INTO things VALUES ('kept')"));
  expect(await database.query('SELECT name FROM things')).toEqual([{ name: 'kept' }]);
});

test('an idle connection that is killed is told of', async () => {
  const url = await newDatabaseUrl(inject('postgresUrl'));
  const [database, killer] = await Promise.all([openPostgres(url), openPostgres(url)]);
  onTestFinished(async () => {
    await Promise.all([database.close(), killer.close()]);
  });
  let told = 0;
  database.onBroken?.(() => (told += 1));
  const [row] = await database.query('SELECT pg_backend_pid() AS pid');
  await killer.query('SELECT pg_terminate_backend($1)', [Number(row?.['pid'])]);
  await expect.poll(() => told).toBe(1);
  expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

// Long enough for a busy machine to answer in, short enough to wait for.
const ANSWER_TIMEOUT_MS = 1000;

async function behindProxy() {
  const url = new URL(await newDatabaseUrl(inject('postgresUrl')));
  const proxy = await silentProxy(Number(url.port));
  onTestFinished(() => proxy.close());
  url.port = String(proxy.port);
  const options = { answerTimeoutMs: ANSWER_TIMEOUT_MS };
  const database = await openPostgres(url.href, () => undefined, options);
  onTestFinished(() => database.close());
  const backend = async (on: Queryable = database): Promise<number> => {
    const [row] = await on.query('SELECT pg_backend_pid() AS pid');
    return Number(row?.['pid']);
  };
  return { proxy, database, backend };
}

test('a statement that a silent server leaves unanswered rejects, and the next one connects anew', async () => {
  const { proxy, database, backend } = await behindProxy();
  const before = await backend();
  proxy.silence();
  await expect(database.query('SELECT 1 AS one')).rejects.toThrow(/timeout/);
  proxy.heal();
  expect(await database.query('SELECT 2 AS two')).toEqual([{ two: 2 }]);
  expect(await backend()).not.toBe(before);
});

test('a transaction whose answer comes too late ends, and its connection is never used again', async () => {
  const { proxy, database, backend } = await behindProxy();
  await database.query('CREATE TABLE things (name text)');
  let before = 0;
  const late = database.transaction(async (tx) => {
    before = await backend(tx);
    proxy.silence();
    await tx.query("INSERT INTO things VALUES ('late')").catch(() => undefined);
    // Whoever goes on all the same gets no other statement's answer, and cannot commit.
    proxy.release();
    return tx.query("SELECT 'mine' AS whose");
  });
  await expect(late).rejects.toThrow(/timeout/);
  proxy.heal();
  expect(await database.transaction(backend)).not.toBe(before);
  expect(await database.query('SELECT name FROM things')).toEqual([]);
});

test('every connection says how it reads, and when the server may end it', async () => {
  const url = await newDatabaseUrl(inject('postgresUrl'));
  const first = await openPostgres(url);
  onTestFinished(() => first.close());
  const name = new URL(url).pathname.slice(1);
  await first.query(`ALTER DATABASE ${name} SET default_transaction_isolation = serializable`);
  const database = await openPostgres(url);
  onTestFinished(() => database.close());
  const rows = await database.query(
    `SELECT current_setting('default_transaction_isolation') AS isolation,
      current_setting('idle_in_transaction_session_timeout') AS idle`,
  );
  expect(rows).toEqual([{ isolation: 'read committed', idle: '10s' }]);
});
