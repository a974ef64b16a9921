// A history looked through once and sorted by what it speaks of: the bank's books, the rows, the
// wire, the calls, the pages. All oracles share it. Judges nothing.

import type { History, HistoryEntry } from '../history.ts';
import { BankBooks } from './bank-books.ts';
import { UNDER_WAY_MS } from './bounds.ts';
import { CartBook } from './cart-book.ts';
import { GatewayLog } from './gateway-log.ts';
import { PageFile } from './page-file.ts';
import { RowBook, type CheckoutFile } from './row-book.ts';
import { Wire } from './wire.ts';

export class View {
  readonly history: History;
  readonly bank = new BankBooks();
  readonly rows = new RowBook();
  readonly wire = new Wire();
  readonly gateway = new GatewayLog();
  readonly pages = new Map<string, PageFile>();
  readonly told: Extract<HistoryEntry, { type: 'told' }>[] = [];
  /** What became of the servers. */
  readonly servers: Extract<HistoryEntry, { type: 'server' }>[] = [];
  healedN: number | null = null;
  healedAt: number | null = null;
  /** When everything had had its time; null: the run was cut short, and has no end to judge. */
  endedAt: number | null = null;
  #byCart: Map<string, CheckoutFile> | null = null;
  #carts: CartBook | null = null;

  constructor(history: History) {
    this.history = history;
    for (const entry of history) this.#enter(entry);
  }

  /** The storefront's carts: put together when a promise is first about one. */
  get carts(): CartBook {
    this.#carts ??= new CartBook(this.rows);
    return this.#carts;
  }

  /** The checkout of a cart, as far as any row ever told of it. */
  ofCart(cart: string): CheckoutFile | null {
    if (this.#byCart === null) {
      this.#byCart = new Map();
      for (const file of this.rows.files.values()) this.#byCart.set(file.cart ?? '', file);
    }
    return this.#byCart.get(cart) ?? null;
  }

  /** The checkout that a text names first. */
  ofText(text: string): CheckoutFile | null {
    return this.rows.files.get(CHECKOUT_ID.exec(text)?.[0] ?? '') ?? null;
  }

  /** Whether the run had its time after this moment: what began then is over by now. */
  isOver(atMs: number): boolean {
    return this.endedAt !== null && this.endedAt - atMs > UNDER_WAY_MS;
  }

  /** For how long a server stood still between two moments. */
  standstillMs(server: string, fromMs: number, toMs: number): number {
    let [ms, sinceMs]: [number, number | null] = [0, null];
    const add = (untilMs: number): void => {
      if (sinceMs !== null) ms += Math.max(0, Math.min(untilMs, toMs) - Math.max(sinceMs, fromMs));
      sinceMs = null;
    };
    for (const { server: name, what, at } of this.servers) {
      if (name !== server) continue;
      if (what === 'paused') sinceMs ??= at;
      else if (what !== 'drained') add(at);
    }
    add(toMs);
    return ms;
  }

  #enter(entry: HistoryEntry): void {
    switch (entry.type) {
      case 'requested': {
        const exchange = this.wire.ask(entry);
        this.pages.get(entry.from)?.sends(exchange);
        return;
      }
      case 'arrived':
        this.wire.exchanges.get(entry.exchange)?.arrived.push(entry);
        return;
      case 'answered':
        this.wire.exchanges.get(entry.exchange)?.answers.push(entry);
        return;
      case 'received': {
        const exchange = this.wire.exchanges.get(entry.exchange);
        if (exchange === undefined) return;
        exchange.received = entry;
        // A success of which only the status arrived says nothing to a page.
        const isHeard = entry.status !== null && !(entry.cut === true && entry.status === 201);
        if (isHeard) this.pages.get(exchange.asked.from)?.heardN.push(entry.n);
        return;
      }
      case 'webhook-sent':
        this.wire.webhooks.push(entry);
        return;
      case 'gateway-called':
        this.gateway.call(entry);
        return;
      case 'gateway-answered':
        this.gateway.answer(entry);
        return;
      case 'ledger':
        this.bank.enter(entry);
        return;
      case 'committed':
        this.rows.commit(entry);
        return;
      case 'rolled-back':
        this.rows.rollBack(entry);
        return;
      case 'told':
        this.told.push(entry);
        return;
      case 'server':
        if (entry.what === 'crashed') this.gateway.crash(entry);
        this.servers.push(entry);
        return;
      case 'healed':
        this.healedN = entry.n;
        this.healedAt = entry.at;
        return;
      case 'ended':
        this.endedAt = entry.at;
        return;
      case 'refund-asked':
      case 'cart-changed':
      case 'authenticated':
      case 'principal-changed':
      case 'fault':
      case 'error-told':
        return;
      default:
        this.#enterPage(entry);
    }
  }

  #enterPage(
    entry: Extract<
      HistoryEntry,
      {
        type:
          | 'page-opened'
          | 'page-closed'
          | 'page-state'
          | 'pressed'
          | 'submit-ended'
          | 'shown'
          | 'widget-event';
      }
    >,
  ): void {
    if (entry.type === 'page-opened') {
      this.pages.set(entry.page, new PageFile(entry));
      return;
    }
    const page = this.pages.get(entry.page);
    if (page === undefined) return;
    switch (entry.type) {
      case 'shown':
        page.shown.push(entry);
        return;
      case 'pressed':
        page.presses.push(entry);
        return;
      case 'submit-ended':
        page.results.push(entry);
        return;
      case 'widget-event':
        page.events.push(entry);
        return;
      case 'page-state':
        page.turn(entry.what);
        return;
      case 'page-closed':
        page.isOpen = false;
        return;
      default:
        entry satisfies never;
    }
  }
}

const CHECKOUT_ID = /chk_[0-9a-f]+/;
