// How a press of Pay ended, read from the facts: the value that `submit()` resolves to. Pure.

import { isLive, isPaid, type Facts, type Press } from './facts.ts';
import type { SubmitResult } from './submit-result.ts';

/** `pending` also where another payment than this press's is under way. */
export function resultOf(facts: Facts, press: Press): SubmitResult {
  const { hold, checkout } = facts;
  if (checkout !== null && isPaid(checkout)) {
    return { type: 'paid', checkout, payment: checkout.payment };
  }
  const isKept = hold.type === 'kept' && hold.press.id === press.id;
  if (isKept && hold.why === 'paid') return { type: 'paid', checkout: null, payment: null };
  if (isKept || (checkout !== null && isLive(checkout))) return { type: 'pending', checkout };
  return endOf(facts, press);
}

function endOf({ checkout, notice, declinedPress }: Facts, press: Press): SubmitResult {
  if (notice?.type === 'quote-changed') return { type: 'quote-changed', checkout };
  const payment = checkout?.payment ?? null;
  if (checkout !== null && payment?.status === 'declined' && declinedPress === press.id) {
    return { type: 'declined', checkout, payment };
  }
  switch (notice?.type) {
    case 'refused':
      return { type: 'refused', code: notice.code, errors: notice.errors, checkout };
    case 'not-signed-in':
      return { type: 'refused', code: 'not-signed-in', errors: [], checkout };
    case 'not-found':
      return { type: 'refused', code: 'checkout-not-found', errors: [], checkout };
    case 'shop-down':
      return { type: 'unavailable', certain: notice.certain, checkout };
    case 'too-many-attempts':
    case 'other-tab':
    case 'other-payment-declined':
    case 'card-incomplete':
    case 'card-unreachable':
    case 'not-canceled':
    case undefined:
      return { type: 'unavailable', certain: false, checkout };
  }
}
