// One shopper with one cart, who does what the widget does: sends one key until somebody decides,
// reads the checkout on anything unclear, takes another card after a decline. Writes down what was
// told, for the audit to hold against the bank's books.

import { isUndecided, readPayAnswer, silence } from '../../src/client/answer.ts';
import { resendDelayMs } from '../../src/client/retry.ts';
import type { Checkout, Payment } from '../../src/protocol/messages.ts';
import { systemRandom } from '../../src/platform/system.ts';
import { Line, pause, type Call, type Heard } from './calls.ts';
import { GOOD_CARD, type Card, type CartPlan } from './plan.ts';
import type { Tallies } from './tallies.ts';

export interface Place {
  readonly urls: readonly string[];
  readonly bankUrl: string;
}

/** What a shopper read, and of which key. */
export interface Telling {
  readonly said: 'paid' | 'declined';
  readonly key: string;
}

export interface Story {
  readonly checkoutId: string;
  /** What the screen named last before it was paid, in minor units. */
  readonly seen: number;
  readonly tellings: readonly Telling[];
  readonly isPaid: boolean;
}

const MERCHANT_SECRET = 'merchant_demo_secret';
const PATIENCE_MS = 150_000;
const POLL_MS = 700;
const PAID: readonly Checkout['status'][] = ['paid', 'partially_refunded', 'refunded'];

export async function payCart(place: Place, plan: CartPlan, tallies: Tallies): Promise<Story> {
  const shopper = await Shopper.withCart(place, plan, tallies);
  await shopper.pay();
  if (plan.refundShare !== null) await shopper.beRefunded(plan.refundShare);
  return shopper.story();
}

class Shopper {
  readonly #place: Place;
  readonly #plan: CartPlan;
  readonly #line: Line;
  readonly #tallies: Tallies;
  readonly #cookie: string;
  readonly #cartId: string;
  readonly #untilMs = Date.now() + PATIENCE_MS;
  readonly #tellings: Telling[] = [];
  #checkout: Checkout | null = null;

  private constructor(
    place: Place,
    plan: CartPlan,
    line: Line,
    tallies: Tallies,
    [cookie, cartId]: readonly [string, string],
  ) {
    this.#place = place;
    this.#plan = plan;
    this.#line = line;
    this.#tallies = tallies;
    this.#cookie = cookie;
    this.#cartId = cartId;
  }

  static async withCart(place: Place, plan: CartPlan, tallies: Tallies): Promise<Shopper> {
    const line = new Line(place.urls, plan.server, tallies);
    const call: Call = { method: 'POST', path: '/shop/carts', body: { items: plan.items } };
    const { cookie, body } = await line.until(201, call, Date.now() + PATIENCE_MS);
    const { id } = body as { id: string };
    return new Shopper(place, plan, line, tallies, [cookie ?? '', id]);
  }

  story(): Story {
    const { id = '', amount } = this.#checkout ?? {};
    const isPaid = this.#tellings.some(({ said }) => said === 'paid');
    return { checkoutId: id, seen: amount?.value ?? 0, tellings: this.#tellings, isPaid };
  }

  /** Until it is paid, or patience ends. */
  async pay(): Promise<void> {
    const body = { cartId: this.#cartId };
    const open: Call = { method: 'POST', path: '/payonce/checkouts', cookie: this.#cookie, body };
    const cards = [...this.#plan.cards];
    while (Date.now() < this.#untilMs) {
      const opened = await this.#line.until(200, open, this.#untilMs);
      let checkout = (this.#checkout = opened.body as Checkout);
      if (checkout.idempotencyKey !== null) {
        const key = checkout.idempotencyKey;
        await this.#press(checkout, key, cards[0] ?? GOOD_CARD);
        checkout = await this.#settled(key);
        if (this.#tellings.some((told) => told.key === key && told.said === 'declined')) {
          cards.shift();
        }
      } else {
        checkout = await this.#settled(null);
      }
      if (PAID.includes(checkout.status)) return;
    }
  }

  /** One press of Pay: the same request until it is decided, or the click is too old. */
  async #press(checkout: Checkout, key: string, card: Card): Promise<void> {
    const token = await this.#tokenOf(card);
    const { amount, cartVersion } = checkout;
    const body = { amount, cartVersion, paymentMethod: { type: card.type, token } };
    const path = `/payonce/checkouts/${checkout.id}/payments`;
    const call: Call = { method: 'POST', path, cookie: this.#cookie, key, body };
    const pressedAtMs = Date.now();
    for (let failures = 0; ; failures += 1) {
      const twin = this.#plan.isTwice ? this.#line.once(call, 1) : null;
      const answers = [await this.#line.once(call), ...(twin === null ? [] : [await twin])];
      const read = answers.map((heard) => this.#heard(heard, key));
      if (read.some((answer) => !isUndecided(answer))) return;
      const [first = silence('no answer')] = read.filter(isUndecided);
      const waitMs = resendDelayMs(first, failures, pressedAtMs, Date.now(), systemRandom);
      if (waitMs === null) return;
      await pause(waitMs);
    }
  }

  #heard(heard: Heard | null, key: string) {
    const answer = heard === null ? silence('no answer') : readPayAnswer(heard);
    this.#tallies.add(`answer ${heard === null ? 'none' : heard.status}`);
    if (answer.type === 'succeeded') this.#tell('paid', key);
    if (answer.type === 'declined') this.#tell('declined', key);
    return answer;
  }

  #tell(said: Telling['said'], key: string): void {
    if (this.#tellings.some((one) => one.said === said && one.key === key)) return;
    this.#tellings.push({ said, key });
    this.#tallies.add(said === 'paid' ? 'payments' : 'declines');
  }

  /** Reads the checkout until nothing is under way, and believes what it shows. */
  async #settled(key: string | null): Promise<Checkout> {
    for (;;) {
      const checkout = (this.#checkout = await this.#read());
      const { status, payment } = checkout;
      if (key !== null && payment !== null) this.#believe(checkout, payment, key);
      if (status !== 'processing' && status !== 'action_required') return checkout;
      if (Date.now() > this.#untilMs) return checkout;
      await this.#confirm(payment);
      await pause(POLL_MS);
    }
  }

  #believe({ status, idempotencyKey }: Checkout, payment: Payment, key: string): void {
    if (PAID.includes(status)) this.#tell('paid', key);
    // A new key says that the old one, which was sent, is over.
    const isOver = status === 'open' && idempotencyKey !== key;
    if (isOver && payment.status === 'declined') this.#tell('declined', key);
  }

  async #read(): Promise<Checkout> {
    const path = `/payonce/checkouts/${this.#checkout?.id ?? ''}`;
    const call: Call = { method: 'GET', path, cookie: this.#cookie };
    return (await this.#line.until(200, call, this.#untilMs)).body as Checkout;
  }

  /** Says yes at the bank's page. */
  async #confirm(payment: Payment | null): Promise<void> {
    if (payment?.nextAction === undefined) return;
    const url = new URL(payment.nextAction.url);
    const secret = url.searchParams.get('secret') ?? '';
    const body = new URLSearchParams({ secret, decision: 'approve' });
    await fetch(url, { method: 'POST', body, redirect: 'manual' });
    this.#tallies.add('authentications');
  }

  async #tokenOf({ details }: Card): Promise<string> {
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify(details);
    const answer = await fetch(`${this.#place.bankUrl}/tokens`, { method: 'POST', headers, body });
    return ((await answer.json()) as { token: string }).token;
  }

  /** The merchant gives a share of it back, under one key until somebody answers. */
  async beRefunded(share: number): Promise<void> {
    const checkout = this.#checkout;
    if (checkout === null || !PAID.includes(checkout.status)) return;
    const { value, currency } = checkout.amount;
    const part = { value: Math.ceil(value * share), currency };
    await this.#line.until(
      201,
      {
        method: 'POST',
        path: `/payonce/checkouts/${checkout.id}/refunds`,
        key: crypto.randomUUID(),
        bearer: MERCHANT_SECRET,
        body: share === 1 ? { reason: 'sent back' } : { amount: part, reason: 'arrived chipped' },
      },
      this.#untilMs,
    );
    this.#tallies.add('refunds');
  }
}
