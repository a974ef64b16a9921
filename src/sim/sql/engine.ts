// Runs statements and transactions on one database: begins them, lets each statement happen whole
// or not at all, commits, rolls back, and goes back in time. Knows nothing of waiting: a statement
// that would have to wait leaves nothing behind and says for whom.

import type { Row } from '../../server/database.ts';
import type { Catalog } from './catalog.ts';
import { asChanges, type Change } from './changes.ts';
import type { Execution, Stores } from './execution.ts';
import { LockWait, lockTable, requireTable, unlockRows } from './locks.ts';
import { planOf, type Plan, type RowsPlan } from './plan.ts';
import { redefine } from './redefine.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import type { Storage } from './storage.ts';
import type { Transaction, Version } from './stored.ts';
import type { Values } from './value.ts';
import { commitWritten, forget, forgetWritten } from './versions.ts';

interface Commit {
  readonly versions: readonly Version[];
  readonly undo: readonly (() => void)[];
  readonly catalogBefore: Catalog;
}

export interface Engine {
  readonly storage: Storage;
  readonly stores: Stores;
  catalog: Catalog;
  /** Number of the last commit. */
  version: number;
  /** The first one that there can be no going back from. */
  readonly oldest: number;
  readonly log: Commit[];
  readonly open: Set<Transaction>;
  /** The one that changes tables, of which there can be but one. */
  definer: Transaction | null;
  waiting: number;
  readonly listeners: Set<(changes: readonly Change[]) => void>;
}

export function newEngine(storage: Storage, catalog: Catalog, version: number): Engine {
  const engine: Engine = {
    storage,
    stores: { of: storage.of, waiting: () => engine.waiting },
    catalog,
    version,
    oldest: version,
    log: [],
    open: new Set(),
    definer: null,
    waiting: 0,
    listeners: new Set(),
  };
  return engine;
}

// A statement that stands alone locks no table beyond its own end, so it notes none.
const NO_STORES: Transaction['touched'] = new Set();

export function beginTransaction(engine: Engine, isSingle: boolean): Transaction {
  const transaction: Transaction = {
    isSingle,
    status: 'open',
    command: 0,
    written: [],
    locked: [],
    lockedStores: [],
    touched: isSingle ? NO_STORES : new Set(),
    catalog: null,
    undo: [],
    waitsFor: null,
    waiters: [],
  };
  if (!isSingle) engine.open.add(transaction);
  return transaction;
}

/** Runs a statement, whole or not at all. Throws a `LockWait` where it would have to wait. */
export function runStatement(
  engine: Engine,
  transaction: Transaction,
  sql: string,
  given: readonly unknown[],
  snapshot: number,
): readonly Row[] {
  const catalog = transaction.catalog ?? engine.catalog;
  const plan = planOf(catalog, sql);
  if (plan.type === 'rows') return runRows(engine, transaction, catalog, plan, given, snapshot);
  runOther(engine, transaction, catalog, plan);
  return [];
}

function runRows(
  engine: Engine,
  transaction: Transaction,
  catalog: Catalog,
  plan: RowsPlan,
  given: readonly unknown[],
  snapshot: number,
): readonly Row[] {
  if (engine.open.size > 0) {
    for (const { table, writes } of plan.tables) {
      requireTable(engine.storage.of(table), transaction, writes);
    }
  }
  transaction.command += 1;
  const x: Execution = {
    stores: engine.stores,
    catalog,
    transaction,
    snapshot,
    command: transaction.command,
    parameters: plan.bind(given),
    rows: new Array<Values>(plan.slots),
    stored: [],
    results: [],
    checks: [],
  };
  const written = transaction.written.length;
  const locked = transaction.locked.length;
  try {
    const rows = plan.run(x);
    for (const check of x.checks) check();
    return rows.map(plan.answer);
  } catch (error) {
    forgetWritten(transaction, written);
    unlockRows(transaction, locked);
    throw error;
  }
}

function runOther(
  engine: Engine,
  transaction: Transaction,
  catalog: Catalog,
  plan: Exclude<Plan, RowsPlan>,
): void {
  switch (plan.type) {
    case 'nothing':
      return;
    case 'lock':
      if (transaction.isSingle) {
        const words = 'LOCK TABLE can only be used in transaction blocks';
        throw new SqlError(SQLSTATE.noTransaction, words);
      }
      lockTable(engine.storage.of(plan.table), transaction, engine.open, plan.isTotal);
      return;
    case 'define': {
      const { definer, storage, open } = engine;
      if (definer !== null && definer !== transaction) throw new LockWait(definer);
      const after = redefine({ storage, transaction, open }, catalog, plan.definition);
      if (after === catalog) return;
      engine.definer = transaction;
      transaction.catalog = after;
      return;
    }
    default: {
      const never: never = plan;
      return never;
    }
  }
}

export function commit(engine: Engine, transaction: Transaction): void {
  const { written, catalog, undo } = transaction;
  if (written.length === 0 && catalog === null) {
    end(engine, transaction);
    return;
  }
  engine.version += 1;
  const versions = commitWritten(transaction, engine.version);
  engine.log.push({ versions, undo, catalogBefore: engine.catalog });
  if (catalog !== null) engine.catalog = catalog;
  try {
    if (engine.listeners.size > 0) {
      const changes = asChanges(engine.catalog, versions);
      for (const listener of engine.listeners) listener(changes);
    }
  } finally {
    // Whoever listens hears of this commit before those who waited for it make another.
    end(engine, transaction);
  }
}

export function rollBack(engine: Engine, transaction: Transaction): void {
  forgetWritten(transaction, 0);
  for (const step of [...transaction.undo].reverse()) step();
  end(engine, transaction);
}

/** Gives back what it held, and lets those go on who waited for it. */
function end(engine: Engine, transaction: Transaction): void {
  transaction.status = 'ended';
  if (transaction.locked.length > 0) unlockRows(transaction, 0);
  for (const store of transaction.lockedStores) store.lock = null;
  if (engine.definer === transaction) engine.definer = null;
  if (transaction.isSingle) return;
  engine.open.delete(transaction);
  const { waiters } = transaction;
  transaction.waiters = [];
  for (const goOn of waiters) goOn();
}

/** Forgets every commit after `version`. No transaction may be open. */
export function goBack(engine: Engine, version: number): void {
  if (!(version >= engine.oldest && version <= engine.version)) {
    throw new Error(`There is no commit ${version} to go back to: ${engine.oldest} is the oldest.`);
  }
  while (engine.version > version) {
    const last = engine.log.pop();
    if (last === undefined) throw new Error('A commit is missing.');
    forget(last.versions);
    for (const step of [...last.undo].reverse()) step();
    engine.catalog = last.catalogBefore;
    engine.version -= 1;
  }
}
