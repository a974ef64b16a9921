// The one place that says what a gateway's word about a leg does to a checkout, whoever brings it:
// a worker's answer, a lookup, a webhook, reconciliation. States only move forward. Pure; stores
// nothing and sends nothing.

import type { ChargeFact, Declined, Succeeded, ActionRequired, Pending } from './gateway.ts';
import type { AttemptRow, ChargeRow, CheckoutRow, LegRow } from './rows.ts';

/** What we know of the leg that a fact speaks of. */
export interface Known {
  readonly checkout: CheckoutRow;
  readonly attempt: AttemptRow;
  readonly leg: LegRow;
  /** The capture with the fact's charge id, if it was recorded before. */
  readonly capture: ChargeRow | null;
}

export type Step =
  | { readonly type: 'conclude'; readonly proof: Succeeded | Declined }
  | { readonly type: 'park'; readonly fact: ActionRequired | Pending }
  /**
   * The leg charged nothing and never will; whether another may follow is the worker's business.
   */
  | { readonly type: 'void' }
  /** It waited for the shopper or for days to pass, and ended with nothing: so does the attempt. */
  | { readonly type: 'abandon' }
  /** Money that was taken and may not stay. */
  | { readonly type: 'give-back'; readonly fact: Succeeded; readonly cause: 'duplicate' | 'late' }
  /**
   * The gateway denies what it had told, or has another charge than a person named: not a cent
   * moves before a person has looked.
   */
  | { readonly type: 'contradicted' }
  | { readonly type: 'nothing'; readonly why: 'known' | 'behind' };

export function transition(known: Known, fact: ChargeFact): Step {
  const { checkout, attempt, leg, capture } = known;
  if (fact.type === 'succeeded' && capture !== null) return { type: 'nothing', why: 'known' };
  const isLive = checkout.live === attempt.ordinal && attempt.leg === leg.leg;
  if (isLive) return whileLive(known, fact);
  if (fact.type === 'succeeded') {
    // This may be the very charge that was meant, and the one on record a slip of the pen.
    if (leg.by_hand) return { type: 'contradicted' };
    return { type: 'give-back', fact, cause: checkout.paid === null ? 'late' : 'duplicate' };
  }
  const denies = fact.type === 'declined' || fact.type === 'canceled';
  if (leg.state === 'succeeded' && denies) return { type: 'contradicted' };
  return { type: 'nothing', why: denies ? 'known' : 'behind' };
}

function whileLive({ attempt, leg }: Known, fact: ChargeFact): Step {
  const isParked = leg.state === 'action' || leg.state === 'pending';
  switch (fact.type) {
    case 'succeeded':
      return { type: 'conclude', proof: fact };
    case 'declined':
      if (!isOfAnotherPress(attempt, fact)) return { type: 'conclude', proof: fact };
      // That one's no is none to this one, and no other charge can follow under its key.
      if (!isParked) return { type: 'void' };
      // Unless it waits for that very charge, which the gateway had before its own.
      if (leg.charge_id === fact.chargeId) return { type: 'abandon' };
      return { type: 'nothing', why: 'behind' };
    case 'canceled':
      return { type: isParked ? 'abandon' : 'void' };
    case 'pending':
    case 'action':
      // What the gateway has given its word on waits for nobody any more: the message is old.
      if (leg.state === 'voided') return { type: 'nothing', why: 'behind' };
      // Authentication comes before the debit is on its way, never after.
      if (leg.state === 'pending' || leg.state === fact.type) {
        return { type: 'nothing', why: 'known' };
      }
      return { type: 'park', fact };
  }
}

/**
 * A fact that was told to an attempt, with its press: by the time that it is applied, a database
 * that went back may have given the place to another one.
 */
export function ofPress({ fingerprint }: AttemptRow, fact: ChargeFact): ChargeFact {
  return fact.type === 'declined' ? { press: fingerprint, ...fact } : fact;
}

/**
 * Of one that the database forgot, and whose place this one was given; not where that is unknown.
 */
function isOfAnotherPress({ fingerprint }: AttemptRow, { press }: Declined): boolean {
  return press !== undefined && fingerprint !== '' && press !== fingerprint;
}
