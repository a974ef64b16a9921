// What every instance on a page knows about one cart's payment: the newest picture the server gave,
// and the hold that a press of Pay has on it. Plain data only, because two copies of the bundle
// share it. Knows no time and no messages.

import type { Checkout } from '../protocol/messages.ts';
import { sameMoney, type Money } from '../protocol/money.ts';
import type { Notice } from './snapshot.ts';

/** What the shopper saw when they pressed Pay, and so all they agreed to. */
export interface Quote {
  readonly cartVersion: string;
  readonly amount: Money;
}

/** One press of Pay, from the click until the server's picture has shown what became of it. */
export interface Press {
  readonly id: number;
  readonly pressedAtMs: number;
  readonly quote: Quote;
  /**
   * The payment that the picture told of when the POST was sent: an earlier decline is not this
   * press's answer.
   */
  readonly earlierPayment: Checkout['payment'];
}

/**
 * The POST that the press has handed to `fetch`. `unsure`: one of its sends may have arrived and
 * was never answered.
 */
export interface Sent {
  readonly key: string;
  readonly revision: number;
  readonly unsure: boolean;
}

/**
 * Why nothing is sent any more while the picture is still to come: the server gave a verdict
 * (`paid`, `declined`, `refused`), the key was over and a new one is awaited (`key-over`), the
 * payment is accepted (`pending`), the key was used by another press (`reused`), every send was
 * answered with proof that it charged nothing but a copy of one may still be on its way
 * (`not-charged`), the server had told of the payment and does not know of it any more
 * (`forgotten`), or nobody knows (`silence`).
 */
export type KeptWhy =
  | 'paid'
  | 'declined'
  | 'refused'
  | 'key-over'
  | 'pending'
  | 'reused'
  | 'not-charged'
  | 'forgotten'
  | 'silence';

export type Hold =
  | { readonly type: 'free' }
  | { readonly type: 'preparing'; readonly press: Press }
  | { readonly type: 'sent'; readonly press: Press; readonly sent: Sent }
  | {
      readonly type: 'kept';
      readonly press: Press;
      readonly sent: Sent;
      readonly why: KeptWhy;
      /** Only a picture asked for from this step on can tell what became of the press. */
      readonly sinceStep: number;
      /** What the shopper reads if the picture shows that the checkout can be paid again. */
      readonly notice: Notice | null;
    }
  /** The picture shows it paid: over for this cart, unless the server's database goes back. */
  | { readonly type: 'ended' };

export interface Facts {
  /**
   * Grows whenever the hold changes or a picture is suspected, so that it is known which answers
   * were asked for before.
   */
  readonly step: number;
  readonly hold: Hold;
  readonly checkout: Checkout | null;
  readonly notice: Notice | null;
  /**
   * A picture older than the one shown was heard: it was overtaken, or the server went back in
   * time. Another one that is asked for from this step on is believed. Null: none was.
   */
  readonly suspectStep: number | null;
  /** The server has forgotten a payment that was shown as under way, and may find it again. */
  readonly isLost: boolean;
  /** The last press that the server's picture has ended with a decline of its own. */
  readonly declinedPress: number | null;
}

/** The same facts with another hold, and so a step further. */
export function withHold(facts: Facts, hold: Hold, notice: Notice | null): Facts {
  return { ...facts, step: facts.step + 1, hold, notice };
}

export function isHeldBy(hold: Hold, press: Press): boolean {
  return hold.type !== 'free' && hold.type !== 'ended' && hold.press.id === press.id;
}

export const NOTHING_KNOWN: Facts = {
  step: 0,
  hold: { type: 'free' },
  checkout: null,
  notice: null,
  suspectStep: null,
  isLost: false,
  declinedPress: null,
};

export function isPaid(checkout: Checkout): boolean {
  return (
    checkout.status === 'paid' ||
    checkout.status === 'partially_refunded' ||
    checkout.status === 'refunded'
  );
}

/** A payment is under way, here or anywhere. */
export function isLive(checkout: Checkout): boolean {
  return checkout.status === 'processing' || checkout.status === 'action_required';
}

/**
 * The payment that waits at the bank, if this page sent it and so knows its key: only with that can
 * it be given up.
 */
export function cancelable({ hold, checkout }: Facts): Extract<Hold, { type: 'kept' }> | null {
  if (checkout?.status !== 'action_required' || hold.type !== 'kept') return null;
  return hold.why === 'pending' || hold.why === 'silence' || hold.why === 'not-charged'
    ? hold
    : null;
}

export function quoteOf(checkout: Checkout): Quote {
  return { cartVersion: checkout.cartVersion, amount: checkout.amount };
}

export function sameQuote(a: Quote, b: Quote): boolean {
  return a.cartVersion === b.cartVersion && sameMoney(a.amount, b.amount);
}

/**
 * That there is a new total. `isUncharged`: the press that reads it has charged nothing; that
 * nothing was charged is said only if there was no payment before it either.
 */
export function quoteChanged(checkout: Checkout, isUncharged: boolean): Notice {
  return { type: 'quote-changed', certain: isUncharged && checkout.payment === null };
}

/**
 * The payment of this picture, if it was declined and still speaks of the amount that is asked for
 * now.
 */
export function declinedPayment(checkout: Checkout): Checkout['payment'] {
  const { payment } = checkout;
  if (payment?.status !== 'declined' || checkout.status !== 'open') return null;
  return sameMoney(payment.amount, checkout.amount) ? payment : null;
}

/**
 * Says the same as before, but for how long the key still lives, which changes with every answer.
 */
function sameContent(a: Checkout, b: Checkout): boolean {
  const { keyExpiresInMs: _a, ...restOfA } = a;
  const { keyExpiresInMs: _b, ...restOfB } = b;
  return JSON.stringify(restOfA) === JSON.stringify(restOfB);
}

/**
 * The picture to show once `next` has arrived, or null if it is older than the one shown and proves
 * nothing.
 */
export function newerPicture(shown: Checkout | null, next: Checkout): Checkout | null {
  if (shown === null || shown.id !== next.id) return next;
  if (next.revision < shown.revision) return null;
  return next.revision === shown.revision && sameContent(shown, next) ? shown : next;
}
