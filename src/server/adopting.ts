// Takes in a charge of ours that we have no row of, because the database lost it: it pays its
// checkout if nothing else does, and is given back if it is one too many. What the shopper saw is
// taken from the checkout, or from what was sent along with the charge.

import type { Quote } from '../protocol/messages.ts';
import { sameMoney, type Money } from '../protocol/money.ts';
import { isUniqueViolation } from './database.ts';
import { eventOf, type EventSubject, type PayonceEvent } from './events.ts';
import type { ListedCharge, Pending, Succeeded } from './gateway.ts';
import { giveBack } from './giving-back.ts';
import { checkoutIdOf, legPlaceOf, type LegPlace } from './identity.ts';
import { loadQuote, openWithQuote } from './opening.ts';
import type { Settings } from './options.ts';
import { parkingOf } from './parking.ts';
import { returnedOf } from './returned.ts';
import { amountOf, type AttemptRow, type CheckoutRow } from './rows.ts';
import { insertAdopted, type Adoption } from './store/adopt.ts';
import { readAttemptAt, readCheckout } from './store/read.ts';
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
  const found = await checkoutOf(settings, charge, place);
  if (found === null || found.checkout.live !== null) return 'later';
  const { checkout } = found;
  const attempt = await readAttemptAt(settings.database, place.checkoutId, place.ordinal);
  const isPayable = checkout.paid === null && attempt === null;
  if (isPayable) return take(settings, charge, place, fact, found);
  if (fact.type === 'pending') return 'later';
  return returnIt(settings, place, checkout, fact);
}

interface Found {
  readonly checkout: CheckoutRow;
  /** What the shopper bought, as text; null when nobody knows any more. */
  readonly lines: string | null;
}

/**
 * The checkout, made anew from what was sent with the charge if its row is lost as well. What was
 * bought is known from it, or from the cart, if either is still as it was when it was paid.
 */
async function checkoutOf(
  settings: Settings,
  { label, amount }: ListedCharge,
  { checkoutId }: LegPlace,
): Promise<Found | null> {
  const { database, tenant } = settings;
  const known = await readCheckout(database, checkoutId, tenant);
  if (label === null) return null;
  const { cartId, principal, cartVersion } = label;
  const isAsPaid = (version: string, price: Money): boolean =>
    version === cartVersion && sameMoney(price, amount);
  if (known !== null) {
    const { checkout } = known;
    if (isAsPaid(checkout.cart_version, amountOf(checkout))) {
      return { checkout, lines: checkout.lines };
    }
  }
  const cart = await loadQuote(settings, cartId, known?.checkout.principal ?? principal).catch(
    () => null,
  );
  const lines = cart !== null && isAsPaid(cart.version, cart.amount) ? cart.lines : null;
  const text = lines === null ? null : JSON.stringify(lines);
  if (known !== null) return { checkout: known.checkout, lines: text };
  const quote: Quote = { version: cartVersion, amount, lines: lines ?? [] };
  const opened = await openWithQuote(settings, cartId, principal, quote, null);
  if (opened === null || opened === 'limited') return null;
  return { checkout: opened.checkout, lines: text };
}

async function take(
  settings: Settings,
  charge: ListedCharge,
  place: LegPlace,
  fact: Succeeded | Pending,
  { checkout, lines }: Found,
): Promise<Adopted> {
  const now = settings.clock.now();
  const attempt = attemptFrom(charge, place, fact, lines ?? '[]', now);
  const succeeded = fact.type === 'succeeded';
  const adoption: Adoption = {
    place,
    attempt,
    seenRevision: checkout.revision,
    gateway: settings.gateway.public.type,
    chargeId: fact.chargeId,
    amount: charge.amount,
    returnedValue: returnedOf(fact),
    answerBody: succeeded ? JSON.stringify(paymentView(attempt)) : null,
    nextCheckAt: succeeded ? now : parkingOf(fact, settings).nextCheckAt,
    event: newsOf(fact, lines, { checkout, attempt, about: String(place.ordinal) }, now),
    now,
  };
  return (await insertAdopted(settings.database, adoption)) ? 'adopted' : 'later';
}

const FOUND = 'Found at the gateway after the database had lost it.';

/** Nothing is to be shipped unseen of which nobody knows what it was, or that was given back. */
function newsOf(
  fact: Succeeded | Pending,
  lines: string | null,
  subject: EventSubject,
  now: number,
): PayonceEvent | null {
  if (lines === null) {
    const reason = `${FOUND} What was bought is lost as well: find out, and ship it by hand.`;
    return eventOf('needs_attention', { ...subject, reason }, now);
  }
  if (fact.type !== 'succeeded') return null;
  if (returnedOf(fact) > 0) {
    const reason = `${FOUND} Some of its money had been given back: find out what is to be shipped.`;
    return eventOf('needs_attention', { ...subject, reason }, now);
  }
  return eventOf('paid', { ...subject, reason: FOUND }, now);
}

function attemptFrom(
  charge: ListedCharge,
  { checkoutId, ordinal, leg }: LegPlace,
  fact: Succeeded | Pending,
  lines: string,
  now: number,
): AttemptRow {
  const { amount } = charge;
  return {
    checkout_id: checkoutId,
    ordinal,
    // The shopper's key is lost. This one can never be sent: it is no UUID.
    key: `adopted:${fact.chargeId}`,
    nonce: '',
    fingerprint: '',
    status: fact.type,
    cart_version: charge.label?.cartVersion ?? '',
    lines,
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

async function returnIt(
  settings: Settings,
  place: LegPlace,
  checkout: CheckoutRow,
  fact: Succeeded,
): Promise<Adopted> {
  const cause = checkout.paid === null ? 'late' : 'duplicate';
  const reason = `A charge was found at the gateway that pays nothing: ${fact.chargeId}.`;
  const said = { reason, words: reason, telling: null };
  const surplus = { place, checkout, attempt: null, fact, cause, ...said } as const;
  const recorded = await giveBack(settings, surplus).catch((error: unknown) => {
    // It is given back already: the same charge cannot be recorded twice.
    if (isUniqueViolation(error)) return null;
    throw error;
  });
  if (recorded === null) return 'ignored';
  return recorded ? 'gave-back' : 'later';
}
