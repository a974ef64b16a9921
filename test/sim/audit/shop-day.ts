// A day in a shop as a history: pages open, people press, servers claim, call and settle, the bank
// charges, all as it should be. A test takes the steps it needs and bends one of them.

import type { GatewayCallKind, Money, Shown, StoredRow } from '../../../src/sim/history.ts';
import { Story, type Write } from './story.ts';

const HEX = '00000000000000000000000000000001';
export const CHECKOUT = `chk_${HEX}`;
export const CART = 'cart-1';
export const PRICE: Money = { value: 4200, currency: 'EUR' };

export const key = (ordinal: number, leg = 1): string => `${CHECKOUT}.${ordinal}.${leg}`;
export const paymentId = (ordinal: number): string => `pay_${HEX}_${ordinal}`;
const idempotencyKey = (number: number): string =>
  `01970000-0000-7000-8000-${String(number).padStart(12, '0')}`;

const LEASE_MS = 15_000;
const SERVER_CONSENT_MS = 60_000;
const OUTSIDE: Readonly<Record<string, string>> = { pending: 'processing' };

export class ShopDay extends Story {
  #exchanges = 0;
  #calls = 0;
  #keys = 0;
  #places = 0;
  readonly #shown = new Map<string, Shown>();

  get checkout() {
    return this.row('checkouts', CHECKOUT) ?? {};
  }

  get currentKey(): string {
    return String(this.checkout['key']);
  }

  get live(): number {
    return Number(this.checkout['live'] ?? this.checkout['attempts']);
  }

  newKey(): string {
    this.#keys += 1;
    return idempotencyKey(this.#keys);
  }

  /** A page is opened, asks for its cart's checkout and shows it. */
  open(page = 'p1', kind: 'checkout' | 'confirmation' = 'checkout', shopper = 'ann'): void {
    this.tell({ type: 'page-opened', page, shopper, cart: CART, kind });
    if (this.row('checkouts', CHECKOUT) === null) this.begin(shopper);
    this.ask(page, kind === 'confirmation' ? 'read' : 'open');
    this.show(page);
  }

  /** The checkout's first row. */
  begin(principal = 'ann'): void {
    const row = { id: CHECKOUT, tenant: 'default', principal, cart_id: CART, revision: 1 };
    const quote = { cart_version: 'v1', amount_value: PRICE.value, currency: PRICE.currency };
    const state = { key: this.newKey(), attempts: 0, live: null, paid: null, fence: 0, events: 0 };
    const rest = { lines: '[]', lease_until: null, created_at: this.now };
    this.commit([{ table: 'checkouts', row: { ...row, ...quote, ...state, ...rest } }]);
  }

  request(page: string, method: string, path: string, more: { key?: string; body?: string } = {}) {
    this.#exchanges += 1;
    const exchange = this.#exchanges;
    const principal = page === 'p9' ? 'bob' : 'ann';
    const { key: sent = null, body = '' } = more;
    const from = page;
    this.tell({ type: 'requested', exchange, from, principal, method, path, key: sent, body });
    this.arrive(exchange);
    return exchange;
  }

  arrive(exchange: number, copy = 1): void {
    this.tell({ type: 'arrived', exchange, copy, server: 's0' });
  }

  answer(exchange: number, status: number, body: string, replayed = false): number {
    const who = { exchange, copy: 1, server: 's0' };
    const n = this.tell({ type: 'answered', ...who, status, replayed, body });
    this.tell({ type: 'received', exchange, status });
    return n;
  }

  /** Reads or opens the checkout. */
  ask(page = 'p1', how: 'read' | 'open' = 'read'): number {
    const open = { body: JSON.stringify({ cartId: CART }) };
    const exchange =
      how === 'open'
        ? this.request(page, 'POST', '/payonce/checkouts', open)
        : this.request(page, 'GET', `/payonce/checkouts/${CHECKOUT}`);
    return this.answer(exchange, 200, this.body());
  }

  /** The checkout as an answer tells it. */
  body(): string {
    const { revision, key: current, live, paid } = this.checkout;
    const isPayable = live === null && paid === null;
    const id = CHECKOUT;
    return JSON.stringify({ id, revision, idempotencyKey: isPayable ? current : null });
  }

  /** What the page shows of the rows as they are. */
  picture(): Shown {
    const { revision, attempts } = this.checkout;
    const [isPaid, isLive] = [isSet(this.checkout['paid']), isSet(this.checkout['live'])];
    const attempt = this.row('attempts', CHECKOUT, Number(attempts ?? 0));
    const isTold = attempt !== null && attempt['status'] !== 'not_sent';
    const status = isTold ? String(attempt['status']) : '';
    const isAction = status === 'action_required';
    const open = status === 'declined' ? 'declined' : 'ready';
    const liveWord = isAction ? 'action' : status === 'pending' ? 'processing' : 'checking';
    const word = isPaid ? 'paid' : isLive ? liveWord : open;
    const called = isPaid ? this.#paidWord() : isAction ? 'action_required' : 'processing';
    return {
      status: word,
      notice: null,
      saysNothingCharged: word === 'declined',
      canSubmit: !isPaid && !isLive,
      checkoutId: CHECKOUT,
      checkoutStatus: !isPaid && !isLive ? 'open' : called,
      revision: Number(revision),
      amount: { value: Number(this.checkout['amount_value']), currency: 'EUR' },
      payment: isTold
        ? {
            id: paymentId(Number(attempts)),
            status: OUTSIDE[status] ?? status,
            amount: { value: Number(attempt['amount_value']), currency: 'EUR' },
            refunds: this.refunds().map((row) => ({
              status: String(row['status']),
              amount: { value: Number(row['amount_value']), currency: 'EUR' },
            })),
          }
        : null,
    };
  }

  readonly #refundIds: string[] = [];

  refunds(): readonly StoredRow[] {
    return this.#refundIds.map((id) => this.row('refunds', id)).filter((row) => row !== null);
  }

  #paidWord(): string {
    const done = this.refunds().filter(({ status, cause }) => {
      return status === 'succeeded' && cause === 'merchant';
    });
    const back = done.reduce((sum, row) => sum + Number(row['amount_value']), 0);
    if (back === 0) return 'paid';
    return back >= PRICE.value ? 'refunded' : 'partially_refunded';
  }

  show(page = 'p1', patch: Partial<Shown> = {}): number {
    const shown = { ...this.picture(), ...patch };
    this.#shown.set(page, shown);
    return this.tell({ type: 'shown', page, shopper: 'ann', cart: CART, shown });
  }

  press(page = 'p1'): number {
    const shown = this.#shown.get(page) ?? this.picture();
    const n = this.tell({ type: 'pressed', page, shopper: 'ann', cart: CART, shown });
    this.show(page, { status: 'paying', canSubmit: false, saysNothingCharged: false });
    return n;
  }

  /** A page posts its payment. */
  send(token: string, page = 'p1', sent = this.currentKey, amount = PRICE): number {
    const body = JSON.stringify({ amount, paymentMethod: { type: 'card', token } });
    const path = `/payonce/checkouts/${CHECKOUT}/payments`;
    return this.request(page, 'POST', path, { key: sent, body });
  }

  /** The checkout's row with a change that can be seen. */
  seen(row: Write['row'] = {}): Write {
    const revision = Number(this.checkout['revision']) + 1;
    return { table: 'checkouts', row: { id: CHECKOUT, revision, ...row } };
  }

  /** Never one that was given out before, forgotten or not. */
  nextFence(): number {
    return Math.max(Number(this.checkout['fence']) + 1, this.now);
  }

  claim(token: string, server = 's0'): number {
    const ordinal = Number(this.checkout['attempts']) + 1;
    const lease = { lease_until: this.now + LEASE_MS, fence: this.nextFence() };
    const { key: current, amount_value, currency, cart_version, lines } = this.checkout;
    const place = { checkout_id: CHECKOUT, ordinal };
    const quote = { amount_value, currency, cart_version, lines };
    const times = { consent_until: this.now + SERVER_CONSENT_MS, created_at: this.now };
    const none = { answer_status: null, answer_body: null, decline_code: null, message: null };
    const state = { status: 'processing', leg: 1, checks: 0, key: current, ...none };
    return this.commit(
      [
        this.seen({ attempts: ordinal, live: ordinal, ...lease }),
        { table: 'attempts', row: { ...place, ...quote, ...times, ...state } },
        { table: 'legs', row: { ...place, leg: 1, state: 'sending', token, charge_id: null } },
      ],
      server,
    );
  }

  /** A server calls the bank; answers the call's number. */
  call(
    kind: GatewayCallKind,
    gatewayKey: string,
    more: { answering?: readonly number[]; server?: string; amount?: Money } = {},
  ): number {
    this.#calls += 1;
    const { answering = [], server = 's0', amount = PRICE } = more;
    const what = { kind, gatewayKey, reference: CHECKOUT, amount };
    const who = { call: this.#calls, server, answering, sweeping: answering.length === 0 };
    this.tell({ type: 'gateway-called', ...who, ...what });
    return this.#calls;
  }

  hear(call: number, status: number | null = 201): void {
    this.tell({ type: 'gateway-answered', call, status });
  }

  charged(
    id: string,
    gatewayKey: string,
    token: string,
    status: 'pending' | 'captured' | 'declined' = 'captured',
    amount = PRICE,
  ): number {
    const charge = { id, reference: CHECKOUT, key: gatewayKey, amount, status };
    return this.tell({ type: 'ledger', fact: { type: 'charged', token, charge } });
  }

  place(): number {
    this.#places += 1;
    return this.#places;
  }

  noteRefund(id: string): void {
    this.#refundIds.push(id);
  }
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined;
}
