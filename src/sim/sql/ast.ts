// What a statement says, as a tree. Knows no tables, and the types of values by name only.

import type { SqlType } from './sql-type.ts';

interface Placed {
  /** Offset in the statement. */
  readonly at: number;
}

export interface Literal extends Placed {
  readonly type: 'literal';
  /** `unknown`: a quoted string or NULL, which may become anything. */
  readonly of: 'unknown' | 'integer' | 'bigint' | 'boolean';
  readonly value: string | number | boolean | null;
}

export interface ColumnName extends Placed {
  readonly type: 'column';
  readonly table: string | null;
  readonly name: string;
}

export interface Call extends Placed {
  readonly type: 'call';
  readonly name: string;
  readonly parameters: readonly Expression[];
  /** `count(*)`. */
  readonly isStar: boolean;
  readonly orderBy: readonly OrderItem[];
}

export interface Binary extends Placed {
  readonly type: 'binary';
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Case extends Placed {
  readonly type: 'case';
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
  readonly otherwise: Expression | null;
}

export interface InList extends Placed {
  readonly type: 'in';
  readonly operand: Expression;
  readonly list: readonly Expression[];
  readonly isNegated: boolean;
}

export interface InQuery extends Placed {
  readonly type: 'in-query';
  readonly operand: Expression;
  readonly query: Query;
  readonly isNegated: boolean;
}

export interface Is extends Placed {
  readonly type: 'is';
  readonly operand: Expression;
  readonly what: 'null' | 'true' | 'false';
  readonly isNegated: boolean;
}

export interface Cast extends Placed {
  readonly type: 'cast';
  readonly operand: Expression;
  readonly to: SqlType;
}

export type Expression =
  | Literal
  | ColumnName
  | Call
  | Binary
  | Case
  | InList
  | InQuery
  | Is
  | Cast
  | (Placed & { readonly type: 'parameter'; readonly number: number })
  | (Placed & {
      readonly type: 'and' | 'or';
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Placed & { readonly type: 'not' | 'negative'; readonly operand: Expression })
  | (Placed & { readonly type: 'exists' | 'scalar'; readonly query: Query })
  /** `(record).name` */
  | (Placed & { readonly type: 'field'; readonly operand: Expression; readonly name: string });

export interface OrderItem {
  readonly expression: Expression;
  readonly isDescending: boolean;
  readonly nullsFirst: boolean;
}

export type SelectItem =
  | { readonly type: 'expression'; readonly expression: Expression; readonly alias: string | null }
  /** `*` or `t.*` */
  | (Placed & { readonly type: 'all'; readonly table: string | null })
  /** `(record).*` */
  | (Placed & { readonly type: 'all-of'; readonly operand: Expression });

export interface FunctionColumn {
  readonly name: string;
  readonly type: SqlType | null;
}

export type Source =
  | (Placed & { readonly type: 'table'; readonly name: string; readonly schema: string | null })
  | (Placed & { readonly type: 'query'; readonly query: Query; readonly isLateral: boolean })
  | (Placed & { readonly type: 'function'; readonly call: Call });

export interface FromItem extends Placed {
  readonly source: Source;
  readonly alias: string | null;
  readonly columns: readonly FunctionColumn[];
  readonly join: 'comma' | 'inner' | 'left';
  readonly on: Expression | null;
}

export interface Locking extends Placed {
  readonly of: readonly string[];
  readonly skipsLocked: boolean;
}

export interface Bounds {
  readonly orderBy: readonly OrderItem[];
  readonly limit: Expression | null;
  readonly offset: Expression | null;
  readonly locking: Locking | null;
}

export interface Select extends Bounds, Placed {
  readonly type: 'select';
  readonly with: readonly Cte[];
  readonly items: readonly SelectItem[];
  readonly from: readonly FromItem[];
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  readonly having: Expression | null;
}

/** `UNION ALL` of its parts, in their order. */
export interface Union extends Bounds, Placed {
  readonly type: 'union';
  readonly with: readonly Cte[];
  readonly parts: readonly Query[];
}

export type Query = Select | Union;

export interface Target extends Placed {
  readonly table: string;
  readonly alias: string | null;
}

export interface Assignment extends Placed {
  readonly column: string;
  /** Null: DEFAULT. */
  readonly expression: Expression | null;
}

export interface Conflict extends Placed {
  readonly columns: readonly string[] | null;
  /** Null: DO NOTHING. */
  readonly set: readonly Assignment[] | null;
  readonly where: Expression | null;
}

export interface Insert extends Placed {
  readonly type: 'insert';
  readonly with: readonly Cte[];
  readonly target: Target;
  readonly columns: readonly (Placed & { readonly name: string })[] | null;
  readonly source:
    Query | { readonly type: 'values'; readonly rows: readonly (readonly (Expression | null)[])[] };
  readonly conflict: Conflict | null;
  readonly returning: readonly SelectItem[];
}

export interface Update extends Placed {
  readonly type: 'update';
  readonly with: readonly Cte[];
  readonly target: Target;
  readonly set: readonly Assignment[];
  readonly from: readonly FromItem[];
  readonly where: Expression | null;
  readonly returning: readonly SelectItem[];
}

export interface Delete extends Placed {
  readonly type: 'delete';
  readonly with: readonly Cte[];
  readonly target: Target;
  readonly from: readonly FromItem[];
  readonly where: Expression | null;
  readonly returning: readonly SelectItem[];
}

/** What may stand in a WITH clause. */
export type Rowed = Query | Insert | Update | Delete;

export interface Cte extends Placed {
  readonly name: string;
  readonly columns: readonly string[];
  readonly statement: Rowed;
}
