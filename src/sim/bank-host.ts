// The sandbox bank as a process of its own in a run, with its books in the history. It never dies;
// what goes wrong with it is armed right before a call. Knows no server.

import { createBank, type Bank } from '../bank/bank.ts';
import type { BankEvent, Ledger } from '../bank/ledger.ts';
import type { Fetch } from '../protocol/ports.ts';
import type { Chance } from './chance.ts';
import type { Agenda } from './agenda.ts';
import type { LedgerFact } from './history.ts';
import { BANK_URL, WEBHOOK_SECRET } from './places.ts';
import type { BankPart, CardKind, FaultKind, Plan } from './plan.ts';
import type { Recorder } from './recorder.ts';
import type { Timeline } from './timeline.ts';

// Often enough that a webhook is not late, and rarely when nothing was written for a while.
const TICK_MS = 1_500;
const QUIET_AFTER_MS = 15_000;
const SELDOM_MS = 8_000;
// The bank forgets who did not register for 30 s. What it has to tell is told again within 60 s, so
// after longer than that nobody needs to be known.
const SHOPS_EVERY_MS = 20_000;
const SHOP_LASTS_MS = 30_000;
const NOTHING_TO_TELL_AFTER_MS = 120_000;

type BankFault = Extract<
  FaultKind,
  | 'bank-error-before'
  | 'bank-error-after'
  | 'bank-keeps-error'
  | 'bank-forgets-key'
  | 'bank-search-lag'
>;

const POINTS: Readonly<Record<Exclude<BankFault, 'bank-keeps-error'>, string>> = {
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
  'debit-returns': 'DE02120300000000202051',
};

/** A charge that waits for its shopper at the bank's own page. */
export interface Asking {
  readonly charge: string;
  readonly reference: string;
  readonly secret: string;
}

interface Parts {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly recorder: Recorder;
  readonly agenda: Agenda;
  readonly plan: Plan;
}

export class BankHost {
  readonly #bank: Bank;
  readonly #timeline: Timeline;
  readonly #asking = new Map<string, Asking>();
  readonly #shops = new Map<string, { readonly url: string; readonly atMs: number }>();
  /** Until when each part of it does not answer; `all` is every one. */
  readonly #downUntilMs = new Map<BankPart | 'all', number>();
  /** Keys of charge calls that it has read. */
  readonly #seen = new Set<string>();
  /** The orders that it answers with 500 for ever, by their keys. */
  readonly #erring = new Map<string, string>();
  readonly #chance: Chance;
  #lastFactMs: number;
  #knownAtMs = Number.NEGATIVE_INFINITY;

  constructor({ timeline, chance, recorder, agenda, plan }: Parts, webhooks: Fetch) {
    const { authenticationMs } = plan;
    this.#timeline = timeline;
    this.#chance = chance;
    this.#lastFactMs = timeline.nowMs();
    this.#bank = createBank({
      ledger: this.#ledger(recorder, agenda),
      clock: timeline.clock(),
      random: chance.random('bank'),
      fetch: webhooks,
      webhookSecret: WEBHOOK_SECRET,
      ...(authenticationMs !== undefined && { authenticationMs }),
    });
  }

  begin(): void {
    const timeline = this.#timeline;
    const tick = (): void => {
      const isQuiet = timeline.nowMs() - this.#lastFactMs > QUIET_AFTER_MS;
      timeline.after(isQuiet ? SELDOM_MS : TICK_MS, tick);
      if (this.isDown()) return;
      this.#knowShops();
      this.#bank.tick().catch(() => undefined);
    };
    timeline.after(TICK_MS, tick);
  }

  goDown(part: BankPart | 'all', forMs: number): void {
    this.#downUntilMs.set(part, this.#timeline.nowMs() + forMs);
  }

  comeUp(): void {
    this.#downUntilMs.clear();
    this.#lastFactMs = this.#timeline.nowMs();
  }

  /** All of it, or at least this part. */
  isDown(part: BankPart | 'all' = 'all'): boolean {
    const untilMs = (name: BankPart | 'all'): number => this.#downUntilMs.get(name) ?? 0;
    return this.#timeline.nowMs() < Math.max(untilMs('all'), untilMs(part));
  }

  fetch(request: Request): Promise<Response> {
    return this.#bank.fetch(request);
  }

  /** Whether a charge call with this key has reached it. */
  hasSeen(key: string): boolean {
    return this.#seen.has(key);
  }

  /** `order` is the request's body. */
  async charge(
    request: Request,
    key: string,
    order: string,
    fault: BankFault | null,
  ): Promise<Response> {
    this.#seen.add(key);
    if (this.#erring.get(key) === order) return new Response('', { status: 500 });
    if (fault === 'bank-keeps-error') this.#erring.set(key, order);
    const point = fault === null ? null : this.#pointOf(fault, key);
    if (point !== null) {
      await this.#send('POST', '/faults', { point, times: 1, ms: SEARCH_LAG_MS });
    }
    return this.#bank.fetch(request);
  }

  #pointOf(fault: BankFault, key: string): string {
    if (fault !== 'bank-keeps-error') return POINTS[fault];
    return this.#chance.pick('error kept', key, ['error-before', 'error-after']);
  }

  register(mark: string, url: string): void {
    this.#shops.set(mark, { url, atMs: this.#timeline.nowMs() });
  }

  /** The bank itself hears of them only when it could have something to tell. */
  #knowShops(): void {
    const nowMs = this.#timeline.nowMs();
    if (nowMs - this.#knownAtMs < SHOPS_EVERY_MS) return;
    if (nowMs - this.#lastFactMs > NOTHING_TO_TELL_AFTER_MS) return;
    for (const [mark, { url, atMs }] of this.#shops) {
      if (nowMs - atMs >= SHOP_LASTS_MS) continue;
      this.#knownAtMs = nowMs;
      void this.#send('PUT', '/webhook-endpoints', { url, mark });
    }
  }

  async token(card: CardKind): Promise<string> {
    const number = CARDS[card];
    const body = number.startsWith('DE') ? { iban: number } : { number, exp: '12/40', cvc: '123' };
    const answer = await this.#send('POST', '/tokens', body);
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

  #send(method: string, path: string, body: unknown): Promise<Response> {
    const headers = { 'Content-Type': 'application/json' };
    const init = { method, body: JSON.stringify(body), headers };
    return this.#bank.fetch(new Request(`${BANK_URL}${path}`, init));
  }

  #ledger(recorder: Recorder, agenda: Agenda): Ledger {
    const facts: BankEvent[] = [];
    return {
      append: (event) => {
        facts.push(event);
        this.#lastFactMs = this.#timeline.nowMs();
        this.#follow(event);
        const fact = factOf(event);
        if (fact !== null) {
          recorder.record({ type: 'ledger', fact });
          agenda.noteNews(this.#timeline.nowMs());
        }
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
      const { id, reference, key, amount, status, method } = event.charge;
      const { last4 } = method;
      return {
        type: 'charged',
        token: event.token,
        charge: { id, reference, key, amount, status, last4 },
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
