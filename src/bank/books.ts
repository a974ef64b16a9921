// What the ledger's facts add up to: tokens, charges, refunds, tombstones, webhooks still to be
// told. Facts are entered in their order, so books made anew from the ledger equal those of before.
// Decides nothing.

import { chargeReversed, chargeUpdated, refundUpdated, type WebhookEvent } from './events.ts';
import type { Awaits, BankEvent, BankFact, Charge, Outcome, Refund } from './ledger.ts';

export interface Token {
  readonly brand: string;
  readonly last4: string;
  readonly outcome: Outcome;
}

/** A charge as it stands, with what was asked besides. */
export interface Entry {
  readonly atMs: number;
  readonly token: string;
  readonly charge: Charge;
  readonly awaits: Awaits | null;
  /** Taken back by the shopper's bank after it was captured; the charge itself stays captured. */
  readonly isReversed: boolean;
  readonly refundedValue: number;
}

// What a lookup by key tells of, when a bank that forgets keys has made several.
const TELLING = ['captured', 'pending'] as const;

export class Books {
  readonly #tokens = new Map<string, Token>();
  readonly #usedTokens = new Set<string>();
  readonly #canceledKeys = new Set<string>();
  readonly #entries = new Map<string, Entry>();
  readonly #order: string[] = [];
  readonly #byKey = new Map<string, string[]>();
  readonly #byReference = new Map<string, string[]>();
  readonly #refundsByKey = new Map<string, Refund>();
  readonly #refundsByReference = new Map<string, Refund[]>();
  readonly #refunds: Refund[] = [];
  readonly #waiting = new Map<string, Entry>();
  readonly #untold = new Map<string, Map<string, WebhookEvent>>();
  readonly #markOfUntold = new Map<string, string>();

  enter(fact: BankEvent): void {
    switch (fact.type) {
      case 'token-issued':
        this.#tokens.set(fact.token, fact);
        return;
      case 'charged':
        this.#enterCharge(fact);
        return;
      case 'key-canceled':
        this.#canceledKeys.add(fact.key);
        return;
      case 'settled':
        this.#enterVerdict(fact);
        return;
      case 'reversed': {
        const entry = this.#mustEntry(fact.charge);
        this.#put({ ...entry, isReversed: true });
        this.#tell(chargeReversed(entry.charge, fact.reason, fact.atMs));
        return;
      }
      case 'refunded': {
        const { refund } = fact;
        const entry = this.#mustEntry(refund.charge);
        this.#refunds.push(refund);
        pushTo(this.#refundsByReference, refund.reference, refund);
        this.#refundsByKey.set(refund.key, refund);
        this.#put({ ...entry, refundedValue: entry.refundedValue + refund.amount.value });
        this.#tell(refundUpdated(entry.charge, refund, fact.atMs));
        return;
      }
      case 'event-delivered':
        this.#untold.get(this.#markOfUntold.get(fact.event) ?? '')?.delete(fact.event);
        this.#markOfUntold.delete(fact.event);
        return;
      default:
        fact satisfies never;
    }
  }

  #enterCharge(fact: BankFact<'charged'>): void {
    const { atMs, token, charge: made } = fact;
    const awaits = fact.awaits ?? null;
    const charge: Charge = { ...made, createdAt: atMs };
    this.#usedTokens.add(token);
    this.#order.push(charge.id);
    pushTo(this.#byKey, charge.key, charge.id);
    pushTo(this.#byReference, charge.reference, charge.id);
    this.#put({ atMs, token, charge, awaits, isReversed: false, refundedValue: 0 });
    this.#tell(chargeUpdated(charge, atMs));
  }

  #enterVerdict({ atMs, charge: id, verdict }: BankFact<'settled'>): void {
    const entry = this.#mustEntry(id);
    const { nextAction: _over, ...charge } = entry.charge;
    const settled: Charge = { ...charge, ...verdict };
    if (verdict.status === 'canceled') this.#canceledKeys.add(charge.key);
    this.#put({ ...entry, charge: settled });
    this.#tell(chargeUpdated(settled, atMs));
  }

  #mustEntry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry !== undefined) return entry;
    throw new Error(`The ledger tells of a charge ${id} that it never made.`);
  }

  #put(entry: Entry): void {
    const { id } = entry.charge;
    this.#entries.set(id, entry);
    if (dueAtMs(entry) === null) this.#waiting.delete(id);
    else this.#waiting.set(id, entry);
  }

  #tell(event: WebhookEvent | null): void {
    if (event === null) return;
    const untold = this.#untold.get(event.mark) ?? new Map<string, WebhookEvent>();
    this.#untold.set(event.mark, untold.set(event.id, event));
    this.#markOfUntold.set(event.id, event.mark);
  }

  token(token: string): Token | null {
    return this.#tokens.get(token) ?? null;
  }

  isUsed(token: string): boolean {
    return this.#usedTokens.has(token);
  }

  isCanceled(key: string): boolean {
    return this.#canceledKeys.has(key);
  }

  entry(id: string): Entry | null {
    return this.#entries.get(id) ?? null;
  }

  /** All charges of a key, oldest first: one, unless the bank was made to forget keys. */
  ofKey(key: string): readonly Entry[] {
    return this.#entriesOf(this.#byKey.get(key) ?? []);
  }

  /** The newest charge of a key: the one that its idempotency replays. */
  newest(key: string): Entry | null {
    const id = this.#byKey.get(key)?.at(-1);
    return id === undefined ? null : this.entry(id);
  }

  /** What a lookup by key tells of: the capture if there is one, else what may become one. */
  found(key: string): Charge | null {
    const charges = this.ofKey(key).map(({ charge }) => charge);
    const told = TELLING.map((status) => charges.find((charge) => charge.status === status));
    return told.find((charge) => charge !== undefined) ?? charges[0] ?? null;
  }

  /** Charges in the order they were made: of one reference, or all. */
  charges(reference: string | null): readonly Charge[] {
    const ids = reference === null ? this.#order : (this.#byReference.get(reference) ?? []);
    return this.#entriesOf(ids).map(({ charge }) => charge);
  }

  /** The charge at a place in the order they were made; null behind the last. */
  entryAt(place: number): Entry | null {
    const id = this.#order[place];
    return id === undefined ? null : this.entry(id);
  }

  refundOf(key: string): Refund | null {
    return this.#refundsByKey.get(key) ?? null;
  }

  /** Refunds in the order they were made: of the charges of one reference, or all. */
  refunds(reference: string | null): readonly Refund[] {
    if (reference === null) return this.#refunds;
    return this.#refundsByReference.get(reference) ?? [];
  }

  /** Charges of which time will tell something. */
  waiting(): Iterable<Entry> {
    return this.#waiting.values();
  }

  /** Webhooks that nobody took yet, oldest first, by the installation they are for. */
  untold(): ReadonlyMap<string, ReadonlyMap<string, WebhookEvent>> {
    return this.#untold;
  }

  #entriesOf(ids: readonly string[]): readonly Entry[] {
    return ids.flatMap((id) => this.#entries.get(id) ?? []);
  }
}

/** When time settles a charge or takes it back; null when it does neither. */
export function dueAtMs({ charge, awaits, isReversed }: Entry): number | null {
  if (awaits === null) return null;
  if (charge.status === 'pending') {
    return awaits.type === 'debit' ? awaits.settlesAtMs : awaits.endsAtMs;
  }
  const returns = awaits.type === 'debit' && charge.status === 'captured' && !isReversed;
  return returns ? awaits.returnsAtMs : null;
}

function pushTo<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
