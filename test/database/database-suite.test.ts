// The helper that every database suite hangs on: each test gets an empty database of its own, of
// both kinds.

import { expect, test } from 'vitest';
import { describeDatabases } from '../support/database-suite.ts';

describeDatabases('a database for a test', (open, kind) => {
  test('is of the kind that the suite names', async () => {
    const database = await open();
    const [row] = await database.query('SELECT version() AS version');
    expect(String(row?.['version']).startsWith('PostgreSQL 18')).toBe(true);
    expect(String(row?.['version']).includes('emscripten') || kind === 'PostgreSQL').toBe(true);
  });

  test('is empty, and another one than the next', async () => {
    const [first, second] = [await open(), await open()];
    await first.query('CREATE TABLE mine (id integer)');
    const tables = 'SELECT tablename FROM pg_tables WHERE schemaname = $1';
    await expect(first.query(tables, ['public'])).resolves.toEqual([{ tablename: 'mine' }]);
    await expect(second.query(tables, ['public'])).resolves.toEqual([]);
  });
});
