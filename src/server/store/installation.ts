// This installation's mark: made once, kept in the database, sent with every charge. Two shops that
// share a gateway account tell their charges apart by it.

import type { Queryable } from '../database.ts';

export interface Installation {
  readonly mark: string;
  /** No charge from before it can be ours. */
  readonly madeAt: number;
}

const MAKE = `
  INSERT INTO payonce_installation (one, mark, made_at) VALUES (true, $1, $2)
  ON CONFLICT (one) DO NOTHING`;

/** The installation; it becomes `fresh` if there is none yet. */
export async function readInstallation(
  database: Queryable,
  fresh: Installation,
): Promise<Installation> {
  const found = await find(database);
  if (found !== null) return found;
  await database.query(MAKE, [fresh.mark, fresh.madeAt]);
  return (await find(database)) ?? fresh;
}

async function find(database: Queryable): Promise<Installation | null> {
  const [row] = await database.query('SELECT mark, made_at FROM payonce_installation');
  if (row === undefined) return null;
  return { mark: String(row['mark']), madeAt: Number(row['made_at']) };
}
