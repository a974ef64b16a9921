// Which statement of the server this is, told by its text, and what it says in its parameters. A
// statement that writes and is not known here is one that the model lacks.

import type { SqlValue } from '../../server/database.ts';

// A few words that only this statement has. The server does not name its statements, and should not
// for our sake: two that share them, or one that has none, are refused when they are met.
export const SIGNS = [
  ['claim', 'INSERT INTO payonce_attempts'],
  ['settle', 'WITH settled AS'],
  ['take-over', 'WITH taken AS'],
  ['rest', 'WITH rested AS'],
  ['release', 'WITH released AS'],
  ['park', "THEN 'action_required' ELSE 'pending'"],
  ['doubt', "a SET status = 'unknown'"],
  ['void', "SET state = 'voided'"],
  ['begin', '$4 + 1, gateway'],
  ['give-back', "'gave-back'"],
  ['ask-refund', "'merchant'"],
  ['conclude-refund', 'failure = $14'],
  ['alarm-refund', 'SET attention_at = $6'],
  ['claim-refund', 'tries = r.tries + 1'],
  ['postpone-refund', 'coalesce($4, gateway_refund_id)'],
  ['note', "VALUES ($1, $2, $3, $4, 'applied', $5)"],
] as const;

export type StatementName = (typeof SIGNS)[number][0];

export interface Statement {
  readonly name: StatementName;
  readonly parameters: readonly SqlValue[];
}

const WRITES = /\b(?:INSERT|UPDATE|DELETE)\b/;
const names = new Map<string, StatementName | null>();

/** Null: it only reads. */
export function statementOf(sql: string, parameters: readonly SqlValue[]): Statement | null {
  let name = names.get(sql);
  if (name === undefined) {
    name = nameOf(sql);
    names.set(sql, name);
  }
  return name === null ? null : { name, parameters };
}

function nameOf(sql: string): StatementName | null {
  if (!WRITES.test(sql)) return null;
  const found = SIGNS.filter(([, sign]) => sql.includes(sign));
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(`the model knows no such statement, or several: ${sql}`);
  }
  return first[0];
}

/** The parameter `$number`, as PostgreSQL counts. */
export function parameter({ parameters }: Statement, number: number): SqlValue {
  return parameters[number - 1] ?? null;
}
