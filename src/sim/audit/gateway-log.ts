// The calls of servers to the bank, with what each was for and until when it was out. Judges
// nothing.

import type { HistoryEntry } from '../history.ts';
import { placeOf, type Place } from './bank-books.ts';

type Entry<T extends HistoryEntry['type']> = Extract<HistoryEntry, { type: T }>;

export class GatewayCall {
  readonly called: Entry<'gateway-called'>;
  /** When its server had an answer, or died waiting for one. */
  endedN: number | null = null;
  /** Which leg its key names. */
  readonly place: Place | null;

  constructor(called: Entry<'gateway-called'>) {
    this.called = called;
    this.place = placeOf(called.gatewayKey ?? '');
  }

  get n(): number {
    return this.called.n;
  }

  get key(): string {
    return this.called.gatewayKey ?? '';
  }

  isOutAt(n: number): boolean {
    return this.endedN === null || this.endedN > n;
  }
}

export class GatewayLog {
  readonly calls: GatewayCall[] = [];
  /** Calls that ask for a charge, by the checkout that they name. */
  readonly charging = new Map<string, GatewayCall[]>();
  readonly #out = new Map<number, GatewayCall>();

  call(called: Entry<'gateway-called'>): void {
    const call = new GatewayCall(called);
    this.calls.push(call);
    this.#out.set(called.call, call);
    if (called.kind !== 'charge') return;
    const reference = called.reference ?? call.place?.checkoutId ?? '';
    const list = this.charging.get(reference);
    if (list === undefined) this.charging.set(reference, [call]);
    else list.push(call);
  }

  answer({ call: number, n }: Entry<'gateway-answered'>): void {
    const call = this.#out.get(number);
    if (call === undefined) return;
    call.endedN = n;
    this.#out.delete(number);
  }

  /** Whoever dies hears no answer. */
  crash({ server, n }: Entry<'server'>): void {
    for (const [number, call] of this.#out) {
      if (call.called.server !== server) continue;
      call.endedN = n;
      this.#out.delete(number);
    }
  }
}
