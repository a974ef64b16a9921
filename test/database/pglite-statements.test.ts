// PGlite keeps the plans of statements by name: what comes of it must be what an engine without
// memory would answer, whatever happens to the tables, the transaction or the names in between.

import { expect, test } from 'vitest';
import { openPglite } from '../../src/node/pglite.ts';
import type { Database, Row } from '../../src/server/database.ts';
import { describeDatabases } from '../support/database-suite.ts';

const READ = 'SELECT * FROM things WHERE id = $1';
const ADD = 'INSERT INTO things (id, name) VALUES ($1, $2)';

async function withThings(open: () => Promise<Database>): Promise<Database> {
  const database = await open();
  await database.query('CREATE TABLE things (id integer PRIMARY KEY, name text)');
  await database.query(ADD, [1, 'one']);
  return database;
}

function plans(database: Database): Promise<readonly Row[]> {
  return database.query(
    'SELECT statement, generic_plans + custom_plans AS uses FROM pg_prepared_statements',
  );
}

describeDatabases(
  'statements kept by name',
  (open) => {
    test('one that is said again is not planned as another', async () => {
      const database = await withThings(open);
      for (let time = 1; time <= 7; time += 1) {
        expect(await database.query(READ, [1])).toEqual([{ id: 1, name: 'one' }]);
      }
      expect(await plans(database)).toContainEqual({ statement: READ, uses: 7 });
    });

    test('an expression in brackets and a null are as good as any', async () => {
      const database = await withThings(open);
      const either = `(SELECT id FROM things WHERE name = $1) UNION (SELECT 2 WHERE $2::text IS NULL)
        ORDER BY id`;
      for (let time = 1; time <= 7; time += 1) {
        expect(await database.query(either, ['one', null])).toHaveLength(2);
      }
      expect(await plans(database)).toContainEqual({ statement: either, uses: 7 });
    });

    test('a table that has changed answers with its new columns', async () => {
      const database = await withThings(open);
      for (let time = 1; time <= 7; time += 1) await database.query(READ, [1]);
      await database.query('ALTER TABLE things ADD COLUMN color text');
      expect(await database.query(READ, [1])).toEqual([{ id: 1, name: 'one', color: null }]);
      await database.query('ALTER TABLE things DROP COLUMN name');
      expect(await database.query(READ, [1])).toEqual([{ id: 1, color: null }]);
      await database.query('DROP TABLE things');
      await expect(database.query(READ, [1])).rejects.toMatchObject({ code: '42P01' });
    });

    test('names that the engine has forgotten are given anew', async () => {
      const database = await withThings(open);
      await database.query(READ, [1]);
      for (const forgets of ['DISCARD ALL', '-- all of them\nDEALLOCATE ALL']) {
        await database.query(forgets);
        expect(await database.query(READ, [1])).toEqual([{ id: 1, name: 'one' }]);
      }
    });

    test.each([
      [
        '/* a comment */ ALTER TABLE things ADD COLUMN color text',
        { id: 1, name: 'one', color: null },
      ],
      ['CREATE TEMP TABLE things AS SELECT 1 AS id, 2 AS size', { id: 1, size: 2 }],
      ['CREATE SCHEMA other', { id: 1, name: 'one' }],
    ])('after %s it answers as an engine without memory', async (changes, row) => {
      const database = await withThings(open);
      for (let time = 1; time <= 7; time += 1) await database.query(READ, [1]);
      await database.query(changes);
      expect(await database.query(READ, [1])).toEqual([row]);
    });

    test('what was asked of a table that was taken back is forgotten with it', async () => {
      const database = await withThings(open);
      const byText = "SELECT name FROM things WHERE id = '1'";
      const failed = database.transaction(async (tx) => {
        await tx.query('ALTER TABLE things ADD COLUMN color text');
        await tx.query('ALTER TABLE things ALTER COLUMN id TYPE text');
        await tx.query(READ, ['1']);
        await tx.query(byText);
        throw new Error('not after all');
      });
      await expect(failed).rejects.toThrow('not after all');
      expect(await database.query(READ, [1])).toEqual([{ id: 1, name: 'one' }]);
      expect(await database.query(byText)).toEqual([{ name: 'one' }]);
    });

    test('one that a function has made wrong is right the next time', async () => {
      const database = await withThings(open);
      await database.query(`CREATE FUNCTION grow() RETURNS void LANGUAGE sql
        AS 'ALTER TABLE things ADD COLUMN color text'`);
      for (let time = 1; time <= 7; time += 1) await database.query(READ, [1]);
      await database.query('SELECT grow()');
      await expect(database.query(READ, [1])).rejects.toMatchObject({ code: '0A000' });
      expect(await database.query(READ, [1])).toEqual([{ id: 1, name: 'one', color: null }]);
    });

    test('a moment in words is not kept: a plan would keep when it was made', async () => {
      const database = await open();
      const asked = "SELECT timestamptz 'now' AS now";
      await database.query(asked);
      expect(await plans(database)).not.toContainEqual(
        expect.objectContaining({ statement: asked }),
      );
    });

    test('statements that a host has prepared by itself stay', async () => {
      const database = await withThings(open);
      await database.query('PREPARE mine AS SELECT 7 AS number');
      await database.query('ALTER TABLE things ADD COLUMN color text');
      expect(await database.query('EXECUTE mine')).toEqual([{ number: 7 }]);
    });

    test('a refused one runs again, also one that was refused before it had a plan', async () => {
      const database = await withThings(open);
      const early = 'SELECT name FROM things_to_come';
      await expect(database.query(ADD, [1, 'two'])).rejects.toMatchObject({ code: '23505' });
      await expect(database.query(early)).rejects.toMatchObject({ code: '42P01' });
      await database.query('CREATE TABLE things_to_come (name text)');
      await database.query(ADD, [2, 'two']);
      expect(await database.query(early)).toEqual([]);
      expect(await database.query(READ, [2])).toEqual([{ id: 2, name: 'two' }]);
    });

    test('a transaction that failed refuses what follows in it, and leaves nothing behind', async () => {
      const database = await withThings(open);
      const failed = database.transaction(async (tx) => {
        await tx.query(ADD, [2, 'two']);
        await expect(tx.query(ADD, [1, 'again'])).rejects.toMatchObject({ code: '23505' });
        await expect(tx.query('SELECT count(*) FROM things')).rejects.toMatchObject({
          code: '25P02',
        });
        await tx.query(READ, [1]);
      });
      await expect(failed).rejects.toMatchObject({ code: '25P02' });
      expect(await database.query('SELECT count(*) FROM things')).toEqual([{ count: 1 }]);
    });

    test('a transaction that has ended is used no more', async () => {
      const database = await withThings(open);
      const ended = await database.transaction(async (tx) => tx);
      await expect(ended.query(READ, [1])).rejects.toThrow('ended');
    });

    test('what was asked before it is closed is answered, what is asked after is refused', async () => {
      const database = await openPglite();
      const asked = [
        database.query('CREATE TABLE things (id integer)'),
        database.transaction((tx) => tx.query('INSERT INTO things VALUES (1)')),
        database.query('SELECT id FROM things'),
      ];
      const closed = database.close();
      await expect(database.query('SELECT 1')).rejects.toThrow('closed');
      expect(await Promise.all(asked)).toEqual([[], [], [{ id: 1 }]]);
      await closed;
    });

    test('a question beside an open transaction waits for its end', async () => {
      const database = await withThings(open);
      const order: string[] = [];
      const beside: Promise<unknown>[] = [];
      await database.transaction(async (tx) => {
        beside.push(database.query(READ, [2]).then(([row]) => order.push(String(row?.['name']))));
        await tx.query(ADD, [2, 'two']);
        order.push('added');
      });
      await Promise.all(beside);
      expect(order).toEqual(['added', 'two']);
    });

    test('more of them than anybody needs do not pile up', async () => {
      const database = await withThings(open);
      for (let number = 1; number <= 1_100; number += 1) {
        const [row] = await database.query(`SELECT ${number} AS number, name FROM things`);
        expect(row).toEqual({ number, name: 'one' });
      }
      const kept = await plans(database);
      expect(kept.length).toBeGreaterThan(0);
      expect(kept.length).toBeLessThanOrEqual(500);
    });
  },
  ['PGlite'],
);
