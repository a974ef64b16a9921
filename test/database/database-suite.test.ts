// The helper that every database suite hangs on: each test gets an empty database of its own, of
// every kind.

import { expect, test } from 'vitest';
import { describeDatabases } from '../support/database-suite.ts';

const SAYS = { PGlite: 'emscripten', PostgreSQL: '', memory: 'as the memory database speaks it' };

describeDatabases('a database for a test', (open, kind) => {
  test('is of the kind that the suite names', async () => {
    const database = await open();
    const [row] = await database.query('SELECT version() AS version');
    expect(String(row?.['version']).startsWith('PostgreSQL 18')).toBe(true);
    expect(row?.['version']).toContain(SAYS[kind]);
  });

  test('is empty, and another one than the next', async () => {
    const [first, second] = [await open(), await open()];
    await first.query('CREATE TABLE mine (id integer)');
    const tables = 'SELECT tablename FROM pg_tables WHERE schemaname = $1';
    await expect(first.query(tables, ['public'])).resolves.toEqual([{ tablename: 'mine' }]);
    await expect(second.query(tables, ['public'])).resolves.toEqual([]);
  });
});
