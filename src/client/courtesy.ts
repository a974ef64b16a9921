// What tabs tell each other, from one instance's side: says when this page pays, and hears when
// another does. A hint lives for a while at most, and while this page pays it is not even heard. A
// port that fails is a port that says nothing. Knows no picture and sends nothing to the server.

import type { Clock } from '../protocol/ports.ts';
import { isLive, type Facts } from './facts.ts';
import type { TabsPort } from './ports.ts';
import { createTimer } from './timer.ts';

// A tab that dies while it pays may leave its last word behind. By then a payment that was sent is
// in the server's picture.
const HINT_MS = 30_000;

export interface CourtesyOptions {
  readonly clock: Clock;
  readonly tabs: TabsPort | undefined;
  /** The same in every tab for the same API and cart. */
  readonly name: string;
  /** Another tab says that it begins to pay (true), or that it is over. */
  onHint(isPaying: boolean): void;
}

export interface Courtesy {
  begin(): void;
  end(): void;
  isHinted(): boolean;
  /** Looks whether this page pays what the server does not know of yet, and tells. */
  look(facts: Facts): void;
}

export function createCourtesy({ clock, tabs, name, onHint }: CourtesyOptions): Courtesy {
  const lapse = createTimer(clock);
  let stopListening: (() => void) | null = null;
  let stopAnnouncing: (() => void) | null = null;
  let isPayingHere = false;

  function hear(isPaying: boolean): void {
    // Both pressed at once, or this page hears itself: the server decides, as ever.
    if (isPayingHere || (!isPaying && !lapse.isSet())) return;
    if (isPaying) lapse.set(HINT_MS, () => onHint(false));
    else lapse.clear();
    onHint(isPaying);
  }

  return {
    begin: () => {
      stopListening = quietly(() => tabs?.listen(name, hear)) ?? null;
    },
    end: () => {
      lapse.clear();
      quietly(() => stopListening?.());
      stopListening = null;
    },
    isHinted: () => lapse.isSet(),
    look: (facts) => {
      const isPaying = pays(facts);
      if (isPaying === isPayingHere) return;
      isPayingHere = isPaying;
      if (isPaying) {
        stopAnnouncing = quietly(() => tabs?.announce(name)) ?? null;
      } else {
        quietly(() => stopAnnouncing?.());
        stopAnnouncing = null;
      }
    },
  };
}

/** From the press until the server can tell the other tabs itself. */
function pays({ hold, checkout }: Facts): boolean {
  if (hold.type === 'free' || hold.type === 'ended') return false;
  return checkout === null || !isLive(checkout);
}

function quietly<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
