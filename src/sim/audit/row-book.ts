// The shop's rows as they stood at every moment: each row's versions in their order, by table and
// by checkout. What a rollback undid is a version too, one that nobody wrote. Knows columns, no
// rules.

import type { HistoryEntry, RowChange, StoredRow } from '../history.ts';

export type Commit = Extract<HistoryEntry, { type: 'committed' }>;
type Rollback = Extract<HistoryEntry, { type: 'rolled-back' }>;

export interface RowVersion {
  readonly line: RowLine;
  readonly n: number;
  readonly at: number;
  readonly before: StoredRow | null;
  readonly row: StoredRow | null;
  /** Null: a rollback brought it back. */
  readonly commit: Commit | null;
}

/** Written where no row stood: for the first time, or anew after a rollback had undone that. */
export function isFirstWrite({ before, commit }: RowVersion): boolean {
  return before === null && commit !== null;
}

/** One row from its first version to its last. */
export class RowLine {
  readonly key: string;
  readonly versions: RowVersion[] = [];

  constructor(key: string) {
    this.key = key;
  }

  /** As it stands after everything. */
  now(): StoredRow | null {
    return this.versions.at(-1)?.row ?? null;
  }

  /** As it stood just before entry `n`. */
  at(n: number): StoredRow | null {
    for (let index = this.versions.length - 1; index >= 0; index -= 1) {
      const version = this.versions[index];
      if (version !== undefined && version.n < n) return version.row;
    }
    return null;
  }

  /** The first version before entry `n` of which it is true. */
  first(is: (row: StoredRow) => boolean, n = Number.POSITIVE_INFINITY): RowVersion | null {
    for (const version of this.versions) {
      if (version.n >= n) return null;
      if (version.row !== null && is(version.row)) return version;
    }
    return null;
  }

  /** As it was first written in the life that it has at entry `n`: a rollback ends one. */
  bornBefore(n: number): StoredRow | null {
    const isBirth = ({ before, row }: RowVersion): boolean => before === null && row !== null;
    return this.versions.findLast((version) => version.n < n && isBirth(version))?.row ?? null;
  }

  /** Whether it stood, at any time before entry `n`. */
  existed(n: number): boolean {
    const [first] = this.versions;
    return first !== undefined && first.n < n;
  }

  /** A rollback changed it between two entries. */
  wasUndone(from: number, to = Number.POSITIVE_INFINITY): boolean {
    return this.versions.some(({ commit, n }) => commit === null && n > from && n < to);
  }
}

/** All that the rows say of one checkout. */
export class CheckoutFile {
  readonly id: string;
  readonly row: RowLine;
  /** By ordinal. */
  readonly attempts = new Map<number, RowLine>();
  readonly #legs = new Map<number, RowLine>();
  readonly charges: RowLine[] = [];
  readonly refunds: RowLine[] = [];
  readonly outbox: RowLine[] = [];

  constructor(id: string) {
    this.id = id;
    this.row = new RowLine(id);
  }

  /** The cart, as far as a row told of it. */
  get cart(): string | null {
    const told = this.row.first((row) => row['cart_id'] !== '');
    return told === null ? null : textOf(told.row?.['cart_id']);
  }

  attempt(ordinal: number): RowLine | null {
    return this.attempts.get(ordinal) ?? null;
  }

  /** The legs of an attempt, as far as there are any. */
  legs(ordinal: number): readonly RowLine[] {
    const legs: RowLine[] = [];
    for (let leg = 1; ; leg += 1) {
      const line = this.leg(ordinal, leg);
      if (line === null) return legs;
      legs.push(line);
    }
  }

  leg(ordinal: number, leg: number): RowLine | null {
    return this.#legs.get(ordinal * MOST_LEGS + leg) ?? null;
  }

  attemptLine(ordinal: number): RowLine {
    return this.attempts.get(ordinal) ?? added(this.attempts, ordinal, String(ordinal));
  }

  legLine(ordinal: number, leg: number): RowLine {
    const place = ordinal * MOST_LEGS + leg;
    return this.#legs.get(place) ?? added(this.#legs, place, `${ordinal}.${leg}`);
  }
}

// More than any attempt has.
const MOST_LEGS = 1_000;

function added<K>(lines: Map<K, RowLine>, place: K, key: string): RowLine {
  const line = new RowLine(key);
  lines.set(place, line);
  return line;
}

export type Table = 'checkouts' | 'attempts' | 'legs' | 'charges' | 'refunds' | 'inbox' | 'outbox';

const TABLES: ReadonlyMap<string, Table> = new Map(
  (['checkouts', 'attempts', 'legs', 'charges', 'refunds', 'inbox', 'outbox'] as const).map(
    (table) => [`payonce_${table}`, table],
  ),
);

export class RowBook {
  readonly files = new Map<string, CheckoutFile>();
  /** Lines of these tables by the row's own id. */
  readonly charges = new Map<string, RowLine>();
  readonly refunds = new Map<string, RowLine>();
  readonly inbox = new Map<string, RowLine>();
  readonly outbox = new Map<string, RowLine>();
  /** What was written, in order; nothing that a rollback did. */
  readonly written: Readonly<Record<Table, RowVersion[]>> = {
    checkouts: [],
    attempts: [],
    legs: [],
    charges: [],
    refunds: [],
    inbox: [],
    outbox: [],
  };
  readonly commits: Commit[] = [];
  readonly rollbacks: Rollback[] = [];
  readonly #standing: Commit[] = [];

  commit(commit: Commit): void {
    this.commits.push(commit);
    this.#standing.push(commit);
    const { n, at } = commit;
    for (const change of commit.changes) {
      const table = TABLES.get(change.table);
      if (table === undefined) continue;
      const { before, after: row } = change;
      const line = this.#lineOf(table, change);
      const version = { line, n, at, before, row, commit };
      line.versions.push(version);
      this.written[table].push(version);
    }
  }

  rollBack(rollback: Rollback): void {
    const { n, at } = rollback;
    this.rollbacks.push(rollback);
    for (;;) {
      const last = this.#standing.at(-1);
      if (last === undefined || last.version <= rollback.version) return;
      this.#standing.pop();
      for (const change of [...last.changes].reverse()) {
        const table = TABLES.get(change.table);
        if (table === undefined) continue;
        const line = this.#lineOf(table, change);
        const { before: row, after: before } = change;
        line.versions.push({ line, n, at, before, row, commit: null });
      }
    }
  }

  wentBackSince(atMs: number, n: number): boolean {
    return this.rollbacks.some((rollback) => rollback.n < n && rollback.at >= atMs);
  }

  #lineOf(table: Table, { before, after }: RowChange): RowLine {
    const row = after ?? before ?? {};
    switch (table) {
      case 'checkouts':
        return this.#file(row['id']).row;
      case 'attempts':
        return this.#file(row['checkout_id']).attemptLine(numberOf(row['ordinal']) ?? 0);
      case 'legs': {
        const ordinal = numberOf(row['ordinal']) ?? 0;
        return this.#file(row['checkout_id']).legLine(ordinal, numberOf(row['leg']) ?? 0);
      }
      case 'charges':
        return this.#own(this.charges, row, row['charge_id'], 'charges');
      case 'refunds':
        return this.#own(this.refunds, row, row['id'], 'refunds');
      case 'outbox':
        return this.#own(this.outbox, row, row['id'], 'outbox');
      case 'inbox': {
        const id = textOf(row['event_id']);
        return this.inbox.get(id) ?? added(this.inbox, id, id);
      }
      default:
        return table satisfies never;
    }
  }

  #own(
    lines: Map<string, RowLine>,
    row: StoredRow,
    id: unknown,
    kind: 'charges' | 'refunds' | 'outbox',
  ): RowLine {
    const found = lines.get(id as string);
    if (found !== undefined) return found;
    const key = textOf(id);
    const line = added(lines, key, key);
    this.#file(row['checkout_id'])[kind].push(line);
    return line;
  }

  #file(id: unknown): CheckoutFile {
    const found = this.files.get(id as string);
    if (found !== undefined) return found;
    const file = new CheckoutFile(String(id));
    this.files.set(file.id, file);
    return file;
  }
}

/** A column as a number: drivers differ in how they tell a bigint. Null for no value. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return value === null || value === undefined ? null : Number(value);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : String(value);
}
