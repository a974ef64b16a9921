// The checkout as a component sees it: the snapshot, what can be done, and money in words. Draws
// nothing.

import { useMemo } from 'react';
import type { Snapshot } from '../client/snapshot.ts';
import type { SubmitResult } from '../client/submit-result.ts';
import { formatMoney, type Money } from '../protocol/money.ts';
import { useCheckoutContext } from './context.ts';
import { useSnapshot } from './use-snapshot.ts';
import type { Messages } from './words.ts';

export interface UseCheckout {
  /** What is true now: status, checkout, notice. Replaced, never changed. */
  readonly snapshot: Snapshot;
  /** Presses Pay. However often it is called, one payment comes of it; never rejects. */
  readonly submit: () => Promise<SubmitResult>;
  /** Asks the server again. */
  readonly refresh: () => Promise<void>;
  /**
   * Gives up a payment that waits at the bank, where `snapshot.canCancel`; true once it can never
   * be charged.
   */
  readonly cancel: () => Promise<boolean>;
  /** An amount as a person of this locale reads it. */
  readonly formatMoney: (money: Money) => string;
  readonly messages: Messages;
  readonly locale: string;
}

/**
 * The nearest provider's checkout, for an arrangement of your own. Throws outside of a
 * `CheckoutProvider`.
 *
 * ```tsx
 * const { snapshot, formatMoney } = useCheckout();
 * return <b>{snapshot.checkout && formatMoney(snapshot.checkout.amount)}</b>;
 * ```
 */
export function useCheckout(): UseCheckout {
  const { controller, words, locale } = useCheckoutContext();
  const snapshot = useSnapshot(controller);
  return useMemo(
    () => ({
      snapshot,
      submit: () => controller.submit(),
      refresh: () => controller.refresh(),
      cancel: () => controller.cancel(),
      formatMoney: (money) => formatMoney(money, locale),
      messages: words,
      locale,
    }),
    [snapshot, controller, words, locale],
  );
}
