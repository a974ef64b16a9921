// A charge that had succeeded was taken back by the shopper's bank: a fact beside the payment, told
// to the storefront. It never makes the checkout payable again.

import { eventOf } from './events.ts';
import type { WebhookReading } from './gateway.ts';
import { legPlaceOf } from './identity.ts';
import type { Settings } from './options.ts';
import { readLeg } from './store/known.ts';
import { recordReversal } from './store/reversal.ts';
import type { Telling } from './store/settle.ts';

type Reversal = Extract<WebhookReading, { type: 'reversal' }>;

/** False: there is no such capture. */
export async function applyReversal(
  settings: Settings,
  reversal: Reversal,
  telling: Telling,
): Promise<boolean> {
  const { database, gateway, clock } = settings;
  const { chargeId, reason } = reversal;
  const place = legPlaceOf(reversal.gatewayKey);
  if (place === null) return false;
  const known = await readLeg(database, gateway.public.type, place, chargeId);
  if (known === null || known.capture === null) return false;
  const now = clock.now();
  const event = eventOf('reversed', { ...known, reason, about: `charge ${chargeId}` }, now);
  // A database that goes back meanwhile forgets the capture: then the message waits for it.
  return recordReversal(database, { checkoutId: place.checkoutId, chargeId, event, telling, now });
}
