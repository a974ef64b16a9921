// How a press of Pay ended, read from the facts: the value that `submit()` resolves to. Pure.

import type { Checkout } from '../protocol/messages.ts';
import { isLive, isPaid, type Facts, type Press } from './facts.ts';
import type { Notice } from './snapshot.ts';
import type { SubmitResult } from './submit-result.ts';

/** What became of a press that may have been sent. */
export function resultOf(facts: Facts, press: Press): SubmitResult {
  const { hold, checkout, notice } = facts;
  if (checkout !== null && isPaid(checkout)) {
    return { type: 'paid', checkout, payment: checkout.payment };
  }
  const isKept = hold.type === 'kept' && hold.press.id === press.id;
  if (isKept && hold.why === 'paid') return { type: 'paid', checkout: null, payment: null };
  if (isKept || (checkout !== null && isLive(checkout))) return { type: 'pending', checkout };
  return endOf(checkout, press, notice);
}

/** Of a press that sent nothing: whatever was declined meanwhile is another one. */
export function overtaken(facts: Facts, press: Press): SubmitResult {
  const result = resultOf(facts, press);
  if (result.type !== 'declined') return result;
  return { type: 'unavailable', certain: false, checkout: result.checkout };
}

function endOf(checkout: Checkout | null, press: Press, notice: Notice | null): SubmitResult {
  const payment = checkout?.payment ?? null;
  if (notice?.type === 'quote-changed') return { type: 'quote-changed', checkout };
  const isNews = payment !== null && payment.id !== press.earlierPaymentId;
  const isOthers = notice?.type === 'other-tab-declined';
  if (checkout !== null && isNews && payment.status === 'declined' && !isOthers) {
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
    case 'other-tab-declined':
    case 'card-incomplete':
    case 'card-unreachable':
    case 'not-canceled':
    case undefined:
      return { type: 'unavailable', certain: false, checkout };
  }
}
