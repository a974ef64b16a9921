// Opens the PostgreSQL database at DATABASE_URL, or says in words that it does not answer.

import { wordsOf } from '../node/lifetime.ts';
import type { OpenDatabase } from '../node/pglite.ts';
import { openPostgres } from '../node/postgres.ts';

export async function openServerDatabase(
  url: string,
  onError?: (error: Error) => void,
): Promise<OpenDatabase> {
  const database = await openPostgres(url, onError);
  try {
    await database.query('SELECT 1');
    return database;
  } catch (cause) {
    await database.close();
    // The address holds a password: it is not repeated here.
    throw new Error(`The database at DATABASE_URL does not answer: ${wordsOf(cause)}`, { cause });
  }
}
