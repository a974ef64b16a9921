// How a pending charge ends: by time, by the shopper's word at the bank's page, or by a cancel.
// What is decided of one charge is decided in turn, so that it ends once. Knows no HTTP.

import type { Clock } from '../protocol/ports.ts';
import { dueAtMs, type Entry } from './books.ts';
import { AUTHENTICATION_EXPIRED, AUTHENTICATION_FAILED } from './card-table.ts';
import type { BankEvent, BankFact } from './ledger.ts';
import type { Register } from './register.ts';
import type { Turns } from './turns.ts';

export type Decision = 'approve' | 'refuse';

const RETURN_REASON = 'debit_returned';

export class Settlements {
  readonly #register: Register;
  readonly #clock: Clock;
  readonly #turns: Turns;

  constructor(register: Register, clock: Clock, turns: Turns) {
    this.#register = register;
    this.#clock = clock;
    this.#turns = turns;
  }

  /** Writes down what time has brought, for at most `limit` charges. */
  async settleDue(limit = Number.POSITIVE_INFINITY): Promise<void> {
    for (let left = limit; left > 0;) {
      const due = [...this.#register.books.waiting()].filter(isDueAt(this.#clock.now()));
      if (due.length === 0) return;
      const now = due.slice(0, left);
      await Promise.all(now.map((entry) => this.#inTurn(entry.charge.id, broughtByTime)));
      left -= now.length;
    }
  }

  /** The shopper's word. Too late, it changes nothing. */
  async decide(id: string, decision: Decision): Promise<void> {
    await this.#inTurn(id, (entry, nowMs) => {
      const { awaits } = entry;
      if (!isAwaitingShopper(entry) || awaits?.type !== 'authentication') return null;
      const verdict = decision === 'approve' ? awaits.then : AUTHENTICATION_FAILED;
      return settled(entry, nowMs, verdict);
    });
  }

  /** Ends a charge that waits for the shopper; any other stays as it is. */
  async cancel(id: string): Promise<void> {
    await this.#inTurn(id, (entry, nowMs) =>
      isAwaitingShopper(entry) ? settled(entry, nowMs, { status: 'canceled' }) : null,
    );
  }

  async #inTurn(
    id: string,
    what: (entry: Entry, nowMs: number) => BankEvent | null,
  ): Promise<void> {
    await this.#turns.take(id, async () => {
      const entry = this.#register.books.entry(id);
      const nowMs = this.#clock.now();
      if (entry === null) return;
      // What time has brought comes before what anybody wants.
      const fact = broughtByTime(entry, nowMs) ?? what(entry, nowMs);
      if (fact !== null) await this.#register.record(fact);
    });
  }
}

/** Pending, and for the shopper to end. */
export function isAwaitingShopper({ charge, awaits }: Entry): boolean {
  return charge.status === 'pending' && awaits?.type === 'authentication';
}

function isDueAt(nowMs: number): (entry: Entry) => boolean {
  return (entry) => (dueAtMs(entry) ?? Number.POSITIVE_INFINITY) <= nowMs;
}

function broughtByTime(entry: Entry, nowMs: number): BankEvent | null {
  const { charge, awaits } = entry;
  if (awaits === null || !isDueAt(nowMs)(entry)) return null;
  if (charge.status !== 'pending') {
    return { type: 'reversed', atMs: nowMs, charge: charge.id, reason: RETURN_REASON };
  }
  const isDebit = awaits.type === 'debit';
  return settled(entry, nowMs, isDebit ? awaits.then : AUTHENTICATION_EXPIRED);
}

function settled(
  { charge }: Entry,
  atMs: number,
  verdict: BankFact<'settled'>['verdict'],
): BankEvent {
  return { type: 'settled', atMs, charge: charge.id, verdict };
}
