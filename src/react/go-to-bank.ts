// The bank's own page, where the shopper proves who they are: its address, and the way there. Goes
// nowhere but to a web address.

import type { Checkout } from '../protocol/messages.ts';

/** Where the payment waits for the shopper; null when it does not, or at no web address. */
export function bankPageOf(checkout: Checkout | null): string | null {
  const url = checkout?.payment?.nextAction?.url;
  if (checkout?.status !== 'action_required' || url === undefined || !URL.canParse(url))
    return null;
  const { protocol, href } = new URL(url);
  // A `javascript:` address would run in the shop's page.
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}

/** Leaves for the bank in the same tab: a new one may be blocked, and would leave two behind. */
export function goToBank(checkout: Checkout | null): void {
  const href = bankPageOf(checkout);
  if (href !== null) window.location.assign(href);
}
