// What the bank tells by webhook: one event for each change of a charge and of a refund, with an id
// that is made from the change and so is the same however often it is told. Knows no endpoint.

import type { Charge, Refund } from './ledger.ts';

export interface WebhookEvent {
  readonly id: string;
  /** When it happened. */
  readonly atMs: number;
  /** The installation that it goes to, by the mark in its charge's label. */
  readonly mark: string;
  readonly charge: string;
  /** Whether the charge can still come to a verdict after it. */
  readonly isPending: boolean;
  readonly body: EventBody;
}

export type EventBody =
  | { readonly type: 'charge.updated'; readonly data: { readonly charge: Charge } }
  | {
      readonly type: 'charge.reversed';
      readonly data: { readonly charge: Charge; readonly reason: string };
    }
  | { readonly type: 'refund.updated'; readonly data: { readonly refund: Refund } };

/** A charge without a mark is nobody's: of it nothing is told. */
export function chargeUpdated(charge: Charge, atMs: number): WebhookEvent | null {
  const isPending = charge.status === 'pending';
  const body: EventBody = { type: 'charge.updated', data: { charge } };
  return eventOf(charge, `${charge.id}_${charge.status}`, atMs, isPending, body);
}

export function chargeReversed(charge: Charge, reason: string, atMs: number): WebhookEvent | null {
  const body: EventBody = { type: 'charge.reversed', data: { charge, reason } };
  return eventOf(charge, `${charge.id}_reversed`, atMs, false, body);
}

export function refundUpdated(charge: Charge, refund: Refund, atMs: number): WebhookEvent | null {
  const body: EventBody = { type: 'refund.updated', data: { refund } };
  return eventOf(charge, `${refund.id}_${refund.status}`, atMs, false, body);
}

function eventOf(
  charge: Charge,
  name: string,
  atMs: number,
  isPending: boolean,
  body: EventBody,
): WebhookEvent | null {
  const mark = charge.label?.['mark'] ?? '';
  if (mark === '') return null;
  return { id: `evt_${name}`, atMs, mark, charge: charge.id, isPending, body };
}
