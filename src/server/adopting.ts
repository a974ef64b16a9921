// Takes in a charge of ours that we have no row of, because the database lost it: it pays its
// checkout if nothing else does, and is given back if it is one too many. What the shopper saw is
// taken from the checkout, or from what was sent along with the charge.

import type { Quote } from '../protocol/messages.ts';
import { eventOf } from './events.ts';
import type { ListedCharge, Pending, Succeeded } from './gateway.ts';
import { checkoutIdOf, legPlaceOf, refundIdOf, type LegPlace } from './identity.ts';
import { loadQuote, openWithQuote } from './opening.ts';
import type { Settings } from './options.ts';
import { parkingOf } from './parking.ts';
import type { AttemptRow, CheckoutRow } from './rows.ts';
import { insertAdopted, type Adoption } from './store/adopt.ts';
import { readAttemptAt, readCheckout } from './store/read.ts';
import { recordStray } from './store/stray.ts';
import { paymentView } from './views.ts';

/** `later`: something is under way that must end first. `ignored`: it took and takes nothing. */
export type Adopted = 'adopted' | 'gave-back' | 'later' | 'ignored';

/** Whether a charge without a row is this tenant's, and took money or may still take some. */
export function isLost({ tenant }: Settings, { gatewayKey, label, fact }: ListedCharge): boolean {
  const place = legPlaceOf(gatewayKey);
  if (place === null || label?.tenant !== tenant) return false;
  const isNamed = checkoutIdOf(tenant, label.cartId) === place.checkoutId;
  return isNamed && fact.type !== 'declined' && fact.type !== 'canceled';
}

export async function adopt(settings: Settings, charge: ListedCharge): Promise<Adopted> {
  const place = legPlaceOf(charge.gatewayKey);
  if (place === null || !isLost(settings, charge)) return 'ignored';
  const fact =
    charge.fact.type === 'action' ? await settings.gateway.cancel(charge.gatewayKey) : charge.fact;
  if (fact.type === 'unknown' || fact.type === 'absent') return 'later';
  if (fact.type !== 'succeeded' && fact.type !== 'pending') return 'ignored';
  const checkout = await checkoutOf(settings, charge, place);
  if (checkout === null || checkout.live !== null) return 'later';
  const attempt = await readAttemptAt(settings.database, place.checkoutId, place.ordinal);
  const isPayable = checkout.paid === null && attempt === null;
  if (isPayable) return take(settings, charge, place, fact, checkout);
  if (fact.type === 'pending') return 'later';
  return giveBack(settings, place, checkout, fact);
}

/** The checkout, made anew from what was sent with the charge if its row is lost as well. */
async function checkoutOf(
  settings: Settings,
  { label, amount }: ListedCharge,
  { checkoutId }: LegPlace,
): Promise<CheckoutRow | null> {
  const { database, tenant } = settings;
  const found = await readCheckout(database, checkoutId, tenant);
  if (found !== null || label === null) return found?.checkout ?? null;
  const { cartId, principal, cartVersion } = label;
  const cart = await loadQuote(settings, cartId, principal).catch(() => null);
  const lines = cart?.version === cartVersion ? cart.lines : [];
  const quote: Quote = { version: cartVersion, amount, lines };
  const opened = await openWithQuote(settings, cartId, principal, quote, null);
  return opened === null || opened === 'limited' ? null : opened.checkout;
}

async function take(
  settings: Settings,
  charge: ListedCharge,
  place: LegPlace,
  fact: Succeeded | Pending,
  checkout: CheckoutRow,
): Promise<Adopted> {
  const now = settings.clock.now();
  const attempt = attemptFrom(charge, place, fact, checkout, now);
  const succeeded = fact.type === 'succeeded';
  const reason = 'Found at the gateway after the database had lost it.';
  const about = String(place.ordinal);
  const adoption: Adoption = {
    place,
    attempt,
    seenRevision: checkout.revision,
    gateway: settings.gateway.public.type,
    chargeId: fact.chargeId,
    amount: charge.amount,
    answerBody: succeeded ? JSON.stringify(paymentView(attempt)) : null,
    nextCheckAt: succeeded ? now : parkingOf(fact, settings).nextCheckAt,
    event: succeeded ? eventOf('paid', { checkout, attempt, reason, about }, now) : null,
    now,
  };
  return (await insertAdopted(settings.database, adoption)) ? 'adopted' : 'later';
}

function attemptFrom(
  charge: ListedCharge,
  { checkoutId, ordinal, leg }: LegPlace,
  fact: Succeeded | Pending,
  checkout: CheckoutRow,
  now: number,
): AttemptRow {
  const { amount } = charge;
  const isAsQuoted =
    checkout.amount_value === amount.value && checkout.currency === amount.currency;
  return {
    checkout_id: checkoutId,
    ordinal,
    // The shopper's key is lost. This one can never be sent: it is no UUID.
    key: `adopted:${fact.chargeId}`,
    nonce: '',
    fingerprint: '',
    status: fact.type,
    cart_version: charge.label?.cartVersion ?? checkout.cart_version,
    lines: isAsQuoted ? checkout.lines : '[]',
    amount_value: amount.value,
    currency: amount.currency,
    method_type: fact.method.type,
    brand: fact.method.brand ?? null,
    last4: fact.method.last4 ?? null,
    decline_code: null,
    message: null,
    answer_status: fact.type === 'succeeded' ? 201 : null,
    answer_body: null,
    consent_until: now,
    created_at: charge.createdAtMs,
    leg,
    checks: 0,
    action_url: null,
    attention_at: null,
    address: null,
  };
}

async function giveBack(
  settings: Settings,
  place: LegPlace,
  checkout: CheckoutRow,
  { chargeId, amount }: Succeeded,
): Promise<Adopted> {
  const now = settings.clock.now();
  const cause = checkout.paid === null ? 'late' : 'duplicate';
  const reason = `A charge was found at the gateway that pays nothing: ${chargeId}.`;
  const refund = { id: refundIdOf(checkout.id, cause, chargeId), cause, reason };
  const about = `charge ${chargeId}`;
  const recorded = await recordStray(settings.database, {
    place,
    seenRevision: checkout.revision,
    capture: { gateway: settings.gateway.public.type, chargeId, amount, kept: false, refund },
    event: eventOf('needs_attention', { checkout, attempt: null, reason, about }, now),
    telling: null,
    now,
  }).catch((error: unknown) => {
    // It is given back already: the same charge cannot be recorded twice.
    if (error instanceof Error && 'code' in error && error.code === '23505') return null;
    throw error;
  });
  if (recorded === null) return 'ignored';
  return recorded ? 'gave-back' : 'later';
}
