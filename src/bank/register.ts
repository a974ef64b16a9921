// The books beside the ledger they are made from: a fact is entered only once it is durable. Reads
// the ledger once, when first asked. Decides nothing.

import { Books } from './books.ts';
import type { BankEvent, Ledger } from './ledger.ts';

export interface Register {
  readonly books: Books;
  /** Resolves when the fact is durable and entered; only then may anyone be told of it. */
  record(event: BankEvent): Promise<void>;
}

export async function openRegister(ledger: Ledger): Promise<Register> {
  const books = new Books();
  for (const event of await ledger.read()) books.enter(event);
  return {
    books,
    async record(event) {
      await ledger.append(event);
      books.enter(event);
    },
  };
}
