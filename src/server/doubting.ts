// Notices that connections to the database broke: what answers next may be a replica that lacks the
// last commits. Changes no statement and no answer.

import type { Caution } from './caution.ts';
import type { Database } from './database.ts';

export function doubting(database: Database, caution: Caution): Database {
  database.onBroken?.(() => {
    caution.doubt();
  });
  const noticing = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (isBroken(error)) caution.doubt();
      throw error;
    }
  };
  return {
    ...database,
    query: (sql, parameters) => noticing(database.query(sql, parameters)),
    transaction: (work) => noticing(database.transaction(work)),
    longTransaction: (work) =>
      noticing(database.longTransaction?.(work) ?? database.transaction(work)),
  };
}

// A statement that the database refused has an SQLSTATE; a connection that broke has none, or one
// of these classes. `E…` is an error of the system's, such as EPIPE.
const SQLSTATE = /^(?!E|08|57P)[0-9A-Z]{5}$/;

// A pool whose connections are all at work says so, and has lost none.
const BUSY = /timeout exceeded when trying to connect/;

function isBroken(error: unknown): boolean {
  if (!(error instanceof Error) || BUSY.test(error.message)) return false;
  return !('code' in error) || typeof error.code !== 'string' || !SQLSTATE.test(error.code);
}
