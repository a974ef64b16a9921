// When a server's sweep would find something to do: as the rows tell that were committed, and as
// the bank's books tell that somebody should look through. Lets a run leave out the sweeps that
// would find nothing. Knows no server and no database.

import type { RowChange, StoredRow } from './history.ts';

const LIVE = new Set<unknown>(['processing', 'unknown', 'action_required', 'pending']);
const WAITING = new Set<unknown>(['pending', 'waiting']);

/**
 * The column of each table that says when a row wants to be looked at, and which rows do at all.
 */
const WAITERS: Readonly<Record<string, { column: string; among: ReadonlySet<unknown> }>> = {
  payonce_attempts: { column: 'next_check_at', among: LIVE },
  payonce_refunds: { column: 'next_try_at', among: WAITING },
  payonce_outbox: { column: 'next_try_at', among: WAITING },
  payonce_inbox: { column: 'next_try_at', among: WAITING },
};

// A charge younger than a lease and 5 s is not looked at in the bank's list (`youngMs`, 20 s), and
// clocks are up to 5 s apart.
const OLD_ENOUGH_MS = 30_000;
const SKEW_MS = 5_000;

/** Says until when nothing in the bank's list is left to be looked at again. */
const LOOKED_THROUGH = 'payonce_reconciled';

interface Commit {
  readonly version: number;
  readonly changes: readonly RowChange[];
}

export class Agenda {
  readonly #commits: Commit[] = [];
  /** How many rows wait for each moment. */
  readonly #due = new Map<number, number>();
  /** Since when the bank's list tells more than it told; null: nothing has changed. */
  #newsMs: number | null = null;

  /** Rows as a commit left them. */
  follow(version: number, changes: readonly RowChange[]): void {
    this.#commits.push({ version, changes });
    for (const { table, before, after } of changes) {
      this.#move(table, before, after);
      if (table === LOOKED_THROUGH) this.#noteLook(after?.['listed_until']);
    }
  }

  /** The commits after `version` are forgotten: what the bank has of them must be looked for. */
  rollBackTo(version: number, nowMs: number): void {
    for (let last = this.#commits.at(-1); last !== undefined; last = this.#commits.at(-1)) {
      if (last.version <= version) break;
      this.#commits.pop();
      for (const { table, before, after } of last.changes) this.#move(table, after, before);
    }
    this.noteNews(nowMs);
  }

  /** The bank's books have changed, or what we know of them. */
  noteNews(nowMs: number): void {
    this.#newsMs = nowMs;
  }

  isListDue(nowMs: number): boolean {
    return this.#newsMs !== null && this.#newsMs + OLD_ENOUGH_MS <= nowMs;
  }

  /** By the clock of whoever asks. */
  isRowDue(nowMs: number): boolean {
    for (const dueMs of this.#due.keys()) if (dueMs <= nowMs) return true;
    return false;
  }

  #noteLook(untilMs: unknown): void {
    const isMet = typeof untilMs === 'number' && untilMs >= (this.#newsMs ?? 0) + SKEW_MS;
    if (isMet) this.#newsMs = null;
  }

  #move(table: string, from: StoredRow | null, to: StoredRow | null): void {
    const waits = WAITERS[table];
    if (waits === undefined) return;
    const { column, among } = waits;
    this.#add(from, column, among, -1);
    this.#add(to, column, among, 1);
  }

  #add(row: StoredRow | null, column: string, among: ReadonlySet<unknown>, count: number): void {
    const dueMs = row?.[column];
    if (typeof dueMs !== 'number' || !among.has(row?.['status'])) return;
    const sum = (this.#due.get(dueMs) ?? 0) + count;
    if (sum === 0) this.#due.delete(dueMs);
    else this.#due.set(dueMs, sum);
  }
}
