// What a commit changed, told in rows as a reader sees them. Knows versions; nobody who listens.

import type { Row } from '../../server/database.ts';
import type { Catalog, Table } from './catalog.ts';
import { answerOf } from './record-json.ts';
import type { Version } from './stored.ts';
import type { Values } from './value.ts';

export interface Change {
  readonly table: string;
  /** Null: the row is new. */
  readonly before: Row | null;
  /** Null: the row is gone. */
  readonly after: Row | null;
}

// Made once for each table that there ever was.
const MAKERS = new WeakMap<Table, (values: Values) => Row>();

export function rowOf(table: Table): (values: Values) => Row {
  const known = MAKERS.get(table);
  if (known !== undefined) return known;
  const made = answerOf(table.columns);
  MAKERS.set(table, made);
  return made;
}

/** In the order in which the rows were last written. */
export function asChanges(catalog: Catalog, versions: readonly Version[]): Change[] {
  return versions.flatMap(({ values, older, row }) => {
    const table = catalog.tables.get(row.store.table);
    if (table === undefined) return [];
    const make = rowOf(table);
    const before = older?.values ?? null;
    return {
      table: table.name,
      before: before === null ? null : make(before),
      after: values === null ? null : make(values),
    };
  });
}
