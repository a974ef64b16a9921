// One press of Pay from the click to its result: ask if the picture may be old, have the card
// turned into a token, see that what will be charged is what was on the screen, pay, and read what
// became of it. Knows the order of these steps and their time limit; what each of them means for
// the latch is the transition's business.

import type { PaymentRequest } from '../protocol/messages.ts';
import type { PayOrder } from './api.ts';
import { retireUncharged } from './cancel.ts';
import { isLive, quoteChanged, quoteOf, sameQuote, type Press } from './facts.ts';
import { pay, type Till } from './pay.ts';
import type { MethodSource, TokenizeResult } from './ports.ts';
import { resultOf } from './result.ts';
import { isWithinConsent } from './retry.ts';
import type { Notice } from './snapshot.ts';
import type { NotSentReason, SubmitResult } from './submit-result.ts';
import type { ReadFailure } from './view.ts';

// A card is turned into a token within a second or never; after this the shopper must be able to
// press again.
const PREPARE_LIMIT_MS = 30_000;

// How often the server is asked for the result before `submit()` says "pending"; the screen goes on
// asking.
const SETTLE_DELAYS_MS = [0, 1_000, 2_000];

/** What a press needs of the instance it was made on. */
export interface Counter extends Till {
  readonly source: MethodSource | null;
  isOnline(): boolean;
  /**
   * Resolves to true once the server has answered since anything may have been missed. Never
   * rejects.
   */
  freshen(): Promise<boolean>;
  failure(): ReadFailure | null;
  /** Asks the server; true once it has answered. Never rejects. */
  ask(): Promise<boolean>;
  /** Says what concerns this instance alone; a failed question is over with the next answer. */
  say(notice: Notice): void;
}

type Prepared =
  | { readonly type: 'order'; readonly order: PayOrder }
  | { readonly type: 'end'; readonly result: SubmitResult };

/** Takes a press that has the latch to its end. `stopped` aborts it while nothing was sent. */
export async function attempt(
  counter: Counter,
  press: Press,
  stopped: AbortSignal,
): Promise<SubmitResult> {
  const prepared = await prepareInTime(counter, press, stopped);
  if (prepared.type === 'end') return prepared.result;
  await payToEnd(counter, prepared.order, press, true);
  const key = renewedKey(counter, press);
  if (key !== null) await payToEnd(counter, { ...prepared.order, key }, press, false);
  // A key that could not be renewed: nothing is sent any more, so Pay may be pressed again.
  counter.latch.dispatch({ type: 'withdrawn', press, notice: DOWN });
  return resultOf(counter.latch.facts(), press);
}

async function prepareInTime(
  counter: Counter,
  press: Press,
  stopped: AbortSignal,
): Promise<Prepared> {
  const ended = new AbortController();
  const end = () => ended.abort();
  if (stopped.aborted) end();
  stopped.addEventListener('abort', end, { once: true });
  const done = new AbortController();
  void counter.ports.clock.sleep(PREPARE_LIMIT_MS, done.signal).then(end);
  try {
    return await prepare(counter, press, ended.signal, stopped);
  } finally {
    stopped.removeEventListener('abort', end);
    done.abort();
    end();
  }
}

async function prepare(
  counter: Counter,
  press: Press,
  ended: AbortSignal,
  stopped: AbortSignal,
): Promise<Prepared> {
  const before = check(counter, press);
  if (before !== null) return before;
  const { source } = counter;
  if (source === null) return noToken(counter, press, 'no-method', { type: 'card-unreachable' });
  // Asked while the card is read, so that a click right after coming back to the page costs no
  // time.
  const isAnswered = inTime(counter.freshen(), ended);
  const token = await tokenize(source, ended);
  if (isAborted(stopped)) return notSent(counter, press, 'stopped', null);
  if (token.type === 'incomplete') {
    const { message } = token;
    return noToken(counter, press, 'card-incomplete', { type: 'card-incomplete', message });
  }
  if (token.type === 'unreachable') {
    return noToken(counter, press, 'card-unreachable', { type: 'card-unreachable' });
  }
  if (!(await isAnswered)) {
    if (isAborted(stopped)) return notSent(counter, press, 'stopped', null);
    counter.say(counter.failure() ?? DOWN);
    return notSent(counter, press, 'shop-unreachable', null);
  }
  // All this took its time: the cart, another tab or the network may have changed meanwhile.
  const after = check(counter, press);
  return after ?? order(counter, press, token.method.type, token.token);
}

const DOWN: Notice = { type: 'shop-down', certain: false };

/**
 * Null when this press may go on: it still has the latch, and what can be paid now is what was on
 * the screen.
 */
function check(counter: Counter, press: Press): Prepared | null {
  const { hold, checkout } = counter.latch.facts();
  if (hold.type !== 'preparing' || hold.press.id !== press.id || checkout === null) {
    return { type: 'end', result: resultOf(counter.latch.facts(), press) };
  }
  if (!counter.isOnline()) return notSent(counter, press, 'offline', null);
  if (!sameQuote(press.quote, quoteOf(checkout))) {
    const notice = quoteChanged(checkout, true);
    counter.latch.dispatch({ type: 'withdrawn', press, notice });
    return { type: 'end', result: { type: 'quote-changed', checkout } };
  }
  if (checkout.status !== 'open') return notSent(counter, press, 'not-ready', null);
  return null;
}

function order(counter: Counter, press: Press, type: string, token: string): Prepared {
  const { checkout } = counter.latch.facts();
  const key = checkout?.idempotencyKey ?? null;
  if (checkout === null || key === null) return notSent(counter, press, 'not-ready', DOWN);
  const { amount, cartVersion } = press.quote;
  const body: PaymentRequest = { amount, cartVersion, paymentMethod: { type, token } };
  return { type: 'order', order: { checkoutId: checkout.id, key, body: JSON.stringify(body) } };
}

function notSent(
  counter: Counter,
  press: Press,
  reason: NotSentReason,
  notice: Notice | null,
): Prepared {
  counter.latch.dispatch({ type: 'withdrawn', press, notice });
  const { checkout } = counter.latch.facts();
  return { type: 'end', result: { type: 'not-sent', reason, checkout } };
}

/** The card concerns this instance alone, and so do the words. */
function noToken(counter: Counter, press: Press, reason: NotSentReason, notice: Notice): Prepared {
  counter.say(notice);
  return notSent(counter, press, reason, null);
}

function inTime(answered: Promise<boolean>, ended: AbortSignal): Promise<boolean> {
  return Promise.race([answered, aborted(ended).then(() => false)]);
}

async function tokenize(source: MethodSource, ended: AbortSignal): Promise<TokenizeResult> {
  const late: TokenizeResult = { type: 'unreachable', message: 'no token in time' };
  try {
    return await Promise.race([source.tokenize(ended), aborted(ended).then(() => late)]);
  } catch (error) {
    return { type: 'unreachable', message: error instanceof Error ? error.message : String(error) };
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function payToEnd(
  counter: Counter,
  order: PayOrder,
  press: Press,
  mayRenew: boolean,
): Promise<void> {
  await pay(counter, order, press, mayRenew);
  await retireUncharged(counter, order, press);
  await settle(counter, press);
}

/** Asks until the picture shows what became of the press, a few times at most. */
async function settle(counter: Counter, press: Press): Promise<void> {
  // A limit opens the latch at once; what is true now is read and shown all the same.
  if (isLimited(counter)) await counter.ask();
  for (const delayMs of SETTLE_DELAYS_MS) {
    if (isSettled(counter, press)) return;
    if (delayMs > 0) await counter.ports.clock.sleep(delayMs);
    await counter.ask();
  }
}

function isLimited({ latch }: Counter): boolean {
  const { hold, notice } = latch.facts();
  return hold.type === 'free' && notice?.type === 'too-many-attempts';
}

function isSettled(counter: Counter, press: Press): boolean {
  const { hold, checkout } = counter.latch.facts();
  if (hold.type !== 'kept' || hold.press.id !== press.id) return true;
  if (hold.why === 'key-over' || hold.why === 'paid') return false;
  return checkout !== null && isLive(checkout);
}

/**
 * The new key, if the old one was over before anything was bound to it and this press may go on
 * with another.
 */
function renewedKey(counter: Counter, press: Press): string | null {
  const { hold, checkout } = counter.latch.facts();
  const isRenewed = hold.type === 'preparing' && hold.press.id === press.id;
  if (!isRenewed) return null;
  if (counter.isOnline() && isWithinConsent(press.pressedAtMs, counter.ports.clock.now())) {
    return checkout?.idempotencyKey ?? null;
  }
  return null;
}
