// What people do in a run: shoppers in their tabs, at the bank's page and at the cart, the merchant
// who gives money back, and a stranger who tries what is not theirs. Knows how each act is done,
// not when.

import { checkoutIdOf } from '../server/identity.ts';
import { deviceOf, type Grapevine } from './grapevine.ts';
import { giveBack, steal } from './outsiders.ts';
import { turnAway } from './ambient.ts';
import { PageProcess } from './page-process.ts';
import type { Act } from './plan.ts';
import type { PublicLine } from './public-line.ts';
import type { ServerProcess } from './server-process.ts';
import { changeCart, FIRST_CURRENCY, signIn } from './storefront.ts';
import { databasePort } from './database-port.ts';
import type { World } from './world-parts.ts';

interface Tab {
  readonly shopper: string;
  page: PageProcess;
}

const DECIDING_MS = 700;
const STILL_MS = 1_000;

export class ShopFloor {
  readonly #world: World;
  readonly #line: PublicLine;
  readonly #servers: readonly ServerProcess[];
  readonly #grapevine: Grapevine;
  readonly #tabs = new Map<string, Tab>();
  readonly #principals = new Map<string, string>();
  #pages = 0;
  #refunds = 0;
  #awayUntilMs: number | null = null;

  constructor(
    world: World,
    line: PublicLine,
    servers: readonly ServerProcess[],
    grapevine: Grapevine,
  ) {
    this.#world = world;
    this.#line = line;
    this.#servers = servers;
    this.#grapevine = grapevine;
  }

  do(act: Act): void {
    switch (act.type) {
      case 'open':
        this.#open(act.tab, act.shopper, act.cart, null);
        return;
      case 'open-confirmation':
        this.#open(act.tab, act.shopper, act.cart, checkoutIdOf('default', act.cart));
        return;
      case 'reload':
        this.#reload(act.tab);
        return;
      case 'close':
        this.#page(act.tab)?.close();
        return;
      case 'freeze':
        this.#page(act.tab)?.freeze(act.forMs);
        return;
      case 'press':
        this.#press(act);
        return;
      case 'cancel':
        this.#page(act.tab)?.cancel();
        return;
      case 'offline':
        this.#page(act.tab)?.goOffline(act.forMs);
        return;
      case 'focus':
        this.#page(act.tab)?.wake('focus');
        return;
      case 'look-away':
        this.#lookAway(act.forMs);
        return;
      case 'authenticate':
        this.#authenticate(act.shopper, act.answer);
        return;
      case 'change-cart':
        void this.#atServer(act.id, async (database, payonce) => {
          const amount = { value: act.value, currency: act.currency ?? FIRST_CURRENCY };
          const isChanged = await changeCart(this.#world, database, payonce, act.cart, amount);
          if (isChanged) this.#refresh(act.cart);
        });
        return;
      case 'sign-in':
        void this.#signIn(act.id, act.shopper, act.cart, act.as);
        return;
      case 'refund':
        for (let time = 0; time < act.times; time += 1) {
          void giveBack(this.#world, this.#line, (this.#refunds += 1), act);
        }
        return;
      case 'steal':
        void steal(this.#world, this.#line, act.shopper, act.cart);
        return;
      default:
        act satisfies never;
    }
  }

  heal(): void {
    for (const { page } of this.#tabs.values()) {
      page.thaw();
      page.comeOnline();
    }
    if (this.#awayUntilMs !== null) this.#lookBack();
  }

  /** Half of the pages are looked at; the others learn by themselves. Most say yes at the bank. */
  comeBack(): void {
    const { bank, chance, timeline } = this.#world;
    for (const [tab, { page }] of this.#tabs) {
      if (chance.fraction('comes back', tab) < 0.5) page.wake('focus');
    }
    for (const [index, { charge }] of bank.asking().entries()) {
      const answer = chance.fraction('last word', charge) < 0.8 ? 'approve' : 'decline';
      timeline.after((index + 1) * DECIDING_MS, () => void this.#decide(charge, answer));
    }
  }

  /** Every other time Pay is pressed wherever it can be, in all tabs of a cart at once. */
  payAfterAll(): void {
    for (const [tab, { page, shopper }] of this.#tabs) {
      const { cart, confirms } = page.init;
      if (page.life.isOver() || confirms !== null) continue;
      if (this.#world.chance.fraction('pays after all', `${shopper} ${cart}`) < 0.5) continue;
      const deed = { type: 'press', tab, card: 'good', times: 1, gapMs: 0, widget: 0 } as const;
      this.#press({ id: 'after all', atMs: 0, shopper, ...deed });
    }
  }

  #lookAway(forMs: number): void {
    const { timeline } = this.#world;
    this.#awayUntilMs = Math.max(this.#awayUntilMs ?? 0, timeline.nowMs() + forMs);
    turnAway(true);
    for (const { page } of this.#tabs.values()) page.turnAway(true);
    timeline.after(forMs, () => {
      if (timeline.nowMs() >= (this.#awayUntilMs ?? Infinity)) this.#lookBack();
    });
  }

  #lookBack(): void {
    const { timeline } = this.#world;
    const pages = [...this.#tabs.values()].map(({ page }) => page);
    // react-query would wake all pages as one: a page that stands still must not be among them.
    if (pages.some(({ life }) => !life.isOver() && life.isStill())) {
      timeline.after(STILL_MS, () => this.#lookBack());
      return;
    }
    this.#awayUntilMs = null;
    turnAway(false);
    for (const page of pages) page.turnAway(false);
  }

  #principalOf(shopper: string): string {
    return this.#principals.get(shopper) ?? shopper;
  }

  #page(tab: string): PageProcess | null {
    return this.#tabs.get(tab)?.page ?? null;
  }

  #open(tab: string, shopper: string, cart: string, confirms: string | null): void {
    this.#page(tab)?.close();
    const name = `p${(this.#pages += 1)}`;
    let isOver = (): boolean => false;
    const page = new PageProcess(this.#world, this.#line, {
      name,
      shopper,
      principal: () => this.#principalOf(shopper),
      cart,
      confirms,
      tabs: this.#grapevine.port(name, deviceOf(tab), () => isOver()),
    });
    isOver = () => page.life.isOver();
    this.#tabs.set(tab, { shopper, page });
  }

  #reload(tab: string): void {
    const page = this.#page(tab);
    if (page === null) return;
    const { shopper, cart, confirms } = page.init;
    this.#open(tab, shopper, cart, confirms);
  }

  /** In this tab, or in another of the shopper's if this one is not open. */
  #press({ tab, shopper, times, gapMs, widget, card }: Extract<Act, { type: 'press' }>): void {
    const open = this.#tabs.get(tab) ?? this.#tabsOf(shopper)[0];
    for (let time = 0; time < times; time += 1) {
      const press = (): void => open?.page.press(widget + time, card);
      if (time * gapMs === 0) press();
      else this.#world.timeline.after(time * gapMs, press);
    }
  }

  #refresh(cart: string): void {
    for (const { page } of this.#tabs.values()) if (page.init.cart === cart) page.refresh();
  }

  #authenticate(shopper: string, answer: 'approve' | 'decline'): void {
    const references = this.#tabsOf(shopper).map(({ page }) =>
      checkoutIdOf('default', page.init.cart),
    );
    const mine = this.#world.bank.asking().find(({ reference }) => references.includes(reference));
    if (mine !== undefined) void this.#decide(mine.charge, answer);
  }

  async #decide(charge: string, answer: 'approve' | 'decline'): Promise<void> {
    const { bank, recorder } = this.#world;
    const asking = bank.asking().find((one) => one.charge === charge);
    if (asking === undefined || bank.isDown()) return;
    const shopper = this.#shopperOf(asking.reference);
    recorder.record({ type: 'authenticated', shopper, charge, answer });
    await bank.decide(asking, answer);
    for (const { page } of this.#tabs.values()) {
      if (checkoutIdOf('default', page.init.cart) === asking.reference) page.wake('pageshow');
    }
  }

  #tabsOf(shopper: string): Tab[] {
    return [...this.#tabs.values()].filter((tab) => tab.shopper === shopper);
  }

  #shopperOf(checkoutId: string): string {
    const tabs = [...this.#tabs.values()];
    const tab = tabs.find(({ page }) => checkoutIdOf('default', page.init.cart) === checkoutId);
    return tab?.shopper ?? 'nobody';
  }

  /** The storefront's own route, run by one of its servers; what fails is not tried again. */
  async #atServer(
    point: string,
    work: (
      database: ReturnType<typeof databasePort>,
      payonce: NonNullable<ReturnType<ServerProcess['payonce']>>,
    ) => Promise<void>,
  ): Promise<void> {
    const [first, ...others] = this.#servers.filter((server) => server.isListening());
    if (first === undefined) return;
    const server = this.#world.chance.pick('balance', point, [first, ...others]);
    const payonce = server.payonce();
    if (payonce === null) return;
    await work(databasePort(this.#world, server), payonce).catch(() => undefined);
  }

  async #signIn(point: string, shopper: string, cart: string, as: string): Promise<void> {
    await this.#atServer(point, async (database, payonce) => {
      const from = this.#principalOf(shopper);
      if (from === as) return;
      if (!(await signIn(this.#world, database, payonce, { cart, from, to: as }))) return;
      this.#principals.set(shopper, as);
      this.#refresh(cart);
    });
  }
}
