// A statement that meets rows which an open transaction has written waits, and then goes on: with
// what it saw when it began, but for the rows it changes. PostgreSQL shows what is right; the
// database in memory must do the same.

import { expect, test } from 'vitest';
import type { Database, Queryable, Row } from '../../src/server/database.ts';
import { describeDatabases } from '../support/database-suite.ts';

const WAITING = `
  SELECT count(*) AS waiting FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

async function untilWaiting(database: Database, wanted: number): Promise<void> {
  for (let count = 0; count < wanted;) {
    count = Number((await database.query(WAITING))[0]?.['waiting']);
  }
}

async function shelf(database: Database): Promise<Database> {
  await database.query(`CREATE TABLE shelf (
    sku text PRIMARY KEY, pieces integer NOT NULL, holder text
  )`);
  await database.query('CREATE TABLE sale (id text PRIMARY KEY, sku text REFERENCES shelf (sku))');
  await database.query("INSERT INTO shelf VALUES ('bowl', 5), ('mug', 3)");
  return database;
}

/** What `late` comes to, that begins and waits after `early`; then the transaction ends. */
async function overtaken<T>(
  database: Database,
  early: readonly string[],
  late: () => Promise<T>,
  end: 'commits' | 'fails' = 'commits',
): Promise<T> {
  const begun: Promise<T>[] = [];
  const transaction = database.transaction(async (tx) => {
    for (const sql of early) await tx.query(sql);
    begun.push(late());
    begun[0]?.catch(() => undefined);
    await untilWaiting(database, 1);
    if (end === 'fails') throw new Error('The shop fell over.');
  });
  await transaction.catch(() => undefined);
  return begun[0] as Promise<T>;
}

describeDatabases(
  'rows that somebody holds',
  (open) => {
    test('the loser of a claim changes nothing, and still sees the row as it was free', async () => {
      const database = await shelf(await open());
      const claim = `
        WITH claimed AS (
          UPDATE shelf SET holder = 'ben' WHERE sku = 'mug' AND holder IS NULL RETURNING *
        )
        SELECT row_to_json(c) AS claimed, s.holder AS seen
        FROM shelf s LEFT JOIN claimed c ON true WHERE s.sku = 'mug'`;
      const early = ["UPDATE shelf SET holder = 'ann' WHERE sku = 'mug'"];
      const rows = await overtaken(database, early, () => database.query(claim));
      expect(rows).toEqual([{ claimed: null, seen: null }]);
    });

    test('a change counts on from the newest version, or from the old one after a failure', async () => {
      const database = await shelf(await open());
      const early = ["UPDATE shelf SET pieces = 10 WHERE sku = 'mug'"];
      const take = () =>
        database.query("UPDATE shelf SET pieces = pieces - 1 WHERE sku = 'mug' RETURNING pieces");
      expect(await overtaken(database, early, take, 'fails')).toEqual([{ pieces: 2 }]);
      expect(await overtaken(database, early, take)).toEqual([{ pieces: 9 }]);
    });

    test('the rows of other tables stay as they were', async () => {
      const database = await shelf(await open());
      const rows = await overtaken(database, ['UPDATE shelf SET pieces = pieces + 10'], () =>
        database.query(`UPDATE shelf s SET holder = 'had ' || o.pieces FROM shelf o
          WHERE s.sku = 'mug' AND o.sku = 'bowl' AND o.pieces < 10
          RETURNING s.pieces, s.holder`),
      );
      expect(rows).toEqual([{ pieces: 13, holder: 'had 5' }]);
    });

    test('a row that was deleted, renamed or made anew is not met', async () => {
      const database = await shelf(await open());
      const take = () =>
        database.query("UPDATE shelf SET pieces = 0 WHERE sku = 'mug' RETURNING pieces");
      const anew = ["DELETE FROM shelf WHERE sku = 'mug'", "INSERT INTO shelf VALUES ('mug', 7)"];
      expect(await overtaken(database, anew, take)).toEqual([]);
      const renamed = ["UPDATE shelf SET sku = 'cup' WHERE sku = 'mug'"];
      expect(await overtaken(database, renamed, take)).toEqual([]);
      const read = await database.query('SELECT sku, pieces FROM shelf ORDER BY sku');
      expect(read).toEqual([
        { sku: 'bowl', pieces: 5 },
        { sku: 'cup', pieces: 7 },
      ]);
    });

    test('an insert of the same key is refused after a commit, and made after a failure', async () => {
      const database = await shelf(await open());
      const early = ["INSERT INTO shelf VALUES ('vase', 1)"];
      const insert = () =>
        database.query("INSERT INTO shelf VALUES ('vase', 2)").then(
          () => 'made',
          (error: unknown) => (error as { readonly code: string }).code,
        );
      expect(await overtaken(database, early, insert)).toBe('23505');
      await database.query("DELETE FROM shelf WHERE sku = 'vase'");
      expect(await overtaken(database, early, insert, 'fails')).toBe('made');
    });

    test('an insert waits even for a row that its own transaction has deleted again', async () => {
      const database = await shelf(await open());
      const early = [
        "INSERT INTO shelf VALUES ('vase', 1)",
        "DELETE FROM shelf WHERE sku = 'vase'",
      ];
      const rows = await overtaken(database, early, () =>
        database.query("INSERT INTO shelf VALUES ('vase', 2) RETURNING pieces"),
      );
      expect(rows).toEqual([{ pieces: 2 }]);
    });

    test('upserts that wait count one after the other', async () => {
      const database = await shelf(await open());
      const upsert = () =>
        database.query(`INSERT INTO shelf AS s VALUES ('vase', 1)
          ON CONFLICT (sku) DO UPDATE SET pieces = s.pieces + 1 RETURNING pieces`);
      const early = ["INSERT INTO shelf VALUES ('vase', 1)"];
      const late = () => Promise.all([upsert(), upsert(), upsert()]);
      const counted = (await overtaken(database, early, late)).map(([row]) => row?.['pieces']);
      expect([...counted].sort()).toEqual([2, 3, 4]);
    });

    test('FOR UPDATE answers the newest version, and the next row where one is out', async () => {
      const database = await shelf(await open());
      const next = () =>
        database.query(`SELECT sku, pieces FROM shelf WHERE holder IS NULL
          ORDER BY sku LIMIT 1 FOR UPDATE`);
      const changed = ["UPDATE shelf SET pieces = 8 WHERE sku = 'bowl'"];
      expect(await overtaken(database, changed, next)).toEqual([{ sku: 'bowl', pieces: 8 }]);
      const taken = ["UPDATE shelf SET holder = 'ann' WHERE sku = 'bowl'"];
      expect(await overtaken(database, taken, next)).toEqual([{ sku: 'mug', pieces: 3 }]);
    });

    test('whoever refers to a row waits for its deletion, and not for another change', async () => {
      const database = await shelf(await open());
      const sell = (id: string) => database.query('INSERT INTO sale VALUES ($1, $2)', [id, 'mug']);
      await database.transaction(async (tx) => {
        await tx.query("UPDATE shelf SET pieces = 9 WHERE sku = 'mug'");
        await sell('s1');
      });
      await database.query('DELETE FROM sale');
      const early = ["DELETE FROM shelf WHERE sku = 'mug'"];
      expect(await overtaken(database, early, () => sell('s2'), 'fails')).toEqual([]);
      await database.query('DELETE FROM sale');
      const late = overtaken(database, early, () => sell('s3'));
      await expect(late).rejects.toMatchObject({ code: '23503' });
    });

    test('SKIP LOCKED passes over rows that are held', async () => {
      const database = await shelf(await open());
      const next = (on: Queryable): Promise<readonly Row[]> =>
        on.query('SELECT sku FROM shelf ORDER BY sku LIMIT 1 FOR UPDATE SKIP LOCKED');
      await database.transaction(async (tx) => {
        expect(await next(tx)).toEqual([{ sku: 'bowl' }]);
        expect(await next(database)).toEqual([{ sku: 'mug' }]);
        await tx.query("UPDATE shelf SET pieces = 0 WHERE sku = 'mug'");
        expect(await next(database)).toEqual([]);
      });
      expect(await next(database)).toEqual([{ sku: 'bowl' }]);
    });

    test('of two transactions that wait for each other one is refused', async () => {
      const database = await shelf(await open());
      const take = (tx: Queryable, sku: string) =>
        tx.query('UPDATE shelf SET pieces = pieces - 1 WHERE sku = $1', [sku]);
      const held: (() => void)[] = [];
      const taking = (first: string, second: string) =>
        database.transaction(async (tx) => {
          await take(tx, first);
          await new Promise<void>((resolve) => held.push(resolve));
          await take(tx, second);
        });
      const both = Promise.allSettled([taking('mug', 'bowl'), taking('bowl', 'mug')]);
      while (held.length < 2) await database.query('SELECT 1');
      for (const goOn of held) goOn();
      const refused = (await both).filter(({ status }) => status === 'rejected');
      expect(refused).toMatchObject([{ reason: { code: '40P01' } }]);
      const left = await database.query('SELECT sku, pieces FROM shelf ORDER BY sku');
      expect(left).toEqual([
        { sku: 'bowl', pieces: 4 },
        { sku: 'mug', pieces: 2 },
      ]);
    });

    test('an error ends the hold of its transaction, though its work goes on', async () => {
      const database = await shelf(await open());
      const answer = await database.transaction(async (tx) => {
        await tx.query("UPDATE shelf SET pieces = 0 WHERE sku = 'mug'");
        await expect(tx.query('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
        await expect(tx.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
        return database.query("UPDATE shelf SET pieces = 1 WHERE sku = 'mug' RETURNING pieces");
      });
      expect(answer).toEqual([{ pieces: 1 }]);
    });
  },
  ['PostgreSQL', 'memory'],
);
