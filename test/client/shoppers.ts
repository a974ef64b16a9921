// Shoppers for property tests: pages with two widgets each before one fake shop, every message held
// back until the scheduler lets it pass, and a judge that watches each step. The judge knows the
// shop's ledger and what was on the screens, nothing of the client's inside.

import { QueryClient } from '@tanstack/query-core';
import type fc from 'fast-check';
import type { CheckoutController } from '../../src/client/controller.ts';
import { createCheckout } from '../../src/client/create-checkout.ts';
import { LATCHES } from '../../src/client/latch.ts';
import type { TokenizeResult } from '../../src/client/ports.ts';
import type { Snapshot } from '../../src/client/snapshot.ts';
import { manualClock } from '../support/manual-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { FakeShop } from './fake-shop.ts';
import { Grapevine } from './grapevine.ts';
import { newIntent, noteAnswer, noteRead, type Intent } from './intents.ts';
import { FakePage, useClock } from './world.ts';

interface Click {
  readonly atMs: number;
  readonly amount: number;
  readonly version: string;
}

let tokens = 0;

export class Shoppers {
  readonly clock = manualClock();
  readonly shop = new FakeShop(() => this.clock.now());
  readonly faults: string[] = [];
  readonly tabs: Tab[] = [];
  readonly scheduler: fc.Scheduler;
  readonly grapevine = new Grapevine((word) => {
    void this.scheduler.schedule(Promise.resolve(), 'word').then(word);
  });
  isDown = false;
  opened = 0;
  token = 'tok_ok';

  constructor(scheduler: fc.Scheduler) {
    this.scheduler = scheduler;
    useClock(this.clock);
    this.openTab();
  }

  openTab(): void {
    Reflect.deleteProperty(globalThis, LATCHES);
    this.tabs.push(new Tab(this));
  }

  /** The tab's script ends where it stands; another page of it begins. */
  reload(index: number): void {
    this.tabs[index]?.die();
    Reflect.deleteProperty(globalThis, LATCHES);
    this.tabs[index] = new Tab(this);
  }

  async step(): Promise<void> {
    await this.clock.advance(0);
    this.judge();
  }

  async deliver(count: number): Promise<void> {
    for (let turn = 0; turn < count && this.scheduler.count() > 0; turn += 1) {
      await this.scheduler.waitNext(1);
      await this.step();
    }
  }

  /** Everything works from here on, and takes its time. */
  async heal(): Promise<void> {
    this.isDown = false;
    this.shop.faults = [];
    for (const tab of this.tabs) tab.page.go(true);
    await this.pass(130);
    await this.deliver(50);
  }

  /** Time passes, and the network does not hold anything back for long. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      await this.deliver(20);
      await this.clock.advance(1_000);
      this.judge();
    }
  }

  judge(): void {
    for (const fault of this.faults) throw new Error(fault);
    if (this.shop.charges.length > 1) throw new Error('charged twice');
    for (const tab of this.tabs) tab.judge();
  }

  blame(fault: string): void {
    this.faults.push(fault);
  }
}

export class Tab {
  readonly page = new FakePage();
  readonly widgets: readonly CheckoutController[];
  readonly #world: Shoppers;
  readonly #clicks: Click[] = [];
  readonly #intents: Intent[] = [];
  #isDead = false;
  #sendingNow = 0;
  #revision = 0;
  #events = 0;

  constructor(world: Shoppers) {
    this.#world = world;
    const ports = {
      fetch: (request: Request) => this.#fetch(request),
      clock: world.clock,
      random: seededRandom(world.tabs.length),
      page: this.page,
      queryClient: new QueryClient(),
      tabs: world.grapevine.port((world.opened += 1)),
    };
    this.widgets = [0, 1].map(() => {
      const widget = createCheckout(ports, { api: '/payonce', cartId: 'cart_1' });
      widget.attachMethod({ tokenize: () => this.#tokenize() });
      widget.start();
      return widget;
    });
  }

  die(): void {
    this.#isDead = true;
    for (const widget of this.widgets) widget.dispose();
  }

  #isOver(): boolean {
    return this.#isDead;
  }

  press(index: number): void {
    const widget = this.widgets[index];
    if (widget === undefined) return;
    const { checkout, canSubmit } = widget.getSnapshot();
    if (checkout !== null && canSubmit) {
      const { amount, cartVersion } = checkout;
      this.#clicks.push({
        atMs: this.#world.clock.now(),
        amount: amount.value,
        version: cartVersion,
      });
    }
    const first = widget.submit();
    const isPress = canSubmit && checkout !== null && this.page.online;
    if (isPress && widget.submit() !== first) {
      this.#world.blame('a second press in one tick was not the first one');
    }
    first.catch(() => this.#world.blame('submit() rejected'));
  }

  cancel(index: number): void {
    const canceled = this.widgets[index]?.cancel();
    canceled?.catch(() => this.#world.blame('cancel() rejected'));
  }

  judge(): void {
    for (const widget of this.widgets) this.#judgeScreen(widget.getSnapshot());
    const [one, other] = this.widgets.map((widget) => widget.getSnapshot());
    if (one?.status === 'paying' && other?.canSubmit === true) {
      this.#world.blame('one widget pays and the other offers Pay');
    }
  }

  #judgeScreen({ status, checkout, notice }: Snapshot): void {
    const { shop } = this.#world;
    if (status === 'paid' && shop.charges.length !== 1) this.#world.blame('paid without a charge');
    const declined = checkout?.payment?.status === 'declined' ? checkout.payment.id : null;
    if (declined !== null && !shop.declines.includes(declined)) {
      this.#world.blame('shown as declined, and it was not');
    }
    if (status === 'declined' && declined === null) this.#world.blame('declined out of thin air');
    if (notice?.type === 'shop-down' && notice.certain && this.#mayStillCharge()) {
      this.#world.blame('"nothing was charged" was said of what may still be charged');
    }
    if (checkout !== null && checkout.revision < this.#revision) {
      this.#world.blame('an older picture was shown');
    }
    this.#revision = Math.max(this.#revision, checkout?.revision ?? 0);
  }

  /** What is undecided, and what the network could deliver once more: its key is still good. */
  #mayStillCharge(): boolean {
    const { idempotencyKey: key } = this.#world.shop.checkout();
    const isGood = ({ keys }: Intent) => key !== null && keys.has(`"${key}"`);
    return this.#intents.some((intent) => !intent.isOver || isGood(intent));
  }

  async #tokenize(): Promise<TokenizeResult> {
    const token = this.#world.token;
    await this.#world.scheduler.schedule(Promise.resolve(), 'token');
    // One use each, as a bank's are: what two presses send is never the same.
    return { type: 'token', token: `${token}_${(tokens += 1)}`, method: { type: 'card' } };
  }

  async #fetch(request: Request): Promise<Response> {
    const isPayment = request.url.endsWith('/payments');
    if (this.#isOver()) return new Promise<Response>(() => undefined);
    const body = isPayment ? await request.clone().text() : '';
    const intent = isPayment ? this.#noteSend(request, body) : null;
    const askedAt = (this.#events += 1);
    const { scheduler, shop } = this.#world;
    if (intent !== null) this.#sendingNow += 1;
    if (this.#sendingNow > 1) this.#world.blame('two payments on their way at once');
    const leave = () => {
      if (intent !== null) this.#sendingNow -= 1;
      request.signal.removeEventListener('abort', leave);
    };
    request.signal.addEventListener('abort', leave);
    try {
      await scheduler.schedule(Promise.resolve(), `${request.method} out`);
      if (this.#isOver()) return await new Promise<Response>(() => undefined);
      if (this.#world.isDown) throw new TypeError('Failed to fetch');
      const response = await shop.fetch(request);
      await scheduler.schedule(Promise.resolve(), `${request.method} back`);
      if (this.#isOver()) return await new Promise<Response>(() => undefined);
      if (intent === null) await noteRead(this.#intents, response, askedAt);
      else await noteAnswer(intent, response);
      return response;
    } finally {
      if (!request.signal.aborted) leave();
    }
  }

  #noteSend(request: Request, body: string): Intent {
    const key = request.headers.get('Idempotency-Key') ?? '';
    const nowMs = this.#world.clock.now();
    const sent = JSON.parse(body) as { amount: { value: number }; cartVersion: string };
    const isMeant = this.#clicks.some(
      ({ atMs, amount, version }) =>
        nowMs - atMs < 60_000 && amount === sent.amount.value && version === sent.cartVersion,
    );
    if (!isMeant) this.#world.blame('sent what nobody agreed to in the last minute');
    const known = this.#intents.at(-1);
    const isSame = known?.body === body;
    if (known !== undefined && !isSame && !known.isOver) {
      this.#world.blame('a new intent while the last one is undecided');
    }
    const intent = isSame ? known : newIntent(body);
    if (!isSame) this.#intents.push(intent);
    const isRenewed = intent.isKeyOver && intent.keys.size === 1;
    const isOneMore = !intent.keys.has(key);
    intent.keys.add(key);
    if (intent.keys.size > 1 && isOneMore && !isRenewed) {
      this.#world.blame('a retry with another key');
    }
    intent.lastSentAt = this.#events += 1;
    intent.unanswered += 1;
    intent.isOver = false;
    return intent;
  }
}
