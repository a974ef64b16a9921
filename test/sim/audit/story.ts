// A history written by hand: facts one after another on a clock that only moves when told, and rows
// whose versions follow from what is committed and rolled back. Knows nothing of payments.

import type {
  Fact,
  History,
  HistoryEntry,
  RowChange,
  StoredRow,
} from '../../../src/sim/history.ts';

const BEGIN_MS = 1_750_000_000_000;
/** Between two facts, so that no two are at one time. */
const STEP_MS = 1;

const KEYS: Readonly<Record<string, readonly string[]>> = {
  checkouts: ['id'],
  attempts: ['checkout_id', 'ordinal'],
  legs: ['checkout_id', 'ordinal', 'leg'],
  charges: ['charge_id'],
  refunds: ['id'],
  inbox: ['event_id'],
  outbox: ['id'],
};

/** A row with the columns that name it, and those that change; `gone` deletes it. */
export interface Write {
  readonly table: keyof typeof KEYS;
  readonly row: StoredRow;
  readonly gone?: true;
}

export class Story {
  #at = BEGIN_MS;
  #version = 0;
  #commits: { readonly version: number; readonly changes: readonly RowChange[] }[] = [];
  readonly #entries: HistoryEntry[] = [];
  readonly #rows = new Map<string, StoredRow>();

  history(): History {
    return this.#entries;
  }

  get now(): number {
    return this.#at;
  }

  wait(ms: number): void {
    this.#at += ms;
  }

  /** Answers the entry's place in the history. */
  tell(fact: Fact): number {
    const n = this.#entries.length;
    this.#entries.push({ ...fact, n, at: this.#at });
    this.#at += STEP_MS;
    return n;
  }

  row(table: string, ...key: readonly (string | number)[]): StoredRow | null {
    return this.#rows.get(`${table} ${key.join('.')}`) ?? null;
  }

  /** A column of a row, as a number. */
  number(table: string, column: string, ...key: readonly (string | number)[]): number {
    return Number(this.row(table, ...key)?.[column] ?? 0);
  }

  commit(writes: readonly Write[], server: string | null = 's0'): number {
    const changes = writes.map(({ table, row, gone }) => {
      const name = nameOf(table, row);
      const before = this.#rows.get(name) ?? null;
      const after = gone === true ? null : { ...before, ...row };
      this.#put(name, after);
      return { table: `payonce_${table}`, before, after };
    });
    this.#version += 1;
    this.#commits.push({ version: this.#version, changes });
    return this.tell({ type: 'committed', version: this.#version, server, changes });
  }

  /** The database forgets its last commits. */
  forget(count: number): number {
    const lost = this.#commits.splice(-count).reverse();
    for (const { changes } of lost) {
      for (const { table, before, after } of [...changes].reverse()) {
        const name = nameOf(table.slice('payonce_'.length), (after ?? before) as StoredRow);
        this.#put(name, before);
      }
    }
    this.#version = this.#commits.at(-1)?.version ?? 0;
    return this.tell({ type: 'rolled-back', version: this.#version });
  }

  #put(name: string, row: StoredRow | null): void {
    if (row === null) this.#rows.delete(name);
    else this.#rows.set(name, row);
  }
}

function nameOf(table: string, row: StoredRow): string {
  return `${table} ${(KEYS[table] ?? []).map((column) => String(row[column])).join('.')}`;
}
