// The places a payment method may come from that are attached to one instance: which one is asked,
// and that all of them are locked while a payment is in flight. Knows nothing of payments.

import { tell } from './listeners.ts';
import type { MethodSource } from './ports.ts';

export interface Sources {
  /** Returns what detaches it. */
  attach(source: MethodSource): () => void;
  /** The one that was attached last. */
  current(): MethodSource | null;
  lock(locked: boolean): void;
  clearSecurityCodes(): void;
}

export function createSources(): Sources {
  let attached: readonly MethodSource[] = [];
  let isLocked = false;

  return {
    attach: (source) => {
      attached = [...attached, source];
      // A frame that was loaded anew in the middle of a payment.
      if (isLocked) tell(() => source.lock?.(true));
      let isAttached = true;
      return () => {
        if (!isAttached) return;
        isAttached = false;
        attached = attached.toSpliced(attached.indexOf(source), 1);
      };
    },
    current: () => attached.at(-1) ?? null,
    lock: (locked) => {
      if (locked === isLocked) return;
      isLocked = locked;
      for (const source of attached) tell(() => source.lock?.(locked));
    },
    clearSecurityCodes: () => {
      for (const source of attached) tell(() => source.clearSecurityCode?.());
    },
  };
}
