// A world of cardboard: makes the history of a plan as the real one would, in a few lines. It has
// one planted bug: when a server has crashed before, another server forgets what it promised, and
// charges again whoever asks again after a lost answer.

import { createHash } from 'node:crypto';
import type { Fact, HistoryEntry, Violation } from '../../src/sim/history.ts';
import type { FaultKind, Plan } from '../../src/sim/plan.ts';
import { violationsIn } from './stand-in-auditor.ts';
import { EUR, PRICE, shownAs } from './stand-in-words.ts';

export const STARTED_AT = Date.UTC(2030, 0, 1);

interface Page {
  readonly id: string;
  readonly shopper: string;
  readonly cart: string;
}

export class Cardboard {
  readonly #plan: Plan;
  readonly #facts: { readonly atMs: number; readonly fact: Fact }[] = [];
  readonly #pages = new Map<string, Page>();
  #pageCount = 0;
  #exchange = 0;
  #call = 0;
  #version = 0;
  readonly #captured = new Map<string, number>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  run(): { history: HistoryEntry[]; violations: Violation[] } {
    for (let server = 0; server < this.#plan.servers; server += 1) {
      this.#say(0, { type: 'server', server: `s${server}`, what: 'started' });
    }
    for (const trouble of this.#plan.troubles) {
      if (trouble.type !== 'crash') continue;
      const server = `s${trouble.server % this.#plan.servers}`;
      this.#say(trouble.atMs, { type: 'fault', key: trouble.id, what: 'crash' });
      this.#say(trouble.atMs, { type: 'server', server, what: 'crashed' });
      this.#say(trouble.atMs + trouble.downMs, { type: 'server', server, what: 'started' });
    }
    for (const act of this.#plan.acts) this.#act(act);
    this.#sweep();
    this.#say(this.#plan.chaosMs, { type: 'healed' });
    this.#say(this.#plan.chaosMs + 60_000, { type: 'ended' });
    const sorted = this.#facts.sort((a, b) => a.atMs - b.atMs);
    const history = sorted.map(({ atMs, fact }, n) => ({ ...fact, n, at: STARTED_AT + atMs }));
    return { history, violations: violationsIn(history) };
  }

  #say(atMs: number, fact: Fact): void {
    this.#facts.push({ atMs, fact });
  }

  #strikes(atMs: number, kind: FaultKind, point: string): boolean {
    const key = `${kind}:${point}`;
    const { seed, rates, forced, without } = this.#plan;
    const digest = createHash('sha256').update(`${seed}:${key}`).digest();
    const isDrawn = digest.readUInt32BE(0) / 2 ** 32 < (rates[kind] ?? 0);
    const strikes = forced[key] === kind || (isDrawn && !without.includes(key));
    if (strikes) this.#say(atMs, { type: 'fault', key, what: kind });
    return strikes;
  }

  #act(act: Plan['acts'][number]): void {
    const page = 'tab' in act ? this.#pages.get(act.tab) : undefined;
    if (act.type === 'open') this.#open(act.atMs, act.tab, act.shopper, act.cart);
    if (act.type === 'refund') this.#refund(act.atMs, act.cart);
    if (page === undefined) return;
    if (act.type === 'focus') this.#read(act.atMs, page);
    if (act.type === 'press') this.#press(act.atMs, page, act.card === 'good');
    if (act.type === 'reload') {
      this.#say(act.atMs, { type: 'page-closed', page: page.id });
      this.#open(act.atMs + 50, `${page.shopper}-1`, page.shopper, page.cart);
    }
  }

  #open(atMs: number, tab: string, shopper: string, cart: string): void {
    this.#pageCount += 1;
    const page: Page = { id: `p${this.#pageCount}`, shopper, cart };
    this.#pages.set(tab, page);
    this.#say(atMs, { type: 'page-opened', page: page.id, shopper, cart, kind: 'checkout' });
    const server = 's0';
    const exchange = this.#ask(atMs + 5, page.id, 'POST', '/payonce/checkouts', null, server);
    this.#commit(atMs + 22, 'payonce_checkouts', null, { id: cart, fence: 0 });
    this.#answer(atMs + 24, exchange, 1, server, 200, false);
    this.#say(atMs + 36, { type: 'received', exchange, status: 200 });
    this.#show(atMs + 37, page, this.#captured.has(cart) ? 'paid' : 'ready');
  }

  #read(atMs: number, page: Page): void {
    const path = `/payonce/checkouts/${page.cart}`;
    const exchange = this.#ask(atMs, page.id, 'GET', path, null, 's0');
    this.#answer(atMs + 20, exchange, 1, 's0', 200, false);
    this.#say(atMs + 30, { type: 'received', exchange, status: 200 });
  }

  #press(atMs: number, page: Page, isGood: boolean): void {
    if (this.#captured.has(page.cart)) return;
    const shown = shownAs('ready', page.cart);
    this.#say(atMs, {
      type: 'pressed',
      page: page.id,
      shopper: page.shopper,
      cart: page.cart,
      shown,
    });
    this.#show(atMs + 1, page, 'paying');
    const key = `0190a7c2-0000-7000-8000-${page.cart.padStart(12, '0')}`;
    const path = `/payonce/checkouts/${page.cart}/payments`;
    const exchange = this.#ask(atMs + 2, page.id, 'POST', path, key, 's0');
    this.#claim(atMs + 20, page.cart);
    const status = this.#charge(atMs + 24, page.cart, 's0', 1, isGood);
    this.#answer(atMs + 230, exchange, 1, 's0', status, false);
    if (this.#strikes(atMs + 231, 'answer-lost', `${page.id}.${atMs}`)) {
      this.#askAgain(atMs + 231, page, exchange, status);
      return;
    }
    this.#say(atMs + 245, { type: 'received', exchange, status });
    this.#show(atMs + 246, page, status === 201 ? 'paid' : 'declined');
  }

  #askAgain(atMs: number, page: Page, lost: number, status: number): void {
    this.#say(atMs + 4_000, { type: 'received', exchange: lost, status: null });
    this.#show(atMs + 4_001, page, 'checking');
    const server = `s${this.#plan.servers - 1}`;
    const path = `/payonce/checkouts/${page.cart}/payments`;
    const key = `0190a7c2-0000-7000-8000-${page.cart.padStart(12, '0')}`;
    const exchange = this.#ask(atMs + 5_200, page.id, 'POST', path, key, server);
    const hasCrashed = this.#plan.troubles.some(
      (trouble) => trouble.type === 'crash' && trouble.atMs < atMs + 5_200,
    );
    const forgets = hasCrashed && server !== 's0' && status === 201;
    if (forgets) this.#charge(atMs + 5_230, page.cart, server, 2, true);
    this.#answer(atMs + 5_440, exchange, 1, server, status, !forgets);
    this.#say(atMs + 5_460, { type: 'received', exchange, status });
    this.#show(atMs + 5_461, page, status === 201 ? 'paid' : 'declined');
  }

  #claim(atMs: number, cart: string): void {
    this.#commit(atMs, 'payonce_attempts', null, { id: cart, ordinal: 1, status: 'processing' });
  }

  #charge(atMs: number, cart: string, server: string, leg: number, isGood: boolean): number {
    this.#call += 1;
    const call = this.#call;
    const gatewayKey = `${cart}.1.${leg}`;
    const called = { kind: 'charge', gatewayKey, reference: cart, amount: PRICE } as const;
    this.#say(atMs, {
      type: 'gateway-called',
      call,
      server,
      ...called,
      answering: [],
      sweeping: false,
    });
    const status = isGood ? 'captured' : 'declined';
    const id = `ch_${call}`;
    const charge = { id, reference: cart, key: gatewayKey, amount: PRICE, status } as const;
    this.#say(atMs + 140, { type: 'ledger', fact: { type: 'charged', token: 'tok_1', charge } });
    if (isGood) this.#captured.set(cart, atMs);
    this.#say(atMs + 180, { type: 'gateway-answered', call, status: isGood ? 201 : 402 });
    const row = { id: cart, ordinal: 1, status: 'processing' };
    const after = { ...row, status: isGood ? 'succeeded' : 'declined' };
    this.#commit(atMs + 190, 'payonce_attempts', row, after);
    if (isGood) this.#tell(atMs + 400, server, cart, 'paid');
    return isGood ? 201 : 402;
  }

  #refund(atMs: number, cart: string): void {
    if (!this.#captured.has(cart)) return;
    const path = `/payonce/checkouts/${cart}/refunds`;
    const exchange = this.#exchange + 1;
    const asked = { exchange, checkoutId: cart, amount: EUR(500), key: 'refund-1' };
    this.#say(atMs, { type: 'refund-asked', ...asked });
    this.#ask(atMs, 'merchant', 'POST', path, 'refund-1', 's0');
    const refund = { id: 're_1', key: `${cart}.r1`, charge: 'ch_1', amount: EUR(500) };
    const fact = { type: 'refunded', refund: { ...refund, status: 'succeeded' } } as const;
    this.#say(atMs + 90, { type: 'ledger', fact });
    this.#answer(atMs + 120, exchange, 1, 's0', 201, false);
    this.#say(atMs + 130, { type: 'received', exchange, status: 201 });
  }

  #tell(atMs: number, server: string, cart: string, type: string): void {
    const event = { id: `evt_${cart}`, type, checkoutId: cart };
    const accepted = !this.#strikes(atMs, 'handler-throws', `${cart}.${atMs}`);
    this.#say(atMs, { type: 'told', server, event, accepted });
  }

  /** What servers do by themselves, until the end. */
  #sweep(): void {
    for (let atMs = 3_000; atMs < this.#plan.chaosMs; atMs += this.#plan.sweepMs) {
      this.#call += 1;
      const asked = { kind: 'list', gatewayKey: null, reference: null, amount: null } as const;
      const call = this.#call;
      this.#say(atMs, {
        type: 'gateway-called',
        call,
        server: 's0',
        ...asked,
        answering: [],
        sweeping: false,
      });
      this.#say(atMs + 30, { type: 'gateway-answered', call, status: 200 });
    }
  }

  #ask(atMs: number, from: string, method: string, path: string, key: string | null, to: string) {
    this.#exchange += 1;
    const exchange = this.#exchange;
    const asked = { from, principal: 'ann', method, path, key, body: '' };
    this.#say(atMs, { type: 'requested', exchange, ...asked });
    this.#say(atMs + 12, { type: 'arrived', exchange, copy: 1, server: to });
    return exchange;
  }

  #answer(
    atMs: number,
    exchange: number,
    copy: number,
    server: string,
    status: number,
    replayed: boolean,
  ): void {
    const body = status === 402 ? '{"code":"declined"}' : '{}';
    this.#say(atMs, { type: 'answered', exchange, copy, server, status, replayed, body });
  }

  #commit(
    atMs: number,
    table: string,
    before: Readonly<Record<string, unknown>> | null,
    after: Readonly<Record<string, unknown>>,
  ): void {
    this.#version += 1;
    const changes = [{ table, before, after }];
    this.#say(atMs, { type: 'committed', server: 's0', version: this.#version, changes });
  }

  #show(atMs: number, page: Page, status: string): void {
    this.#say(atMs, {
      type: 'shown',
      page: page.id,
      shopper: page.shopper,
      cart: page.cart,
      shown: shownAs(status, page.cart),
    });
  }
}
