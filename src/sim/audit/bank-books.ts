// The bank's ledger as the run went on: every charge with what came of it and when, by the checkout
// it names and by its key, and every tombstone. The ground truth of money; knows no rows.

import type { HistoryEntry, Money } from '../history.ts';

type LedgerEntry = Extract<HistoryEntry, { type: 'ledger' }>;

export interface BankRefund {
  readonly n: number;
  readonly at: number;
  readonly id: string;
  readonly key: string;
  readonly charge: string;
  readonly amount: Money;
}

export class BankCharge {
  readonly n: number;
  readonly at: number;
  readonly id: string;
  readonly reference: string;
  readonly key: string;
  readonly token: string;
  readonly amount: Money;
  /** Of the card or the account. */
  readonly last4: string | undefined;
  /** Of the attempt that its key names; 0: of none. */
  readonly ordinal: number;
  /** When it took money. */
  capturedN: number | null = null;
  capturedAt = 0;
  /** When it came to its end without money. */
  failedN: number | null = null;
  /** When it was captured or failed. */
  settledAt = 0;
  reversedN: number | null = null;
  refundedValue = 0;
  readonly refunds: BankRefund[] = [];

  constructor(
    entry: LedgerEntry,
    charge: Omit<BankRefund, 'charge'> & { reference: string; last4?: string },
    token: string,
  ) {
    this.n = entry.n;
    this.at = entry.at;
    this.id = charge.id;
    this.reference = charge.reference;
    this.key = charge.key;
    this.token = token;
    this.amount = charge.amount;
    this.last4 = charge.last4;
    this.ordinal = placeOf(charge.key)?.ordinal ?? 0;
  }

  /** May still take money, or has, as it stood before entry `n`. */
  isAliveAt(n: number): boolean {
    return this.n < n && (this.failedN === null || this.failedN >= n);
  }

  isCapturedAt(n: number): boolean {
    return this.capturedN !== null && this.capturedN < n;
  }

  /** Took money, and none of it is the shopper's again. */
  isGivenBack(): boolean {
    return this.reversedN !== null || this.refundedValue >= this.amount.value;
  }
}

export class BankBooks {
  readonly charges = new Map<string, BankCharge>();
  readonly refunds: BankRefund[] = [];
  /** When a key was retired for ever. */
  readonly tombstones = new Map<string, number>();
  readonly #byReference = new Map<string, BankCharge[]>();
  readonly #byKey = new Map<string, BankCharge[]>();
  readonly #byToken = new Map<string, BankCharge[]>();

  enter(entry: LedgerEntry): void {
    const { fact, n, at } = entry;
    switch (fact.type) {
      case 'charged': {
        const { charge, token } = fact;
        const made = new BankCharge(entry, { ...charge, n, at }, token);
        this.charges.set(made.id, made);
        push(this.#byReference, made.reference, made);
        push(this.#byKey, made.key, made);
        push(this.#byToken, made.token, made);
        if (charge.status !== 'pending') this.#settle(made, charge.status, entry);
        return;
      }
      case 'settled': {
        const charge = this.charges.get(fact.charge);
        if (charge !== undefined) this.#settle(charge, fact.verdict, entry);
        return;
      }
      case 'key-canceled':
        if (!this.tombstones.has(fact.key)) this.tombstones.set(fact.key, n);
        return;
      case 'refunded': {
        const { id, key, charge, amount, status } = fact.refund;
        if (status !== 'succeeded') return;
        const refund = { n, at, id, key, charge, amount };
        this.refunds.push(refund);
        const of = this.charges.get(charge);
        of?.refunds.push(refund);
        if (of !== undefined) of.refundedValue += amount.value;
        return;
      }
      case 'reversed': {
        const charge = this.charges.get(fact.charge);
        if (charge !== undefined) charge.reversedN = n;
        return;
      }
      default:
        fact satisfies never;
    }
  }

  #settle(charge: BankCharge, verdict: 'captured' | 'declined' | 'canceled', entry: LedgerEntry) {
    charge.settledAt = entry.at;
    if (verdict === 'captured') {
      charge.capturedN = entry.n;
      charge.capturedAt = entry.at;
      return;
    }
    charge.failedN = entry.n;
    if (verdict === 'canceled' && !this.tombstones.has(charge.key)) {
      this.tombstones.set(charge.key, entry.n);
    }
  }

  /** The references that were ever charged for. */
  references(): Iterable<string> {
    return this.#byReference.keys();
  }

  /** Every charge of a checkout, oldest first. */
  of(checkoutId: string): readonly BankCharge[] {
    return this.#byReference.get(checkoutId) ?? NONE;
  }

  ofKey(key: string): readonly BankCharge[] {
    return this.#byKey.get(key) ?? NONE;
  }

  ofToken(token: string): readonly BankCharge[] {
    return this.#byToken.get(token) ?? NONE;
  }

  /**
   * The bank made several charges with one key, which it promised not to, and this need not be the
   * one that the shop was told of: a second one, or the first when another came to nothing.
   */
  isFromOutside(charge: BankCharge): boolean {
    const ofKey = this.ofKey(charge.key);
    if (ofKey.length < 2) return false;
    return ofKey[0] !== charge || ofKey.some((other) => other !== charge && other.failedN !== null);
  }

  /** The charges of a checkout that took money. */
  captured(checkoutId: string): readonly BankCharge[] {
    return this.of(checkoutId).filter(({ capturedN }) => capturedN !== null);
  }

  /** Nothing was charged with the key before entry `n`, or it is over, and nothing ever will be. */
  isDeadAt(key: string, n: number): boolean {
    const charges = this.ofKey(key);
    if (charges.some((charge) => charge.isAliveAt(n))) return false;
    const tombstone = this.tombstones.get(key);
    return (tombstone !== undefined && tombstone < n) || charges.some((charge) => charge.n < n);
  }
}

const NONE: readonly BankCharge[] = [];

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

export interface Place {
  readonly checkoutId: string;
  readonly ordinal: number;
  readonly leg: number;
}

/**
 * The leg that a gateway key names, `chk_….ordinal.leg`: parts behind these are taken for more of
 * the same leg.
 */
export function placeOf(gatewayKey: string): Place | null {
  const first = gatewayKey.indexOf('.');
  const second = gatewayKey.indexOf('.', first + 1);
  if (first < 0 || second < 0) return null;
  const checkoutId = gatewayKey.slice(0, first);
  const ordinal = Number(gatewayKey.slice(first + 1, second));
  return { checkoutId, ordinal, leg: Number.parseInt(gatewayKey.slice(second + 1), 10) };
}

export function words({ value, currency }: Money): string {
  return `${value} ${currency}`;
}

export function sameMoney(a: Money, b: Money): boolean {
  return a.value === b.value && a.currency === b.currency;
}
