// One load of a page from its opening to its end: what its shopper saw and pressed, what it sent
// and when it heard anything from a server. Judges nothing.

import type { HistoryEntry } from '../history.ts';
import type { Exchange } from './wire.ts';

type Entry<T extends HistoryEntry['type']> = Extract<HistoryEntry, { type: T }>;
export type ShownEntry = Entry<'shown'>;
export type Press = Entry<'pressed'>;

export class PageFile {
  readonly opened: Entry<'page-opened'>;
  readonly shown: ShownEntry[] = [];
  readonly presses: Press[] = [];
  readonly exchanges: Exchange[] = [];
  readonly payments: Exchange[] = [];
  readonly events: Entry<'widget-event'>[] = [];
  readonly results: Entry<'submit-ended'>[] = [];
  /** When an answer of whatever kind reached it. */
  readonly heardN: number[] = [];
  isOpen = true;
  /** Frozen or offline. */
  isAway = false;

  constructor(opened: Entry<'page-opened'>) {
    this.opened = opened;
  }

  get name(): string {
    return this.opened.page;
  }

  get cart(): string {
    return this.opened.cart;
  }

  sends(exchange: Exchange): void {
    this.exchanges.push(exchange);
    if (exchange.call === 'pay') this.payments.push(exchange);
  }

  turn(what: Entry<'page-state'>['what']): void {
    if (what === 'hidden' || what === 'visible') return;
    this.isAway = what === 'frozen' || what === 'offline';
  }

  /** The last press before entry `n`. */
  pressBefore(n: number): Press | null {
    for (let index = this.presses.length - 1; index >= 0; index -= 1) {
      const press = this.presses[index];
      if (press !== undefined && press.n < n) return press;
    }
    return null;
  }

  /** Whether anything reached the page between two entries. */
  heardBetween(from: number, to: number): boolean {
    return this.heardN.some((n) => n > from && n < to);
  }
}
