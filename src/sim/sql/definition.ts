// What a statement says that changes tables and not rows. Knows no catalog.

import type { Expression, Rowed } from './ast.ts';
import type { SqlType } from './sql-type.ts';

export interface ForeignSpec {
  readonly columns: readonly string[];
  readonly table: string;
  /** Null: the other table's primary key. */
  readonly references: readonly string[] | null;
}

export type ConstraintSpec = { readonly name: string | null; readonly at: number } & (
  | { readonly type: 'primary' | 'unique'; readonly columns: readonly string[] }
  | { readonly type: 'check'; readonly condition: Expression; readonly column: string | null }
  | ({ readonly type: 'foreign' } & ForeignSpec)
);

export interface ColumnSpec {
  readonly name: string;
  readonly type: SqlType;
  readonly isNotNull: boolean;
  readonly default: Expression | null;
  readonly isIdentity: boolean;
  readonly at: number;
}

export interface Drop {
  readonly type: 'drop-index' | 'drop-table';
  readonly name: string;
  readonly isLenient: boolean;
  readonly at: number;
}

export type Definition = { readonly at: number } & (
  | {
      readonly type: 'create-table';
      readonly name: string;
      readonly isLenient: boolean;
      readonly columns: readonly ColumnSpec[];
      readonly constraints: readonly ConstraintSpec[];
    }
  | {
      readonly type: 'create-index';
      readonly name: string;
      readonly isLenient: boolean;
      readonly isUnique: boolean;
      readonly table: string;
      readonly columns: readonly string[];
      readonly where: Expression | null;
    }
  | {
      readonly type: 'add-column';
      readonly table: string;
      readonly isLenient: boolean;
      readonly column: ColumnSpec;
      readonly constraints: readonly ConstraintSpec[];
    }
  /** An `integer` becomes a `bigint`. */
  | { readonly type: 'make-bigint'; readonly table: string; readonly column: string }
  | Drop
  | { readonly type: 'drop-schema' | 'create-schema'; readonly name: string }
);

export type Statement =
  | Rowed
  | Definition
  | {
      readonly type: 'lock';
      readonly table: string;
      readonly isTotal: boolean;
      readonly at: number;
    }
  /** `DISCARD ALL`: there is nothing here that it could throw away. */
  | { readonly type: 'discard' };
