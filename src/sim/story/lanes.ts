// Who has a lane, from left to right: people tab by tab, the merchant and strangers, servers, the
// database, the bank. A page that was loaded again keeps the lane of the tab it was in.

import type { Fact, History } from '../history.ts';
import type { Lane } from './story.ts';

/** How finely people are told apart, where there is little room. */
export type Detail = 'tabs' | 'shoppers';

export const DATABASE = 'database';
export const BANK = 'bank';
export const MERCHANT = 'merchant';

interface Seat {
  readonly shopper: string;
  readonly carts: Set<string>;
  isTaken: boolean;
}

export class Lanes {
  readonly list: readonly Lane[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #ofPages = new Map<string, string>();
  readonly #ofShoppers = new Map<string, string>();
  readonly #ofCarts = new Map<string, string>();

  constructor(history: History, detail: Detail) {
    const people = this.#seat(history, detail);
    const others = new Set<string>();
    const servers = new Set<string>();
    let [hasDatabase, hasBank] = [false, false];
    for (const fact of history) {
      const other = otherIn(fact);
      if (other !== null && !this.#ofPages.has(other)) others.add(other);
      if ('server' in fact && typeof fact.server === 'string') servers.add(fact.server);
      hasDatabase ||= fact.type === 'committed' || fact.type === 'rolled-back';
      hasBank ||= ['gateway-called', 'ledger', 'webhook-sent'].includes(fact.type);
    }
    this.list = [
      ...people,
      ...[...others].map(stranger),
      ...[...servers].sort().map((id): Lane => ({ id, name: id, under: 'server', kind: 'server' })),
      ...(hasDatabase ? [machine(DATABASE, 'shared')] : []),
      ...(hasBank ? [machine(BANK, 'sandbox')] : []),
    ];
    this.#places = new Map(this.list.map(({ id }, place) => [id, place]));
  }

  /** The lane of a page, a server, `bank`, …; null for whoever has none. */
  of(name: string): number | null {
    return this.#places.get(this.#ofPages.get(name) ?? seatOf(name)) ?? null;
  }

  ofShopper(shopper: string): number {
    return this.of(this.#ofShoppers.get(shopper) ?? shopper) ?? 0;
  }

  ofCart(cart: string): number {
    return this.of(this.#ofCarts.get(cart) ?? cart) ?? 0;
  }

  ofKind(kind: Lane['kind']): number {
    return Math.max(
      0,
      this.list.findIndex((lane) => lane.kind === kind),
    );
  }

  /** Gives each page a lane: one that its shopper has free, else a new one. */
  #seat(history: History, detail: Detail): Lane[] {
    const seats = new Map<string, Seat>();
    for (const fact of history) {
      if (fact.type === 'page-closed') {
        const seat = seats.get(this.#ofPages.get(fact.page) ?? '');
        if (seat !== undefined) seat.isTaken = false;
      }
      if (fact.type !== 'page-opened') continue;
      const { page, shopper, cart } = fact;
      const isFree = (seat: Seat): boolean =>
        seat.shopper === shopper && (detail === 'shoppers' || !seat.isTaken);
      const [id] = [...seats].find(([, seat]) => isFree(seat)) ?? [page];
      const seat = seats.get(id) ?? { shopper, carts: new Set(), isTaken: true };
      seat.isTaken = true;
      seat.carts.add(cart);
      seats.set(id, seat);
      this.#ofPages.set(page, id);
      if (!this.#ofShoppers.has(shopper)) this.#ofShoppers.set(shopper, id);
      if (!this.#ofCarts.has(cart)) this.#ofCarts.set(cart, id);
    }
    return named(seats);
  }
}

/** `thief mallory` is mallory, a thief: a lane is too narrow for both in a line. */
function stranger(id: string): Lane {
  const [what = id, name = what] = id.split(' ', 2);
  const under = id === MERCHANT ? 'storefront' : what === name ? 'no page' : what;
  return { id, name, under, kind: 'other' };
}

function machine(id: 'database' | 'bank', under: string): Lane {
  return { id, name: id, under, kind: id };
}

/** Grouped by shopper, in the order in which they came. */
function named(seats: ReadonlyMap<string, Seat>): Lane[] {
  const shoppers = [...new Set([...seats.values()].map(({ shopper }) => shopper))];
  return shoppers.flatMap((shopper) => {
    const own = [...seats].filter(([, seat]) => seat.shopper === shopper);
    return own.map(([id, { carts }], index): Lane => {
      const name = own.length === 1 ? shopper : `${shopper}, tab ${index + 1}`;
      return { id, name, under: [...carts].join(', '), kind: 'page' };
    });
  });
}

/** Who else has a part in it: whoever asks a server without a page, and whom servers tell. */
function otherIn(fact: Fact): string | null {
  if (fact.type === 'requested') return fact.from === BANK ? null : seatOf(fact.from);
  return fact.type === 'told' || fact.type === 'refund-asked' ? MERCHANT : null;
}

/** `merchant 2` is the merchant, giving back for the second time; strangers are each their own. */
function seatOf(sender: string): string {
  return sender.replace(/^merchant \d+$/, MERCHANT);
}
