// What carries the word between the tabs of a test, as late as the test wants. A tab does not hear
// itself.

import type { TabsPort } from '../../src/client/ports.ts';

interface Hearer {
  readonly tab: number;
  readonly name: string;
  readonly hear: (isPaying: boolean) => void;
}

export class Grapevine {
  readonly #hearers = new Set<Hearer>();
  readonly #carry: (word: () => void) => void;

  constructor(carry: (word: () => void) => void = queueMicrotask) {
    this.#carry = carry;
  }

  tell(tab: number, name: string, isPaying: boolean): void {
    this.#carry(() => {
      for (const hearer of [...this.#hearers]) {
        if (hearer.tab !== tab && hearer.name === name) hearer.hear(isPaying);
      }
    });
  }

  port(tab: number): TabsPort {
    return {
      announce: (name) => {
        this.tell(tab, name, true);
        return () => this.tell(tab, name, false);
      },
      listen: (name, hear) => {
        const hearer = { tab, name, hear };
        this.#hearers.add(hearer);
        return () => this.#hearers.delete(hearer);
      },
    };
  }
}
