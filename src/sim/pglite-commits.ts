// What a commit has changed in PGlite, found by reading every row before and after. Slow and sure:
// PGlite tells nobody.

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

const ALL = `SELECT ${Object.keys(KEYS)
  .map((table) => `(SELECT json_agg(row_to_json(t)) FROM ${table} t) AS ${table}`)
  .join(', ')}`;

type Rows = ReadonlyMap<string, Row>;

export class PgliteCommits {
  #before: Rows = new Map();
  #version = 0;

  /** Takes the rows as they are for what was there before. */
  async begin(database: Queryable): Promise<void> {
    this.#before = await readAll(database);
  }

  /** What has changed since the last look, and which commit that was; null: nothing. */
  async look(
    database: Queryable,
  ): Promise<{ readonly version: number; readonly changes: readonly RowChange[] } | null> {
    const before = this.#before;
    const after = await readAll(database);
    const changes: RowChange[] = [];
    for (const [name, row] of after) {
      const known = before.get(name) ?? null;
      if (known === null || JSON.stringify(known) !== JSON.stringify(row)) {
        changes.push({ table: tableOf(name), before: known, after: row });
      }
    }
    for (const [name, row] of before) {
      if (!after.has(name)) changes.push({ table: tableOf(name), before: row, after: null });
    }
    this.#before = after;
    if (changes.length === 0) return null;
    this.#version += 1;
    return { version: this.#version, changes };
  }
}

function tableOf(name: string): string {
  return name.slice(0, name.indexOf(' '));
}

async function readAll(database: Queryable): Promise<Rows> {
  const [packed] = await database.query(ALL);
  const rows = new Map<string, Row>();
  for (const [table, keys] of Object.entries(KEYS)) {
    for (const row of (packed?.[table] ?? []) as readonly Row[]) {
      rows.set(`${table} ${JSON.stringify(keys.map((key) => row[key]))}`, row);
    }
  }
  return rows;
}
