// A connection that breaks in the middle of a transaction fails that one and nothing else.

import { expect, inject, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../src/node/postgres.ts';
import { newDatabaseUrl } from '../support/postgres-url.ts';

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
  await expect(broken).rejects.toThrow(/terminat/);
  // Node ends a process whose connection breaks unheard: here it was heard.
  await expect.poll(() => errors.length).toBeGreaterThan(0);
  await database.transaction((tx) => tx.query("INSERT INTO things VALUES ('kept')"));
  expect(await database.query('SELECT name FROM things')).toEqual([{ name: 'kept' }]);
});
