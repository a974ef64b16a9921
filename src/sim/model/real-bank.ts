// The real sandbox bank, with time of its own, and its books read from the side. Sends no webhook:
// what it would send is handed out for whoever wants to deliver it, as often as they like.

import { createBank, type Bank } from '../../bank/bank.ts';
import { Books } from '../../bank/books.ts';
import type { WebhookEvent } from '../../bank/events.ts';
import type { BankEvent, Charge } from '../../bank/ledger.ts';
import type { Clock, Random } from '../../protocol/ports.ts';
import { BANK_URL } from '../places.ts';
import type { BankAnswer, BankCall } from './real-server.ts';
import type { Card } from './worlds.ts';

const ACCOUNTS: Readonly<Record<Card, object>> = {
  good: { number: '4242424242424242', exp: '12/40', cvc: '123' },
  declined: { number: '4000000000000002', exp: '12/40', cvc: '123' },
  authentication: { number: '4000002760003184', exp: '12/40', cvc: '123' },
  debit: { iban: 'DE89370400440532013000' },
};
const DAYS_MS = 5_000;

const JSON_HEADERS = { 'Content-Type': 'application/json' };

export class RealBank {
  readonly #facts: BankEvent[];
  readonly #books = new Books();
  readonly #bank: Bank;
  #nowMs: number;

  /** With everything that it knew before. */
  constructor(known: readonly BankEvent[], nowMs: number, random: Random) {
    this.#nowMs = nowMs;
    this.#facts = [...known];
    for (const fact of known) this.#books.enter(fact);
    const clock: Clock = { now: () => this.#nowMs, sleep: () => new Promise(() => undefined) };
    this.#bank = createBank({
      ledger: {
        append: (fact) => {
          this.#facts.push(fact);
          this.#books.enter(fact);
          return Promise.resolve();
        },
        read: () => Promise.resolve([...this.#facts]),
      },
      clock,
      random,
    });
  }

  facts(): readonly BankEvent[] {
    return this.#facts;
  }

  async token(card: Card): Promise<string> {
    const init = { method: 'POST', body: JSON.stringify(ACCOUNTS[card]), headers: JSON_HEADERS };
    const answer = await this.#bank.fetch(new Request(`${BANK_URL}/tokens`, init));
    const { token } = (await answer.json()) as { token: string };
    return token;
  }

  async call({ method, url, body }: BankCall): Promise<BankAnswer> {
    const init = method === 'GET' ? {} : { method, body, headers: JSON_HEADERS };
    const answer = await this.#bank.fetch(new Request(url, init));
    return { status: answer.status, text: await answer.text() };
  }

  /** The shopper says yes or no at the bank's page; a debit is decided by the days that pass. */
  async decide(key: string, says: 'yes' | 'no'): Promise<void> {
    const entry = this.#books.newest(key);
    const { awaits } = entry ?? {};
    if (entry === null || awaits === undefined || awaits === null) {
      throw new Error(`nothing is to be decided of ${key}`);
    }
    if (awaits.type === 'debit') {
      this.#nowMs += DAYS_MS;
      await this.#bank.tick();
      return;
    }
    const decision = says === 'yes' ? 'approve' : 'refuse';
    const body = new URLSearchParams({ secret: awaits.secret, decision });
    const url = `${BANK_URL}/authenticate/${entry.charge.id}`;
    await this.#bank.fetch(new Request(url, { method: 'POST', body }));
  }

  charge(key: string): Charge | null {
    return this.#books.newest(key)?.charge ?? null;
  }

  /** How many charges were made with a key: one, or the bank has forgotten it. */
  chargesOf(key: string): number {
    return this.#books.ofKey(key).length;
  }

  isAsking(key: string): boolean {
    return this.#books.newest(key)?.awaits?.type === 'authentication';
  }

  isCanceled(key: string): boolean {
    return this.#books.isCanceled(key);
  }

  refundId(key: string): string | null {
    return this.#books.refundOf(key)?.id ?? null;
  }

  /** What it has told, or would. */
  event(id: string): WebhookEvent | null {
    for (const events of this.#books.untold().values()) {
      const event = events.get(id);
      if (event !== undefined) return event;
    }
    return null;
  }
}
