// What a query or RETURNING answers of each row: its columns, and the function that makes them.
// Knows nothing of where the rows come from.

import type { SelectItem } from './ast.ts';
import { settledAlone } from './coerce.ts';
import type { Computed } from './computed.ts';
import type { Compute, Execution } from './execution.ts';
import { expressionOf } from './expression.ts';
import { nameOf } from './expression-parts.ts';
import { columnAt, rowNamed, type Making, type NamedRow, type Scope } from './scope.ts';
import { SQLSTATE, SqlError } from './sql-error.ts';
import type { Column } from './sql-type.ts';
import type { Value, Values } from './value.ts';

export interface Projection {
  readonly columns: readonly Column[];
  readonly make: (x: Execution) => Values;
}

/** What becomes of the column with this place, for a table that it is written to. */
export type Settle = (item: Computed, place: number, at: number) => Computed;

interface Piece {
  readonly columns: readonly Column[];
  readonly run: Compute;
  /** `run` answers a row, and all of it is meant. */
  readonly isSpread: boolean;
}

/** `settle`: null for a query whose columns stay as they are. */
export function projectionOf(
  making: Making,
  scope: Scope,
  items: readonly SelectItem[],
  settle: Settle | null,
): Projection {
  const pieces: Piece[] = [];
  let place = 0;
  const add = (more: readonly Piece[]): void => {
    for (const piece of more) {
      place += piece.columns.length;
      pieces.push(piece);
    }
  };
  for (const item of items) add(piecesOf(making, scope, item, settle, place));
  return { columns: pieces.flatMap(({ columns }) => columns), make: makerOf(pieces) };
}

function piecesOf(
  making: Making,
  scope: Scope,
  item: SelectItem,
  settle: Settle | null,
  place: number,
): Piece[] {
  if (item.type === 'expression') {
    const { expression, alias } = item;
    const made = expressionOf(making, scope, expression);
    return [single(made, alias ?? nameOf(expression), settle, place, expression.at)];
  }
  if (item.type === 'all-of') return [spreadRecord(making, scope, item, settle, place)];
  const rows = item.table === null ? scope.rows : [rowNamed(scope, item.table, item.at)[0]];
  if (rows.length === 0 || scope.group !== null) {
    throw new SqlError(SQLSTATE.syntax, 'SELECT * has nothing to answer here', { at: item.at });
  }
  if (settle === null) return rows.map((row) => wholePiece(making, row));
  return rows.flatMap((row, before) =>
    row.columns.map(({ name }, index) => {
      const offset = rows.slice(0, before).reduce((sum, { columns }) => sum + columns.length, 0);
      return single(columnAt(making, row, index), name, settle, place + offset + index, item.at);
    }),
  );
}

function single(
  made: Computed,
  name: string,
  settle: Settle | null,
  place: number,
  at: number,
): Piece {
  const { type, columns, run } = settle?.(made, place, at) ?? settledAlone(made, at);
  return { columns: [{ name, type, columns }], run, isSpread: false };
}

function wholePiece(making: Making, { slot, columns }: NamedRow): Piece {
  making.reads(slot);
  return { columns, run: ({ rows }) => rows[slot] as Values, isSpread: true };
}

function spreadRecord(
  making: Making,
  scope: Scope,
  { operand, at }: Extract<SelectItem, { type: 'all-of' }>,
  settle: Settle | null,
  place: number,
): Piece {
  const record = expressionOf(making, scope, operand);
  const { columns, run } = record;
  if (columns === null || record.type !== 'record') {
    const words = `type ${record.type} is not composite`;
    throw new SqlError(SQLSTATE.typeMismatch, words, { at });
  }
  columns.forEach(({ type, name }, index) => {
    const wanted = settle?.({ ...record, type }, place + index, at).type ?? type;
    if (wanted === type) return;
    const words = `column "${name}" is of type ${type}, not ${wanted}`;
    throw new SqlError(SQLSTATE.typeMismatch, words, { at });
  });
  const absent = columns.map(() => null);
  return { columns, run: (x) => run(x) ?? absent, isSpread: true };
}

function makerOf(pieces: readonly Piece[]): (x: Execution) => Values {
  const [first, other] = pieces;
  if (first !== undefined && other === undefined) {
    const { run, isSpread } = first;
    return isSpread ? (x) => run(x) as Values : (x) => [run(x)];
  }
  const runs = pieces.map(({ run }) => run);
  if (pieces.every(({ isSpread }) => !isSpread)) {
    const { length } = runs;
    return (x) => {
      const values = new Array<Value>(length);
      for (let index = 0; index < length; index += 1) values[index] = (runs[index] as Compute)(x);
      return values;
    };
  }
  return (x) => pieces.flatMap(({ run, isSpread }) => (isSpread ? (run(x) as Value[]) : [run(x)]));
}
