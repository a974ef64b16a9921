// One load of a page in a shopper's tab, with the real client inside: a checkout with a widget,
// sometimes two, or a confirmation. It may go offline, stand still in the back-forward cache, and
// be closed. What it shows goes into the history. Knows no server.

import { QueryClient } from '@tanstack/query-core';
import type { CheckoutController } from '../client/controller.ts';
import { createCheckout } from '../client/create-checkout.ts';
import type {
  ClientPorts,
  PagePort,
  TabsPort,
  TokenizeResult,
  WakeReason,
} from '../client/ports.ts';
import { readCheckout } from '../client/read-checkout.ts';
import type { Snapshot } from '../client/snapshot.ts';
import type { PageState } from './history.ts';
import { Life } from './life.ts';
import { clockOffMs } from './page-clock.ts';
import type { CardKind } from './plan.ts';
import type { PublicLine, Sender } from './public-line.ts';
import { shownOf } from './shown.ts';
import type { World } from './world-parts.ts';

export interface PageInit {
  readonly name: string;
  readonly shopper: string;
  /** What the browser's cookie says now. */
  readonly principal: () => string;
  readonly cart: string;
  /** Null: the checkout page; else the confirmation of this checkout. */
  readonly confirms: string | null;
  readonly tabs: TabsPort;
}

const TYPING_LOW_MS = 20;
const TYPING_HIGH_MS = 900;

interface Screened {
  subscribe(listener: () => void): () => void;
  getSnapshot(): Snapshot;
  start(): () => void;
  refresh(): Promise<void>;
  dispose(): void;
}

export class PageProcess implements PagePort {
  readonly init: PageInit;
  readonly life: Life;
  readonly #world: World;
  readonly #line: PublicLine;
  readonly #listeners = new Set<(reason: WakeReason) => void>();
  readonly #screens: readonly Screened[];
  readonly #widgets: readonly CheckoutController[];
  readonly #queryClient = new QueryClient();
  #card: CardKind = 'good';
  #tokens = 0;
  #isOnline = true;
  #offlineUntilMs = 0;
  #lastShown = '';
  readonly #clockOffMs: number;

  constructor(world: World, line: PublicLine, init: PageInit) {
    this.#world = world;
    this.#line = line;
    this.init = init;
    this.life = new Life(world.timeline);
    this.#clockOffMs = clockOffMs(world, init.name);
    const ports = this.#ports();
    const { name: page, shopper, cart, confirms } = init;
    const kind = confirms === null ? 'checkout' : 'confirmation';
    world.recorder.record({ type: 'page-opened', page, shopper, cart, kind });
    this.#queryClient.mount();
    if (confirms === null) {
      const count = world.chance.pick('widgets', page, [1, 1, 1, 2]);
      this.#widgets = Array.from({ length: count }, () => this.#widget(ports));
      this.#screens = this.#widgets;
    } else {
      this.#widgets = [];
      this.#screens = [readCheckout(ports, { api: '/payonce', checkoutId: confirms })];
    }
    for (const screen of this.#screens) {
      screen.subscribe(() => this.#show(screen.getSnapshot()));
      screen.start();
    }
  }

  isOnline(): boolean {
    return this.#isOnline;
  }

  /** A host of its own for every load: what a page keeps on `globalThis` is its own. */
  address(): string {
    return `https://${this.init.name}.shop.test/checkout`;
  }

  onWake(listener: (reason: WakeReason) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  wake(reason: WakeReason): void {
    this.life.deliver(() => {
      for (const listener of [...this.#listeners]) listener(reason);
    });
  }

  goOffline(forMs: number): void {
    const { timeline } = this.#world;
    this.#offlineUntilMs = timeline.nowMs() + forMs;
    this.#isOnline = false;
    this.#turn('offline');
    this.wake('offline');
    timeline.after(forMs, () => {
      if (timeline.nowMs() >= this.#offlineUntilMs) this.comeOnline();
    });
  }

  comeOnline(): void {
    if (this.#isOnline) return;
    // In one step with the event that tells of it: a press between the two would be one that the
    // screen does not offer and the widget takes.
    this.#isOnline = true;
    this.#turn('online');
    this.wake('online');
  }

  /** Into the back-forward cache, and out of it after so long. */
  freeze(forMs: number): void {
    if (this.life.isOver()) return;
    this.#turn('frozen');
    this.life.pause(forMs);
    this.#world.timeline.after(forMs, () => {
      if (!this.life.isStill()) this.#backAwake();
    });
  }

  thaw(): void {
    if (!this.life.isStill()) return;
    this.life.resume();
    this.#backAwake();
  }

  /** Seen again, or behind another window. */
  turnAway(isAway: boolean): void {
    this.#turn(isAway ? 'hidden' : 'visible');
    if (!isAway) this.wake('visible');
  }

  close(): void {
    if (this.life.isOver()) return;
    this.#world.recorder.record({ type: 'page-closed', page: this.init.name });
    this.life.end();
    this.#queryClient.unmount();
    for (const screen of this.#screens) screen.dispose();
  }

  press(widget: number, card: CardKind): void {
    const controller = this.#widgets[widget % Math.max(1, this.#widgets.length)];
    if (controller === undefined || this.life.isOver() || this.life.isStill()) return;
    const { recorder, totals } = this.#world;
    const { name: page, shopper, cart } = this.init;
    const snapshot = controller.getSnapshot();
    this.#card = card;
    let pressN: number | null = null;
    if (snapshot.canSubmit && this.isOnline()) {
      totals.presses += 1;
      pressN = recorder.record({ type: 'pressed', page, shopper, cart, shown: shownOf(snapshot) });
    }
    void controller.submit().then((result) => {
      recorder.record({ type: 'submit-ended', page, pressN, result: result.type });
    });
  }

  cancel(): void {
    if (this.life.isOver() || this.life.isStill()) return;
    void this.#widgets[0]?.cancel();
  }

  refresh(): void {
    this.life.deliver(() => {
      for (const screen of this.#screens) void screen.refresh();
    });
  }

  #backAwake(): void {
    this.#turn('thawed');
    this.wake('pageshow');
  }

  #turn(what: PageState): void {
    if (this.life.isOver()) return;
    this.#world.recorder.record({ type: 'page-state', page: this.init.name, what });
  }

  #ports(): ClientPorts {
    const { chance } = this.#world;
    const { name, principal, tabs } = this.init;
    const sender: Sender = {
      name,
      principal,
      isOnline: () => this.isOnline() && !this.life.isOver(),
      isBrowser: true,
      life: this.life,
    };
    return {
      fetch: (request) => this.#line.fetch(sender, request),
      clock: this.life.clock(() => this.#clockOffMs),
      random: chance.random(`page ${name}`),
      page: this,
      queryClient: this.#queryClient,
      tabs,
    };
  }

  #widget(ports: ClientPorts): CheckoutController {
    const widget = createCheckout(ports, { api: '/payonce', cartId: this.init.cart });
    widget.attachMethod({ tokenize: () => this.#tokenize() });
    const { name: page } = this.init;
    const note = (name: string, paymentId: string | null): void => {
      this.#world.recorder.record({ type: 'widget-event', page, name, paymentId });
    };
    widget.on('complete', ({ payment }) => note('complete', payment.id));
    widget.on('decline', ({ payment }) => note('decline', payment.id));
    return widget;
  }

  async #tokenize(): Promise<TokenizeResult> {
    const { bank, chance, faults } = this.#world;
    const point = `${this.init.name} token ${(this.#tokens += 1)}`;
    const card = this.#card;
    await this.life.clock().sleep(chance.delay('typing', point, TYPING_LOW_MS, TYPING_HIGH_MS));
    if (!this.isOnline() || bank.isDown() || faults.strikes('request-lost', point)) {
      return { type: 'unreachable', message: 'The bank does not answer.' };
    }
    const token = await this.life.hear(bank.token(card));
    const type = card.startsWith('debit') ? 'bank_debit' : 'card';
    return { type: 'token', token, method: { type } };
  }

  #show(snapshot: Snapshot): void {
    if (this.life.isOver()) return;
    const { name: page, shopper, cart } = this.init;
    const shown = shownOf(snapshot);
    const text = JSON.stringify(shown);
    if (text === this.#lastShown) return;
    this.#lastShown = text;
    this.#world.recorder.record({ type: 'shown', page, shopper, cart, shown });
  }
}
