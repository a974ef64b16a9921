// Takes a payment: decides, in the contract's order of checks, whether this request is a first
// claim, a repeat, or must be refused. Sends nothing itself; the worker does, and only with a claim
// in hand.

import { SERVER_CONSENT_MS } from '../protocol/consent.ts';
import type { PaymentRequest, Quote } from '../protocol/messages.ts';
import { sameMoney } from '../protocol/money.ts';
import { json, problem, stored } from './answers.ts';
import { fingerprintOf } from './fingerprint.ts';
import { digest } from './identity.ts';
import type { Ending } from './job.ts';
import { loadQuote, openForCart } from './opening.ts';
import { declineCeilings, secondsToNextSpan, spanOf } from './limits.ts';
import { leaseMs, type Settings } from './options.ts';
import { leaveToClaim } from './own-charges.ts';
import { amountOf, isHeld, type AttemptRow, type CheckoutRow } from './rows.ts';
import { answerBodyOf } from './purging.ts';
import { refusals } from './refusals.ts';
import { claim, type ClaimResult } from './store/claim.ts';
import { readAttemptAt, readCheckout } from './store/read.ts';
import { checkoutView, paymentView } from './views.ts';
import { send } from './worker.ts';

export interface PaymentCall {
  readonly checkoutId: string;
  readonly cartId: string;
  readonly principal: string;
  readonly key: string;
  /** Where it comes from, as a digest; null when nobody says. */
  readonly address: string | null;
  readonly request: PaymentRequest;
}

// Of two claims at once the loser waits for the winner's row and then still sees the state from
// before it: it looks again. Each further round needs another change in between.
const MAX_CLAIM_ROUNDS = 5;
const RETRY_AFTER_SECONDS = 1;

export async function pay(settings: Settings, call: PaymentCall): Promise<Response> {
  const fingerprint = fingerprintOf(call.request);
  const nonce = digest(['nonce', ...settings.random(16)]);
  const quote = await currentQuote(settings, call);
  for (let round = 0; round < MAX_CLAIM_ROUNDS; round += 1) {
    const mayClaim = await leaveToClaim(settings, call.checkoutId, call.key);
    const seen = mayClaim ? quote : null;
    const result = await tryClaim(settings, call, fingerprint, nonce, seen);
    const { checkout, ownAttempt } = result;
    if (checkout === null) return refusals.notFound();
    const mine = result.won ?? (isUntouched(ownAttempt, nonce) ? ownAttempt : null);
    if (mine !== null) return await carry(settings, call, result, checkout, mine);
    const refusal = await refuse(settings, call, { ...result, checkout }, fingerprint, quote);
    if (refusal !== null) return refusal;
    if (!mayClaim) return refusals.unavailable();
  }
  return refusals.unavailable();
}

/**
 * A claim of ours whose COMMIT was not heard of; once another worker took it over, it is no longer
 * `processing`.
 */
function isUntouched(attempt: AttemptRow | null, nonce: string): boolean {
  return attempt?.nonce === nonce && attempt.status === 'processing';
}

/**
 * What the cart costs now; an error is kept until it is known to matter: a repeat is answered
 * without any cart.
 */
async function currentQuote(settings: Settings, call: PaymentCall): Promise<Quote | Error | null> {
  try {
    return await loadQuote(settings, call.cartId, call.principal);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function seenQuoteIs(quote: Quote | Error | null, request: PaymentRequest): quote is Quote {
  if (quote === null || quote instanceof Error) return false;
  if (request.cartVersion !== undefined && request.cartVersion !== quote.version) return false;
  return sameMoney(request.amount, quote.amount);
}

async function tryClaim(
  settings: Settings,
  call: PaymentCall,
  fingerprint: string,
  nonce: string,
  quote: Quote | Error | null,
): Promise<ClaimResult> {
  const { database, gateway, clock, tenant, limits } = settings;
  const now = clock.now();
  const { amount, paymentMethod } = call.request;
  const isSeen = seenQuoteIs(quote, call.request);
  const wish = {
    id: call.checkoutId,
    tenant,
    principal: call.principal,
    key: call.key,
    mayClaim: isSeen,
    cartVersion: isSeen ? quote.version : '',
    amount,
    nonce,
    fingerprint,
    methodType: paymentMethod.type,
    token: paymentMethod.token,
    gateway: gateway.public.type,
    now,
    leaseUntil: now + leaseMs(gateway),
    consentUntil: now + SERVER_CONSENT_MS,
    address: call.address,
    ceilings: declineCeilings(limits, call.checkoutId, call.principal, call.address),
    span: spanOf(now),
  };
  try {
    return await claim(database, wish);
  } catch (error) {
    // The COMMIT's answer may have been lost: the nonce recognises a claim that is ours.
    settings.onError(error, `claim ${call.checkoutId}`);
    // What answers now may be a database that forgot: it may recognise, not claim.
    return claim(database, settings.caution.isCareful() ? { ...wish, mayClaim: false } : wish);
  }
}

async function carry(
  settings: Settings,
  call: PaymentCall,
  result: ClaimResult,
  checkout: CheckoutRow,
  attempt: AttemptRow,
): Promise<Response> {
  const { checkout_id: checkoutId, ordinal } = attempt;
  const { token } = call.request.paymentMethod;
  const unheard = { state: 'sending', token, charge_id: null, by_hand: false } as const;
  const leg = result.leg ?? { leg: attempt.leg, ...unheard };
  const hold = { checkoutId, ordinal, leg: leg.leg, fence: checkout.fence };
  const leaseUntil = checkout.lease_until ?? 0;
  const job = { hold, leaseUntil, checkout, attempt, leg, awaited: true };
  return answer(settings, attempt, await send(settings, job));
}

async function answer(settings: Settings, attempt: AttemptRow, ending: Ending): Promise<Response> {
  if (ending.type === 'settled') {
    return stored(ending.verdict.answerStatus, ending.verdict.answerBody, false);
  }
  if (ending.type === 'released') return refusals.bankUnavailable();
  const { checkout_id: checkoutId, ordinal } = attempt;
  // Rolled back by a database that went back in time: reconciliation finds what became of it.
  const now = await readAttemptAt(settings.database, checkoutId, ordinal);
  // Its number may have been given to another press since, whose answer is not this one's.
  const isThis = now?.fingerprint === attempt.fingerprint;
  return now === null || !isThis ? refusals.unavailable() : standing(now, false);
}

/** The answer to a payment as it stands: final bytes as stored, or 202 with the state of now. */
function standing(attempt: AttemptRow, replayed: boolean): Response {
  if (attempt.status === 'not_sent') return refusals.bankUnavailable();
  const { answer_status: status } = attempt;
  if (status !== null) return stored(status, answerBodyOf(attempt), replayed);
  return json(202, paymentView(attempt), RETRY_AFTER_SECONDS);
}

/**
 * Why nothing was claimed, in the contract's order; null when all looks payable and the claim is
 * worth another round.
 */
async function refuse(
  settings: Settings,
  call: PaymentCall,
  result: ClaimResult & { readonly checkout: CheckoutRow },
  fingerprint: string,
  quote: Quote | Error | null,
): Promise<Response | null> {
  const { checkout, ownAttempt, paidAttempt } = result;
  const now = settings.clock.now();
  if (ownAttempt !== null) {
    if (ownAttempt.fingerprint !== fingerprint) return refusals.keyReused();
    const running = ownAttempt.answer_status === null && isHeld(checkout, now);
    return running ? refusals.inFlight() : standing(ownAttempt, true);
  }
  if (paidAttempt !== null) return alreadyPaid(settings, paidAttempt);
  if (checkout.live !== null) return refusals.keyNotCurrent();
  return refuseQuote(settings, call, result, quote);
}

/** With what has been given back since. */
async function alreadyPaid(settings: Settings, paid: AttemptRow): Promise<Response> {
  const state = await readCheckout(settings.database, paid.checkout_id, settings.tenant);
  return refusals.alreadyPaid(paymentView(paid, state?.refunds ?? []));
}

async function refuseQuote(
  settings: Settings,
  call: PaymentCall,
  { checkout, limited }: ClaimResult & { readonly checkout: CheckoutRow },
  quote: Quote | Error | null,
): Promise<Response | null> {
  const { clock, gateway } = settings;
  if (quote instanceof Error) {
    settings.onError(quote, `loadCart ${call.cartId}`);
    return refusals.unavailable();
  }
  if (quote === null) return refusals.notFound();
  const asQuoted =
    checkout.cart_version === quote.version && sameMoney(amountOf(checkout), quote.amount);
  if (!asQuoted || !seenQuoteIs(quote, call.request)) {
    // The cart may have changed since, and been quoted anew: it is asked once more.
    const opened = await openForCart(settings, call, { checkout });
    if (opened === null || opened === 'limited') return refusals.notFound();
    // Seen before it was quoted: the shopper's page knew the cart's new state, but its key is of
    // the old one.
    return problem('quote-changed', {
      detail: 'The cart is not what the shopper saw. Show the new total and ask again.',
      checkout: checkoutView(opened, gateway.public, clock.now()),
    });
  }
  const current = checkout.key === call.key && (checkout.key_expires_at ?? 0) > clock.now();
  if (!current) return refusals.keyNotCurrent();
  return limited ? refusals.tooManyAttempts(secondsToNextSpan(clock.now())) : null;
}
