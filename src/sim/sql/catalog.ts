// Which tables there are, and what holds for their rows. A catalog never changes: a definition
// makes a new one. Knows no rows.

import type { Definition } from './definition.ts';
import type { Column } from './sql-type.ts';
import type { Value, Values } from './value.ts';

export type RowTest = (values: Values) => Value;

export interface TableColumn extends Column {
  readonly isNotNull: boolean;
  readonly isIdentity: boolean;
  /** Null: NULL. */
  readonly default: Value;
}

export interface TableIndex {
  readonly name: string;
  /** Places of its columns. */
  readonly columns: readonly number[];
  readonly isUnique: boolean;
  /** A constraint cannot be dropped as an index. */
  readonly isConstraint: boolean;
  readonly isPrimary: boolean;
  /** Only rows of which this is true belong to it; null: all. */
  readonly predicate: RowTest | null;
  /** The number of its path. */
  readonly path: number;
}

export interface TableCheck {
  readonly name: string;
  readonly test: RowTest;
}

export interface ForeignKey {
  readonly name: string;
  readonly table: string;
  readonly columns: readonly number[];
  readonly parent: string;
  readonly parentColumns: readonly number[];
}

export interface Table {
  readonly name: string;
  /** Its place among the stores of a database. */
  readonly id: number;
  readonly columns: readonly TableColumn[];
  readonly indexes: readonly TableIndex[];
  readonly checks: readonly TableCheck[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly paths: Paths;
}

/**
 * Sets of columns by which rows of a table are looked up, each with a number. Only ever grows, so
 * that it may be shared by all versions of one table.
 */
export interface Paths {
  readonly columns: readonly (readonly number[])[];
  numberOf(columns: readonly number[]): number;
}

export function newPaths(): Paths {
  const known: (readonly number[])[] = [];
  const byName = new Map<string, number>();
  return {
    columns: known,
    numberOf(columns) {
      const name = columns.join();
      const found = byName.get(name) ?? known.length;
      if (found === known.length) {
        known.push(columns);
        byName.set(name, found);
      }
      return found;
    },
  };
}

export interface Catalog {
  readonly tables: ReadonlyMap<string, Table>;
  /** Ids of stores that were ever given out. */
  readonly nextId: number;
  /** What a definition makes of this catalog, so that the same ones lead to the same catalog. */
  readonly next: Map<Definition, Catalog>;
}

export function newCatalog(tables: ReadonlyMap<string, Table>, nextId: number): Catalog {
  return { tables, nextId, next: new Map() };
}

/** The catalog of every database that is new. */
export const EMPTY_CATALOG: Catalog = newCatalog(new Map(), 0);

/** Foreign keys that lead to a table. */
export function foreignKeysTo(catalog: Catalog, parent: string): ForeignKey[] {
  return [...catalog.tables.values()].flatMap((table) =>
    table.foreignKeys.filter((key) => key.parent === parent),
  );
}

export function columnIndex(table: Table, name: string): number {
  return table.columns.findIndex((column) => column.name === name);
}
