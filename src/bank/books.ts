// What the ledger's facts add up to: tokens, charges by key and by reference, tombstones. Facts are
// entered in their order, so books made anew from the ledger equal those of before. Decides
// nothing.

import type { CardOutcome } from './card-table.ts';
import type { BankEvent, Charge } from './ledger.ts';

export interface Token {
  readonly brand: string;
  readonly last4: string;
  readonly outcome: CardOutcome;
}

/** A charge with what was asked besides, and when. */
export interface Entry {
  readonly atMs: number;
  readonly token: string;
  readonly charge: Charge;
}

export class Books {
  readonly #tokens = new Map<string, Token>();
  readonly #usedTokens = new Set<string>();
  readonly #canceledKeys = new Set<string>();
  readonly #charges: Charge[] = [];
  readonly #byKey = new Map<string, Entry[]>();
  readonly #byReference = new Map<string, Charge[]>();

  enter(event: BankEvent): void {
    switch (event.type) {
      case 'token-issued':
        this.#tokens.set(event.token, event);
        return;
      case 'charged':
        this.#usedTokens.add(event.token);
        this.#charges.push(event.charge);
        pushTo(this.#byKey, event.charge.key, event);
        pushTo(this.#byReference, event.charge.reference, event.charge);
        return;
      case 'key-canceled':
        this.#canceledKeys.add(event.key);
        return;
      default:
        event satisfies never;
    }
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

  /** The newest charge of a key: the one that its idempotency replays. */
  newest(key: string): Entry | null {
    return this.#byKey.get(key)?.at(-1) ?? null;
  }

  /** What a lookup by key tells of: the capture if there is one, else the first decline. */
  found(key: string): Charge | null {
    const entries = this.#byKey.get(key) ?? [];
    const captured = entries.find((entry) => entry.charge.status === 'captured');
    return (captured ?? entries[0])?.charge ?? null;
  }

  /** Charges in the order they were made: of one reference, or all. */
  charges(reference: string | null): readonly Charge[] {
    return reference === null ? this.#charges : (this.#byReference.get(reference) ?? []);
  }
}

function pushTo<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
