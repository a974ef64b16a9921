// The sandbox bank as a process of its own in a run, with its books in the history. It never dies;
// what goes wrong with it is armed right before a call. Knows no server.

import { createBank, type Bank } from '../bank/bank.ts';
import type { BankEvent, Ledger } from '../bank/ledger.ts';
import type { Fetch } from '../protocol/ports.ts';
import type { Chance } from './chance.ts';
import type { LedgerFact } from './history.ts';
import { BANK_URL, WEBHOOK_SECRET } from './places.ts';
import type { CardKind, FaultKind } from './plan.ts';
import type { Recorder } from './recorder.ts';
import type { Timeline } from './timeline.ts';

// Often enough that a debit and a webhook are not late, rarely enough to cost little.
const TICK_MS = 1_500;

type BankFault = Extract<
  FaultKind,
  'bank-error-before' | 'bank-error-after' | 'bank-forgets-key' | 'bank-search-lag'
>;

const POINTS: Readonly<Record<BankFault, string>> = {
  'bank-error-before': 'error-before',
  'bank-error-after': 'error-after',
  'bank-forgets-key': 'ignore-idempotency',
  'bank-search-lag': 'search-lag',
};
const SEARCH_LAG_MS = 8_000;

const CARDS: Readonly<Record<CardKind, string>> = {
  good: '4242424242424242',
  declined: '4000000000000002',
  insufficient: '4000000000009995',
  stolen: '4000000000009979',
  technical: '4000000000000119',
  authentication: '4000002760003184',
  'authentication-declined': '4000008400001629',
  debit: 'DE89370400440532013000',
  'debit-fails': 'DE62370400440532013001',
};

/** A charge that waits for its shopper at the bank's own page. */
export interface Asking {
  readonly charge: string;
  readonly reference: string;
  readonly secret: string;
}

export class BankHost {
  readonly #bank: Bank;
  readonly #timeline: Timeline;
  readonly #asking = new Map<string, Asking>();
  #downUntilMs = 0;

  constructor(timeline: Timeline, chance: Chance, recorder: Recorder, webhooks: Fetch) {
    this.#timeline = timeline;
    this.#bank = createBank({
      ledger: this.#ledger(recorder),
      clock: timeline.clock(),
      random: chance.random('bank'),
      fetch: webhooks,
      webhookSecret: WEBHOOK_SECRET,
    });
  }

  begin(): void {
    const tick = (): void => {
      this.#bank.tick().catch(() => undefined);
      this.#timeline.after(TICK_MS, tick);
    };
    this.#timeline.after(TICK_MS, tick);
  }

  goDown(forMs: number): void {
    this.#downUntilMs = this.#timeline.nowMs() + forMs;
  }

  comeUp(): void {
    this.#downUntilMs = 0;
  }

  isDown(): boolean {
    return this.#timeline.nowMs() < this.#downUntilMs;
  }

  async fetch(request: Request, fault: BankFault | null): Promise<Response> {
    if (fault !== null) {
      await this.#post('/faults', { point: POINTS[fault], times: 1, ms: SEARCH_LAG_MS });
    }
    return this.#bank.fetch(request);
  }

  register(mark: string, url: string): void {
    const body = JSON.stringify({ url, mark });
    const init = { method: 'PUT', body, headers: { 'Content-Type': 'application/json' } };
    void this.#bank.fetch(new Request(`${BANK_URL}/webhook-endpoints`, init));
  }

  async token(card: CardKind): Promise<string> {
    const number = CARDS[card];
    const body = number.startsWith('DE') ? { iban: number } : { number, exp: '12/40', cvc: '123' };
    const answer = await this.#post('/tokens', body);
    const { token } = (await answer.json()) as { token?: unknown };
    if (typeof token !== 'string') throw new Error(`the bank made no token of ${card}`);
    return token;
  }

  /** The charges that wait for their shoppers now. */
  asking(): readonly Asking[] {
    return [...this.#asking.values()];
  }

  async decide(asking: Asking, answer: 'approve' | 'decline'): Promise<void> {
    const decision = answer === 'approve' ? 'approve' : 'refuse';
    const body = new URLSearchParams({ secret: asking.secret, decision });
    const url = `${BANK_URL}/authenticate/${asking.charge}`;
    await this.#bank.fetch(new Request(url, { method: 'POST', body }));
  }

  #post(path: string, body: unknown): Promise<Response> {
    const headers = { 'Content-Type': 'application/json' };
    const init = { method: 'POST', body: JSON.stringify(body), headers };
    return this.#bank.fetch(new Request(`${BANK_URL}${path}`, init));
  }

  #ledger(recorder: Recorder): Ledger {
    const facts: BankEvent[] = [];
    return {
      append: (event) => {
        facts.push(event);
        this.#follow(event);
        const fact = factOf(event);
        if (fact !== null) recorder.record({ type: 'ledger', fact });
        return Promise.resolve();
      },
      read: () => Promise.resolve([...facts]),
    };
  }

  #follow(event: BankEvent): void {
    if (event.type === 'charged' && event.awaits?.type === 'authentication') {
      const { id: charge, reference } = event.charge;
      this.#asking.set(charge, { charge, reference, secret: event.awaits.secret });
    }
    if (event.type === 'settled') this.#asking.delete(event.charge);
  }
}

/** What the auditor needs to know of it. */
function factOf(event: BankEvent): LedgerFact | null {
  switch (event.type) {
    case 'charged': {
      const { id, reference, key, amount, status } = event.charge;
      return {
        type: 'charged',
        token: event.token,
        charge: { id, reference, key, amount, status },
      };
    }
    case 'settled':
      return { type: 'settled', charge: event.charge, verdict: event.verdict.status };
    case 'key-canceled':
      return { type: 'key-canceled', key: event.key };
    case 'refunded': {
      const { id, key, charge, amount, status } = event.refund;
      return { type: 'refunded', refund: { id, key, charge, amount, status } };
    }
    case 'reversed':
      return { type: 'reversed', charge: event.charge };
    case 'token-issued':
    case 'event-delivered':
      return null;
  }
}
