// What a commit has changed in PGlite, found by reading every row before and after of each table
// that its statements name. Slow and sure: PGlite tells nobody.

import type { Queryable, Row } from '../server/database.ts';
import type { RowChange } from './history.ts';

// Every table that the auditor judges by, with the columns that name a row.
const KEYS: Readonly<Record<string, readonly string[]>> = {
  payonce_checkouts: ['id'],
  payonce_attempts: ['checkout_id', 'ordinal'],
  payonce_legs: ['checkout_id', 'ordinal', 'leg'],
  payonce_charges: ['gateway', 'charge_id'],
  payonce_refunds: ['id'],
  payonce_inbox: ['gateway', 'event_id'],
  payonce_outbox: ['id'],
  payonce_tallies: ['tenant', 'what', 'who', 'span'],
  payonce_reconciled: ['tenant', 'gateway'],
  payonce_installation: ['one'],
  storefront_carts: ['id'],
};

const TABLES = Object.keys(KEYS);

const WRITES = /^\s*(WITH|INSERT|UPDATE|DELETE)\b/;
const DELETES = /\bDELETE\b/;

type Rows = ReadonlyMap<string, Row>;

export class PgliteCommits {
  readonly #known = new Map<string, Rows>();
  readonly #touched = new Set<string>();
  #version = 0;

  /** Takes the rows as they are for what was there before. */
  async begin(database: Queryable): Promise<void> {
    for (const [table, rows] of await readRows(database, TABLES)) this.#known.set(table, rows);
  }

  /** Whether this statement may change rows: then somebody must look when it is committed. */
  note(sql: string): boolean {
    if (!WRITES.test(sql)) return false;
    // Rows of other tables may go with a row that is deleted.
    const named = DELETES.test(sql) ? TABLES : TABLES.filter((table) => sql.includes(table));
    for (const table of named) this.#touched.add(table);
    return named.length > 0;
  }

  /** What has changed since the last look, and which commit that was; null: nothing. */
  async look(
    database: Queryable,
  ): Promise<{ readonly version: number; readonly changes: readonly RowChange[] } | null> {
    const tables = TABLES.filter((table) => this.#touched.has(table));
    this.#touched.clear();
    if (tables.length === 0) return null;
    const changes: RowChange[] = [];
    for (const [table, rows] of await readRows(database, tables)) {
      changes.push(...changesOf(table, this.#known.get(table) ?? new Map(), rows));
      this.#known.set(table, rows);
    }
    if (changes.length === 0) return null;
    this.#version += 1;
    return { version: this.#version, changes };
  }
}

function changesOf(table: string, before: Rows, after: Rows): RowChange[] {
  const changes: RowChange[] = [];
  // By name: where a row lies on a page depends on what was there in earlier runs.
  for (const [name, row] of [...after].sort(byName)) {
    const known = before.get(name) ?? null;
    if (known === null || JSON.stringify(known) !== JSON.stringify(row)) {
      changes.push({ table, before: known, after: row });
    }
  }
  for (const [name, row] of [...before].sort(byName)) {
    if (!after.has(name)) changes.push({ table, before: row, after: null });
  }
  return changes;
}

function byName([one]: readonly [string, Row], [other]: readonly [string, Row]): number {
  return one < other ? -1 : 1;
}

async function readRows(
  database: Queryable,
  tables: readonly string[],
): Promise<Map<string, Rows>> {
  const parts = tables.map(
    (table) => `(SELECT json_agg(row_to_json(t)) FROM ${table} t) AS ${table}`,
  );
  const [packed] = await database.query(`SELECT ${parts.join(', ')}`);
  return new Map(
    tables.map((table) => {
      const keys = KEYS[table] ?? [];
      const rows = (packed?.[table] ?? []) as readonly Row[];
      const named = rows.map((row) => [JSON.stringify(keys.map((key) => row[key])), row] as const);
      return [table, new Map(named)];
    }),
  );
}
