// Recognises, among all statements of payonce's server, the two that a crash is timed by: the claim
// of a key and the settlement of an attempt. Knows them by what they write; changes none of them.

import type { Row } from '../../server/database.ts';

/** Whether this statement, with these rows for its answer, has just claimed a key. */
export function hasClaimed(sql: string, rows: readonly Row[]): boolean {
  if (!moves(sql) || !/INSERT INTO payonce_attempts/.test(sql)) return false;
  // A claim that lost answers a row too: what it lost to.
  return rows.some((row) => row['won'] !== null && row['won'] !== undefined);
}

/** Whether this statement has just stored the verdict that will be replayed for ever. */
export function hasSettled(sql: string, rows: readonly Row[]): boolean {
  return moves(sql) && /\banswer_body = \$/.test(sql) && rows.length > 0;
}

/** Every step of a payment begins with this. */
function moves(sql: string): boolean {
  return /UPDATE payonce_checkouts/.test(sql);
}
