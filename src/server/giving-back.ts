// Gives back a capture that may not stay: records it with a refund of all that has not gone back
// before, and calls somebody, in one step. What is said of it is the caller's.

import { eventOf, type EventSubject } from './events.ts';
import type { Succeeded } from './gateway.ts';
import { refundIdOf, type LegPlace } from './identity.ts';
import type { Settings } from './options.ts';
import { leftOf } from './returned.ts';
import type { CheckoutRow } from './rows.ts';
import type { Telling } from './store/settle.ts';
import { recordStray } from './store/stray.ts';

export interface Surplus {
  readonly place: LegPlace;
  readonly checkout: CheckoutRow;
  readonly attempt: EventSubject['attempt'];
  readonly fact: Succeeded;
  readonly cause: 'late' | 'duplicate';
  /** Why, as the refund says it. */
  readonly reason: string;
  /** The same for whoever is called. */
  readonly words: string;
  readonly telling: Telling | null;
}

/** False: the checkout has moved on since. Rejects when the capture is on record already. */
export function giveBack(settings: Settings, surplus: Surplus): Promise<boolean> {
  const { place, checkout, attempt, fact, cause, reason, words, telling } = surplus;
  const { chargeId, amount } = fact;
  const now = settings.clock.now();
  const about = `charge ${chargeId}`;
  const id = refundIdOf(checkout.id, cause, chargeId);
  const value = leftOf(fact);
  const refund = value === 0 ? null : { id, cause, reason, value };
  return recordStray(settings.database, {
    place,
    seenRevision: checkout.revision,
    capture: { gateway: settings.gateway.public.type, chargeId, amount, kept: false, refund },
    event: eventOf('needs_attention', { checkout, attempt, reason: words, about }, now),
    telling,
    now,
  });
}
