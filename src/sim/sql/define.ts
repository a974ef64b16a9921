// Makes a new catalog of an old one and a definition. Knows the rules of tables and indexes; what a
// definition does to stored rows is done elsewhere.

import {
  EMPTY_CATALOG,
  foreignKeysTo,
  newCatalog,
  newPaths,
  type Catalog,
  type Table,
  type TableIndex,
} from './catalog.ts';
import type { Definition, Drop } from './definition.ts';
import { noTable } from './from.ts';
import { SQLSTATE, SqlError, unsupported } from './sql-error.ts';
import { constrained, placesOf, tableColumn, testOf } from './table-rules.ts';

type Of<T extends Definition['type']> = Extract<Definition, { readonly type: T }>;

/** The same catalog where a lenient definition finds its work done. */
export function defined(catalog: Catalog, definition: Definition): Catalog {
  const known = catalog.next.get(definition);
  if (known !== undefined) return known;
  const made = newlyDefined(catalog, definition);
  catalog.next.set(definition, made);
  return made;
}

function newlyDefined(catalog: Catalog, definition: Definition): Catalog {
  switch (definition.type) {
    case 'create-table':
      return createTable(catalog, definition);
    case 'create-index':
      return createIndex(catalog, definition);
    case 'add-column':
      return addColumn(catalog, definition);
    case 'make-bigint':
      return makeBigint(catalog, definition);
    case 'drop-index':
    case 'drop-table':
      return drop(catalog, definition);
    case 'drop-schema':
      return EMPTY_CATALOG;
    case 'create-schema':
      if (definition.name === 'public') return catalog;
      throw unsupported('A schema other than public', definition.at);
    default: {
      const never: never = definition;
      return never;
    }
  }
}

export function tableNamed(catalog: Catalog, name: string, at: number): Table {
  const table = catalog.tables.get(name);
  if (table === undefined) throw noTable(name, at);
  return table;
}

/** The table that has this index. */
export function ownerOf(catalog: Catalog, index: string): Table | undefined {
  return [...catalog.tables.values()].find(({ indexes }) =>
    indexes.some(({ name }) => name === index),
  );
}

function withTable(catalog: Catalog, table: Table): Catalog {
  const nextId = Math.max(catalog.nextId, table.id + 1);
  return newCatalog(new Map(catalog.tables).set(table.name, table), nextId);
}

function isTaken(catalog: Catalog, name: string): boolean {
  return catalog.tables.has(name) || ownerOf(catalog, name) !== undefined;
}

function taken(name: string, at: number): SqlError {
  return new SqlError(SQLSTATE.duplicateTable, `relation "${name}" already exists`, { at });
}

function createTable(catalog: Catalog, definition: Of<'create-table'>): Catalog {
  const { name, isLenient, columns, constraints, at } = definition;
  if (isTaken(catalog, name)) {
    if (isLenient) return catalog;
    throw taken(name, at);
  }
  const bare: Table = {
    name,
    id: catalog.nextId,
    columns: columns.map(tableColumn),
    indexes: [],
    checks: [],
    foreignKeys: [],
    paths: newPaths(),
  };
  const twice = columns.find((one, index) =>
    columns.slice(0, index).some((other) => other.name === one.name),
  );
  if (twice !== undefined) throw columnTaken(name, twice.name, twice.at);
  return withTable(catalog, constrained(catalog, bare, constraints));
}

function columnTaken(table: string, name: string, at: number): SqlError {
  const words = `column "${name}" of relation "${table}" already exists`;
  return new SqlError(SQLSTATE.duplicateColumn, words, { at });
}

function createIndex(catalog: Catalog, definition: Of<'create-index'>): Catalog {
  const { name, isLenient, isUnique, columns: names, where, at } = definition;
  const table = tableNamed(catalog, definition.table, at);
  if (isTaken(catalog, name)) {
    if (isLenient) return catalog;
    throw taken(name, at);
  }
  const columns = placesOf(table, names, at);
  const index: TableIndex = {
    name,
    columns,
    isUnique,
    isConstraint: false,
    isPrimary: false,
    predicate: where === null ? null : testOf(table.columns, table.name, where),
    path: table.paths.numberOf(columns),
  };
  return withTable(catalog, { ...table, indexes: [...table.indexes, index] });
}

function addColumn(catalog: Catalog, definition: Of<'add-column'>): Catalog {
  const { isLenient, column, constraints, at } = definition;
  const table = tableNamed(catalog, definition.table, at);
  if (constraints.length > 0 || column.isIdentity) {
    throw unsupported('A new column with this constraint', column.at);
  }
  if (table.columns.some(({ name }) => name === column.name)) {
    if (isLenient) return catalog;
    throw columnTaken(table.name, column.name, column.at);
  }
  return withTable(catalog, { ...table, columns: [...table.columns, tableColumn(column)] });
}

/** What is stored stays: both are whole numbers here. */
function makeBigint(catalog: Catalog, definition: Of<'make-bigint'>): Catalog {
  const { column: name, at } = definition;
  const table = tableNamed(catalog, definition.table, at);
  const [place] = placesOf(table, [name], at);
  const columns = table.columns.map((column, index) => {
    if (index !== place) return column;
    if (column.type !== 'integer' && column.type !== 'bigint') {
      throw unsupported(`A ${column.type} that becomes bigint`, at);
    }
    return { ...column, type: 'bigint' } as const;
  });
  return withTable(catalog, { ...table, columns });
}

function drop(catalog: Catalog, { type, name, isLenient, at }: Drop): Catalog {
  const table = type === 'drop-index' ? ownerOf(catalog, name) : catalog.tables.get(name);
  if (table === undefined) {
    if (isLenient) return catalog;
    if (type === 'drop-index') {
      throw new SqlError(SQLSTATE.undefinedObject, `index "${name}" does not exist`, { at });
    }
    throw new SqlError(SQLSTATE.undefinedTable, `table "${name}" does not exist`, { at });
  }
  if (type === 'drop-index') {
    if (table.indexes.some((index) => index.name === name && index.isConstraint)) {
      const words = `cannot drop index ${name} because a constraint requires it`;
      throw new SqlError(SQLSTATE.dependentObjects, words, { at });
    }
    const indexes = table.indexes.filter((index) => index.name !== name);
    return withTable(catalog, { ...table, indexes });
  }
  if (foreignKeysTo(catalog, name).some((key) => key.table !== name)) {
    const words = `cannot drop table ${name} because other objects depend on it`;
    throw new SqlError(SQLSTATE.dependentObjects, words, { at });
  }
  const tables = new Map(catalog.tables);
  tables.delete(name);
  return newCatalog(tables, catalog.nextId);
}
