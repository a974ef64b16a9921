// Takes in a charge of ours that we have no row of, because the database lost it: it pays its
// checkout if nothing else does, and is given back if it is one too many. What the shopper saw is
// taken from the checkout, or from what was sent along with the charge.

import type { Line, Quote } from '../protocol/messages.ts';
import { sameMoney, type Money } from '../protocol/money.ts';
import { adoptedKey, FOUND, PURCHASE_LOST } from './adopted-key.ts';
import { chargeIdOf, chargesFor } from './charges-for.ts';
import { isUniqueViolation } from './database.ts';
import { eventOf, type EventSubject, type PayonceEvent } from './events.ts';
import type { ListedCharge, Pending, Succeeded } from './gateway.ts';
import { giveBack } from './giving-back.ts';
import { checkoutIdOf, legPlaceOf, type LegPlace } from './identity.ts';
import { isQuotedAs, loadQuote, openWithQuote } from './opening.ts';
import type { Settings } from './options.ts';
import { parkingOf } from './parking.ts';
import { returnedOf } from './returned.ts';
import { amountOf, type AttemptRow, type CheckoutRow } from './rows.ts';
import { insertAdopted, type Adoption } from './store/adopt.ts';
import { readAttemptAt, readCheckout } from './store/read.ts';
import { recordedCaptures } from './store/reconciled.ts';
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

/**
 * In the order in which they are taken in: what is with the shopper again must not pay a checkout
 * before a charge does that was kept.
 */
export function keptFirst(charges: readonly ListedCharge[]): readonly ListedCharge[] {
  return [...charges.filter(isKept), ...charges.filter((charge) => !isKept(charge))];
}

function isKept({ fact, amount }: ListedCharge): boolean {
  return fact.type !== 'succeeded' || returnedOf(fact) < amount.value;
}

/**
 * Whether the same checkout, which is not paid, has lost another charge that keeps or may take
 * money, or nobody can tell.
 */
async function isAnotherKept(
  settings: Settings,
  { gatewayKey }: ListedCharge,
  { checkoutId }: LegPlace,
): Promise<boolean> {
  const listed = await chargesFor(settings, checkoutId);
  if (listed === null) return true;
  const others = listed.filter(
    (other) => other.gatewayKey !== gatewayKey && isLost(settings, other) && isKept(other),
  );
  const { database, gateway } = settings;
  const recorded = await recordedCaptures(database, gateway.public.type, others.map(chargeIdOf));
  return others.some((other) => !recorded.has(chargeIdOf(other)));
}

export async function adopt(settings: Settings, charge: ListedCharge): Promise<Adopted> {
  const place = legPlaceOf(charge.gatewayKey);
  if (place === null || !isLost(settings, charge)) return 'ignored';
  const fact =
    charge.fact.type === 'action' ? await settings.gateway.cancel(charge.gatewayKey) : charge.fact;
  if (fact.type === 'unknown' || fact.type === 'absent') return 'later';
  if (fact.type !== 'succeeded' && fact.type !== 'pending') return 'ignored';
  const known = await readCheckout(settings.database, place.checkoutId, settings.tenant);
  if (known === null) return takeAnew(settings, charge, place, fact);
  const { checkout } = known;
  if (checkout.live !== null) return 'later';
  const attempt = await readAttemptAt(settings.database, place.checkoutId, place.ordinal);
  if (checkout.paid === null && attempt === null) {
    const purchase = await purchaseOf(settings, charge, checkout);
    return take(settings, charge, place, fact, { checkout, purchase });
  }
  if (fact.type === 'pending') return 'later';
  return returnIt(settings, place, checkout, fact);
}

/** Its checkout is lost as well, and is made anew from what was sent along with the charge. */
async function takeAnew(
  settings: Settings,
  charge: ListedCharge,
  place: LegPlace,
  fact: Succeeded | Pending,
): Promise<Adopted> {
  const { label, amount } = charge;
  if (label === null) return 'ignored';
  const { cartId, principal, cartVersion: version } = label;
  const purchase = await purchaseInCart(settings, charge, principal);
  if (purchase.type === 'unread') return 'later';
  if (!isKept(charge) && (await isAnotherKept(settings, charge, place))) return 'later';
  const lines = purchase.type === 'known' ? (JSON.parse(purchase.lines) as Line[]) : [];
  const quote: Quote = { version, amount, lines };
  const opener = { cartId, principal, address: null };
  const opened = await openWithQuote(settings, opener, quote, null);
  // Somebody else may have opened it meanwhile, and begun to pay.
  if (opened === null || opened === 'limited' || opened.checkout.attempts > 0) return 'later';
  if (!isQuotedAs(opened.checkout, quote)) return 'later';
  return take(settings, charge, place, fact, { checkout: opened.checkout, purchase });
}

const NO_LINES = '[]';

/** What the shopper bought, as text. `unread`: the storefront could not say just now. */
type Purchase =
  { readonly type: 'known'; readonly lines: string } | { readonly type: 'lost' | 'unread' };

/** Known from the checkout, or from the cart, if either is still as it was when it was paid. */
async function purchaseOf(
  settings: Settings,
  charge: ListedCharge,
  checkout: CheckoutRow,
): Promise<Purchase> {
  // One without lines may be one that was made anew, by a process that then died.
  const isTelling = checkout.lines !== NO_LINES;
  return isTelling && isAsPaid(charge, checkout.cart_version, amountOf(checkout))
    ? { type: 'known', lines: checkout.lines }
    : purchaseInCart(settings, charge, checkout.principal);
}

async function purchaseInCart(
  settings: Settings,
  charge: ListedCharge,
  principal: string,
): Promise<Purchase> {
  const cartId = charge.label?.cartId ?? '';
  try {
    const cart = await loadQuote(settings, cartId, principal);
    if (cart === null || !isAsPaid(charge, cart.version, cart.amount)) return { type: 'lost' };
    return { type: 'known', lines: JSON.stringify(cart.lines) };
  } catch (error) {
    // A cart that cannot be read just now is not gone.
    settings.onError(error, `loadCart ${cartId}`);
    return { type: 'unread' };
  }
}

function isAsPaid({ label, amount }: ListedCharge, version: string, price: Money): boolean {
  return version === label?.cartVersion && sameMoney(price, amount);
}

interface Found {
  readonly checkout: CheckoutRow;
  readonly purchase: Purchase;
}

async function take(
  settings: Settings,
  charge: ListedCharge,
  place: LegPlace,
  fact: Succeeded | Pending,
  { checkout, purchase }: Found,
): Promise<Adopted> {
  if (purchase.type === 'unread') return 'later';
  if (!isKept(charge) && (await isAnotherKept(settings, charge, place))) return 'later';
  const lines = purchase.type === 'known' ? purchase.lines : null;
  const now = settings.clock.now();
  const attempt = attemptFrom(charge, place, fact, lines, now);
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

/** Nothing is to be shipped unseen of which nobody knows what it was, or that was given back. */
function newsOf(
  fact: Succeeded | Pending,
  lines: string | null,
  subject: EventSubject,
  now: number,
): PayonceEvent | null {
  // It is told of once it is paid, by the verdict.
  if (fact.type !== 'succeeded') return null;
  if (lines === null) {
    return eventOf('needs_attention', { ...subject, reason: PURCHASE_LOST }, now);
  }
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
  lines: string | null,
  now: number,
): AttemptRow {
  const { amount } = charge;
  return {
    checkout_id: checkoutId,
    ordinal,
    key: adoptedKey(fact.chargeId, lines !== null),
    nonce: '',
    fingerprint: charge.label?.press ?? '',
    status: fact.type,
    cart_version: charge.label?.cartVersion ?? '',
    lines: lines ?? NO_LINES,
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
