// What messages told of a checkout's charges that have no row: the database may have forgotten
// these, and the gateway's list not tell of them yet. Reads the messages that wait; changes none.

import type { ChargeFact, WebhookReading } from './gateway.ts';
import { legPlaceOf, type LegPlace } from './identity.ts';
import { youngMs, type Settings } from './options.ts';
import { readWithWaiting } from './store/read.ts';
import type { CheckoutState } from './views.ts';

export interface ToldCharge {
  readonly gatewayKey: string;
  readonly place: LegPlace;
  readonly fact: ChargeFact;
}

// All that a shop hears in as short a time; the newest come first.
const MAX_MESSAGES = 500;

/** A checkout, and the charges that may be too young for the gateway's list and were told of. */
export async function readWithTold(
  { clock, database, gateway, tenant }: Settings,
  checkoutId: string,
): Promise<{ readonly state: CheckoutState; readonly told: readonly ToldCharge[] } | null> {
  const since = clock.now() - youngMs(gateway);
  const which = { gateway: gateway.public.type, since, limit: MAX_MESSAGES };
  const read = await readWithWaiting(database, checkoutId, tenant, which);
  if (read === null) return null;
  const told = read.events.map(toldIn).filter((charge) => charge !== null);
  return { state: read.state, told: told.filter(({ place }) => place.checkoutId === checkoutId) };
}

/** The charge that took money, or may, by a message that was parsed and believed when it came. */
function toldIn(event: string): ToldCharge | null {
  const reading = JSON.parse(event) as WebhookReading;
  if (reading.type !== 'charge') return null;
  const { gatewayKey, fact } = reading;
  const place = legPlaceOf(gatewayKey);
  const tookNothing = fact.type === 'declined' || fact.type === 'canceled';
  return place === null || tookNothing ? null : { gatewayKey, place, fact };
}
