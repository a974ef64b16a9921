// What the database and the bank say of all payments, read for an audit from connections of its
// own that nobody strikes. Judges nothing.

import pg from 'pg';

export type Row = Readonly<Record<string, unknown>>;

export interface BankCharge {
  readonly id: string;
  readonly reference: string;
  readonly key: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly status: string;
  readonly createdAt: number;
}

export interface BankRefund {
  readonly id: string;
  readonly charge: string;
  readonly amount: { readonly value: number };
}

export interface BankBooks {
  readonly charges: readonly BankCharge[];
  readonly refunds: readonly BankRefund[];
}

const PATIENCE = 20;
const PAUSE_MS = 250;

/** Who answers questions about the shop's rows. */
export interface Rows {
  ask(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
}

export class Watcher implements Rows {
  readonly #pool: pg.Pool;

  constructor(databaseUrl: string) {
    const types = { getTypeParser: numbersForBigints };
    const name = 'payonce-chaos-watcher';
    this.#pool = new pg.Pool({
      connectionString: databaseUrl,
      max: 2,
      application_name: name,
      types,
    });
    // A SIGKILL of any connection's process ends all of them; the next question opens another.
    this.#pool.on('error', () => undefined);
  }

  async ask(sql: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> {
    for (let tries = 1; ; tries += 1) {
      try {
        return (await this.#pool.query<Record<string, unknown>>(sql, [...parameters])).rows;
      } catch (error) {
        if (tries === PATIENCE) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}

// Counts and times are `bigint`, which the driver would hand over as text.
const INT8 = 20;

type AnyParserOf = (oid: number, format?: 'text' | 'binary') => unknown;

const numbersForBigints = ((oid: number, format?: 'text' | 'binary'): unknown =>
  oid === INT8
    ? Number
    : (pg.types.getTypeParser as AnyParserOf)(oid, format)) as typeof pg.types.getTypeParser;

interface Page {
  readonly charges: readonly BankCharge[];
  readonly next: string | null;
}

/** The bank's ledger, with when each charge was made. */
export async function bankBooks(bankUrl: string): Promise<BankBooks> {
  // The ledger first: what is charged meanwhile is only in the list.
  const ledger = (await (await fetch(`${bankUrl}/ledger`)).json()) as BankBooks;
  const charges: BankCharge[] = [];
  let cursor = '0';
  for (;;) {
    const answer = await fetch(`${bankUrl}/charges?since=0&limit=100&cursor=${cursor}`);
    const page = (await answer.json()) as Page;
    charges.push(...page.charges);
    if (page.next === null) break;
    cursor = page.next;
  }
  const listed = new Set(charges.map(({ id }) => id));
  const isHidden = ledger.charges.some(({ id }) => !listed.has(id));
  if (isHidden) throw new Error('The bank hides charges still.');
  return { charges, refunds: ledger.refunds };
}

const STORY = [
  'payonce_checkouts',
  'payonce_attempts',
  'payonce_legs',
  'payonce_charges',
  'payonce_refunds',
  'payonce_outbox',
];

/** All rows of one checkout, and the bank's lines of it, as text. */
export async function storyOf(
  watcher: Rows,
  books: BankBooks,
  checkoutId: string,
): Promise<string> {
  const lines = [`── ${checkoutId}`];
  for (const table of STORY) {
    const column = table === 'payonce_checkouts' ? 'id' : 'checkout_id';
    const sql = `SELECT row_to_json(t) AS row FROM ${table} t WHERE ${column} = $1`;
    for (const { row } of await watcher.ask(sql, [checkoutId])) {
      lines.push(`${table}: ${JSON.stringify(row)}`);
    }
  }
  for (const charge of books.charges.filter(({ reference }) => reference === checkoutId)) {
    lines.push(`bank: ${JSON.stringify(charge)}`);
    const refunds = books.refunds.filter((refund) => refund.charge === charge.id);
    lines.push(...refunds.map((refund) => `bank: ${JSON.stringify(refund)}`));
  }
  return lines.join('\n');
}
