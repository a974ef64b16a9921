// What carries the word between the tabs of one browser, a moment late. A page does not hear
// itself, nor another device. Any of it may throw, as storage and channels do. Knows no payments.

import type { TabsPort } from '../client/ports.ts';
import type { World } from './world-parts.ts';

interface Hearer {
  readonly page: string;
  readonly name: string;
  readonly hear: (isPaying: boolean) => void;
}

const QUICK_MS = 0.2;
const USUAL_MS = 80;

export class Grapevine {
  readonly #world: World;
  readonly #hearers = new Set<Hearer>();
  #words = 0;

  constructor(world: World) {
    this.#world = world;
  }

  port(page: string, device: string, isOver: () => boolean): TabsPort {
    const shared = (name: string): string => `${device} ${withoutHost(name)}`;
    const mayThrow = (point: string): void => {
      const isThrown = this.#world.faults.strikes('tabs-throw', point);
      if (isThrown) throw new Error('the channel is closed');
    };
    const tell = (name: string, isPaying: boolean): void => {
      const point = `${page} word ${(this.#words += 1)}`;
      const { chance, timeline } = this.#world;
      mayThrow(point);
      timeline.after(chance.delay('word', point, QUICK_MS, USUAL_MS), () => {
        for (const hearer of [...this.#hearers]) {
          if (hearer.page !== page && hearer.name === name) hearer.hear(isPaying);
        }
      });
    };
    return {
      announce: (name) => {
        tell(shared(name), true);
        return () => {
          if (!isOver()) tell(shared(name), false);
        };
      },
      listen: (name, hear) => {
        mayThrow(`${page} listens`);
        const hearer = { page, name: shared(name), hear };
        this.#hearers.add(hearer);
        return () => {
          this.#hearers.delete(hearer);
        };
      },
    };
  }
}

/** Every load has a host of its own here; in a browser they are one. */
function withoutHost(name: string): string {
  return name.replace(/\/\/p\d+\./, '//');
}

/** Two tabs share a browser; the third is on the shopper's other device. */
export function deviceOf(tab: string): string {
  return tab.endsWith('3') ? tab : tab.replace(/\d$/, '1');
}
