// What the storefront is told of a refund: that it was made, or why a person must look at it. Pure.

import { eventOf, type EventType, type PayonceEvent } from './events.ts';
import type { RefundRow } from './rows.ts';
import type { KnownRefund } from './store/refunds.ts';

/** `value`: what was given back, in minor units. */
export function refunded(known: KnownRefund, value: number, now: number): PayonceEvent {
  const refund: RefundRow = { ...known.refund, status: 'succeeded', amount_value: value };
  return told('refunded', { ...known, refund }, refund.reason, '', now);
}

export function notRefunded(known: KnownRefund, failure: string, now: number): PayonceEvent {
  const refund: RefundRow = { ...known.refund, status: 'failed' };
  const reason = `${wordsOf(refund)} failed at the gateway (${failure}): nothing was given back.`;
  return told('needs_attention', { ...known, refund }, reason, '', now);
}

/** The gateway says otherwise than it did when the refund came to its end. */
export function contradicted(known: KnownRefund, says: string, now: number): PayonceEvent {
  const { refund } = known;
  const reason = `${wordsOf(refund)} had ${refund.status}; the gateway now says that it ${says}.`;
  return told('needs_attention', known, reason, ` ${says} after all`, now);
}

export function stillWaiting(known: KnownRefund, why: string, now: number): PayonceEvent {
  const reason = `${wordsOf(known.refund)} has waited for an hour (${why}). It is tried for ever.`;
  return told('needs_attention', known, reason, ' waits', now);
}

function told(
  type: EventType,
  known: KnownRefund,
  reason: string,
  what: string,
  now: number,
): PayonceEvent {
  return eventOf(type, { ...known, reason, about: `refund ${known.refund.id}${what}` }, now);
}

function wordsOf({ id, amount_value: value, currency, charge_id: chargeId }: RefundRow): string {
  return `Refund ${id} of ${value} ${currency} of charge ${chargeId}`;
}
