// Waits until a shop that nobody strikes any more has nothing left to do. Knows what is unfinished,
// not whether the end is right.

import { bankBooks, type BankBooks, type Watcher } from './books.ts';
import { pause } from './calls.ts';

const UNFINISHED = `
  SELECT
    (SELECT count(*) FROM payonce_checkouts WHERE live IS NOT NULL) AS live,
    (SELECT count(*) FROM payonce_outbox WHERE status = 'waiting') AS told,
    (SELECT count(*) FROM payonce_refunds WHERE status = 'pending') AS refunds,
    (SELECT count(*) FROM payonce_inbox WHERE status = 'waiting') AS inbox`;

// A lease (15 s), a look that was put off (5 s), an event that was in a dead server's hands (30 s),
// and what comes of each.
const BOUND_MS = 90_000;
const PAUSE_MS = 500;

export interface Quiet {
  readonly seconds: number;
  /** What was still unfinished when the bound had come; empty when all is quiet. */
  readonly unfinished: readonly string[];
  readonly books: BankBooks;
}

export async function untilQuiet(watcher: Watcher, bankUrl: string): Promise<Quiet> {
  const startedAt = Date.now();
  for (;;) {
    const unfinished = await unfinishedIn(watcher);
    const books = await bankBooks(bankUrl).catch(() => null);
    const waitedMs = Date.now() - startedAt;
    const isQuiet = unfinished.length === 0 && books !== null;
    if (isQuiet || waitedMs > BOUND_MS) {
      return {
        seconds: Math.round(waitedMs / 1000),
        unfinished,
        books: books ?? (await bankBooks(bankUrl)),
      };
    }
    await pause(PAUSE_MS);
  }
}

async function unfinishedIn(watcher: Watcher): Promise<string[]> {
  const [row = {}] = await watcher.ask(UNFINISHED);
  return Object.entries(row).flatMap(([what, count]) =>
    Number(count) > 0 ? [`${what}: ${String(count)}`] : [],
  );
}
