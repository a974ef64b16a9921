// What goes wrong in a statement, as PostgreSQL tells it: an SQLSTATE, words, and the place in the
// text. Knows the codes that this database uses; decides about none.

export const SQLSTATE = {
  protocolViolation: '08P01',
  connectionLost: '57P01',
  notSupported: '0A000',
  cardinality: '21000',
  numberOutOfRange: '22003',
  divisionByZero: '22012',
  badParameter: '22023',
  notInRepertoire: '22021',
  badTextRepresentation: '22P02',
  badLimit: '2201W',
  generatedAlways: '428C9',
  notNull: '23502',
  foreignKey: '23503',
  unique: '23505',
  check: '23514',
  noTransaction: '25P01',
  failedTransaction: '25P02',
  deadlock: '40P01',
  syntax: '42601',
  ambiguousColumn: '42702',
  undefinedColumn: '42703',
  duplicateColumn: '42701',
  duplicateAlias: '42712',
  ambiguousParameter: '42P08',
  undeterminedType: '42P18',
  grouping: '42803',
  typeMismatch: '42804',
  cannotCast: '42846',
  undefinedFunction: '42883',
  undefinedObject: '42704',
  undefinedTable: '42P01',
  duplicateTable: '42P07',
  invalidReference: '42P10',
  dependentObjects: '2BP01',
  badForeignKey: '42830',
  badTable: '42P16',
  lockNotAvailable: '55P03',
} as const;

export type SqlState = (typeof SQLSTATE)[keyof typeof SQLSTATE];

export interface SqlErrorDetails {
  /** Offset in the statement, from 0. */
  readonly at?: number;
  readonly table?: string;
  readonly constraint?: string;
}

export class SqlError extends Error {
  readonly code: SqlState;
  /** Counted from 1, as PostgreSQL counts. */
  readonly position: number | null;
  readonly table: string | null;
  readonly constraint: string | null;

  constructor(code: SqlState, message: string, details: SqlErrorDetails = {}) {
    super(message);
    this.name = 'SqlError';
    this.code = code;
    this.position = details.at === undefined ? null : details.at + 1;
    this.table = details.table ?? null;
    this.constraint = details.constraint ?? null;
  }
}

/** PostgreSQL may know it; this database does not, and says so instead of guessing. */
export function unsupported(what: string, at: number): SqlError {
  const words = `${what} is not supported by the memory database`;
  return new SqlError(SQLSTATE.notSupported, words, { at });
}

export function syntaxError(near: string, at: number): SqlError {
  const where = near === '' ? 'at end of input' : `at or near "${near}"`;
  return new SqlError(SQLSTATE.syntax, `syntax error ${where}`, { at });
}
