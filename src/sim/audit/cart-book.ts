// The storefront's carts as they stood at every moment: whose each was, and in which version.
// Judges nothing.

import type { StoredRow } from '../history.ts';
import { numberOf, textOf, type RowBook } from './row-book.ts';

interface CartVersion {
  readonly n: number;
  readonly before: StoredRow | null;
  readonly row: StoredRow | null;
}

const CARTS = 'storefront_carts';

export class CartBook {
  readonly changes = new Map<string, CartVersion[]>();

  constructor(rows: RowBook) {
    const undone = [...rows.rollbacks];
    let standing: { version: number; id: string; change: CartVersion }[] = [];
    const undoBefore = (n: number): void => {
      for (let next = undone[0]; next !== undefined && next.n < n; next = undone[0]) {
        undone.shift();
        const { n: at, version } = next;
        for (const { id, change } of standing.filter((one) => one.version > version).reverse()) {
          this.#enter(id, { n: at, before: change.row, row: change.before });
        }
        standing = standing.filter((one) => one.version <= version);
      }
    };
    for (const { changes, n, version } of rows.commits) {
      undoBefore(n);
      for (const { table, before, after: row } of changes) {
        if (table !== CARTS) continue;
        const id = textOf((row ?? before)?.['id']);
        const change = { n, before, row };
        standing.push({ version, id, change });
        this.#enter(id, change);
      }
    }
    undoBefore(Number.POSITIVE_INFINITY);
  }

  /** Null: it had changed never by then, and nobody knows what it was at first. */
  at(id: string, n: number): StoredRow | null {
    const versions = this.changes.get(id) ?? [];
    const last = versions.findLast((version) => version.n < n);
    return last === undefined ? (versions[0]?.before ?? null) : last.row;
  }

  /** A cart that has never changed is as it was put together: the first version. */
  versionAt(id: string, n: number): string {
    return `v${String(numberOf(this.at(id, n)?.['version'] ?? 1))}`;
  }

  hasChanged(id: string, from: number, to: number): boolean {
    return (this.changes.get(id) ?? []).some(({ n }) => n > from && n < to);
  }

  #enter(id: string, version: CartVersion): void {
    const list = this.changes.get(id);
    if (list === undefined) this.changes.set(id, [version]);
    else list.push(version);
  }
}
