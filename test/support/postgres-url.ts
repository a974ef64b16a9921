// Makes empty databases on a running PostgreSQL server, each with a name of its own. Knows nothing
// of who runs the server.

import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** Makes an empty database on the server that `url` leads to, and answers the new one's url. */
export async function newDatabaseUrl(url: string): Promise<string> {
  const name = `payonce_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
}
