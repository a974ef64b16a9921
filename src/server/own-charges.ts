// Asks the gateway for everything it charged for one checkout, when the database may have forgotten
// some of it. What is found is taken in as reconciliation takes it in.

import { adopt, isLost, keptFirst } from './adopting.ts';
import { chargesFor } from './charges-for.ts';
import { applyFact } from './facts.ts';
import { legPlaceOf, type LegPlace } from './identity.ts';
import { youngMs, type Settings } from './options.ts';
import { countUpTo } from './store/adopt.ts';
import { readWithTold, type ToldCharge } from './told-lately.ts';

/**
 * Whether a checkout may be charged, as far as the database can be trusted. False: it may have been
 * already, and this must be settled first.
 */
export async function leaveToClaim(
  settings: Settings,
  checkoutId: string,
  key: string,
): Promise<boolean> {
  const { caution } = settings;
  if (!caution.mayClaim()) return false;
  if (!caution.isCareful()) return true;
  const known = await readWithTold(settings, checkoutId);
  if (known === null) return true;
  const { live, paid, key: current, retired_key: retired } = known.state.checkout;
  // A retired one too: a payment with it may have been forgotten, and its cancel be repeated.
  const isOpen = live === null && paid === null && (current === key || retired === key);
  return !isOpen || takeInLost(settings, checkoutId, known.told);
}

/** Whether nothing is left of a checkout that the database has forgotten. */
async function takeInLost(
  settings: Settings,
  checkoutId: string,
  told: readonly ToldCharge[],
): Promise<boolean> {
  const { caution, clock, database, gateway } = settings;
  const listed = await chargesFor(settings, checkoutId);
  if (listed === null) return false;
  const young = clock.now() - youngMs(gateway);
  let highest = 0;
  for (const charge of keptFirst(listed)) {
    const place = legPlaceOf(charge.gatewayKey);
    if (place?.checkoutId !== checkoutId) continue;
    highest = Math.max(highest, place.ordinal);
    if (!isLost(settings, charge)) continue;
    if ((await applyFact(settings, place, charge.fact)) !== 'stranger') continue;
    if (charge.createdAtMs > young || (await adopt(settings, charge)) === 'later') return false;
  }
  const keys = new Set(listed.map(({ gatewayKey }) => gatewayKey));
  for (const { gatewayKey, place, fact } of caution.mayBeUnlisted() ? told : []) {
    if (keys.has(gatewayKey)) continue;
    if ((await applyFact(settings, place, fact)) === 'stranger') return false;
  }
  // A number is used once: with another card the bank would answer for this one. Not before each of
  // them is taken in: as long as one is not, a claim with its number charges nothing on top of it.
  if (highest > 0) await countUpTo(database, checkoutId, highest);
  return true;
}

/**
 * Whether a later payment of the same checkout took money, or may, that a database which went back
 * in time has forgotten: then this one must not be sent again. Null: the gateway does not tell.
 */
export async function isPaidLater(
  settings: Settings,
  { checkoutId, ordinal }: LegPlace,
): Promise<boolean | null> {
  if (!settings.caution.isCareful()) return false;
  const listed = await chargesFor(settings, checkoutId);
  if (listed === null) return null;
  return listed.some((charge) => {
    const place = legPlaceOf(charge.gatewayKey);
    return place !== null && place.ordinal > ordinal && isLost(settings, charge);
  });
}
