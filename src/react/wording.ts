// Words, locale and amount together, as the view table wants them.

import type { UseCheckout } from './use-checkout.ts';
import type { Wording } from './view.ts';

export function wordingOf({ snapshot, messages, locale, formatMoney }: UseCheckout): Wording {
  const { checkout } = snapshot;
  const amount = checkout === null ? '' : formatMoney(checkout.amount);
  return { words: messages, locale, amount };
}
