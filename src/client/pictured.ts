// What a picture of the checkout, fresh from the server, does to the facts: it is adopted if it is
// newer than the one shown, or the second one that is older, and it alone ends a hold whose POST
// may have arrived. Pure.

import type { Checkout } from '../protocol/messages.ts';
import {
  isLive,
  isPaid,
  newerPicture,
  quoteChanged,
  quoteOf,
  sameQuote,
  withHold,
  type Facts,
  type Hold,
} from './facts.ts';
import type { Notice } from './snapshot.ts';

type Kept = Extract<Hold, { type: 'kept' }>;
type Posted = Extract<Hold, { type: 'sent' | 'kept' }>;

const FREE: Hold = { type: 'free' };
const ENDED: Hold = { type: 'ended' };
const OTHER_TAB: Notice = { type: 'other-tab' };
const OTHER_DECLINED: Notice = { type: 'other-payment-declined' };
const DOWN: Notice = { type: 'shop-down', certain: false };

export function pictured(facts: Facts, picture: Checkout, askedAtStep: number): Facts {
  const newer = newerPicture(facts.checkout, picture);
  const kept = keptSince(facts.hold, askedAtStep);
  if (kept !== null && isForgotten(kept, picture, newer)) return forget(facts, kept);
  if (newer !== null) return shownNow(facts, newer, askedAtStep);
  if (!mayBeBack(facts, kept)) return facts;
  const { step, suspectStep } = facts;
  if (suspectStep === null) return { ...facts, step: step + 1, suspectStep: step + 1 };
  return askedAtStep < suspectStep ? facts : shownNow(facts, picture, askedAtStep);
}

/** The hold, if its press had come to an end for the page before this picture was asked for. */
function keptSince(hold: Hold, askedAtStep: number): Kept | null {
  return hold.type === 'kept' && askedAtStep >= hold.sinceStep ? hold : null;
}

/**
 * Whether a picture older than the one shown may be believed, the second time: the first may have
 * been overtaken by what another widget had asked for. Not one that was asked for before the press
 * had its answer. And what was shown as paid is to be paid again only in a picture that is newer.
 */
function mayBeBack({ hold, checkout }: Facts, kept: Kept | null): boolean {
  if (checkout !== null && isPaid(checkout)) return false;
  return hold.type === 'free' || kept !== null;
}

/** The facts with this picture for the one shown. */
function shownNow(facts: Facts, checkout: Checkout, askedAtStep: number): Facts {
  const isSame = checkout === facts.checkout && facts.suspectStep === null;
  const isLost = isLostIn(facts, checkout);
  const next = isSame ? facts : { ...facts, checkout, suspectStep: null, isLost };
  if (isPaid(checkout)) return facts.hold.type === 'ended' ? next : withHold(next, ENDED, null);
  switch (facts.hold.type) {
    case 'ended':
      // It was paid in what the server's database has lost since.
      return withHold(next, FREE, noticeWhenFree(facts, next.isLost, checkout));
    case 'free':
      return withNotice(next, noticeWhenFree(facts, next.isLost, checkout));
    case 'preparing':
      // Somebody else pays: nothing of this press was sent, so it ends here.
      return isLive(checkout) ? withHold(next, FREE, OTHER_TAB) : next;
    case 'sent':
      return isKeyPassed(facts.hold, checkout) ? ended(next, facts.hold, checkout, DOWN) : next;
    case 'kept':
      return picturedWhenKept(next, facts.hold, checkout, askedAtStep);
  }
}

/** What was under way and is gone without an end may be found again, until there is news of it. */
function isLostIn({ hold, checkout: shown, isLost }: Facts, checkout: Checkout): boolean {
  if (isLive(checkout) || isPaid(checkout) || shown === null) return false;
  if (isLive(shown)) return checkout.revision <= shown.revision;
  return isLost && hold.type === 'free' && shown.payment?.id === checkout.payment?.id;
}

function withNotice(facts: Facts, notice: Notice | null): Facts {
  return facts.notice === notice ? facts : { ...facts, notice };
}

/**
 * Payable under another key: the server charges only its current key, so the one that was sent can
 * never be charged now.
 */
function isKeyPassed(hold: Posted, checkout: Checkout): boolean {
  const key = checkout.idempotencyKey;
  return checkout.status === 'open' && key !== null && key !== hold.sent.key;
}

function picturedWhenKept(
  facts: Facts,
  hold: Kept,
  checkout: Checkout,
  askedAtStep: number,
): Facts {
  const askedSince = askedAtStep >= hold.sinceStep;
  if (hold.why === 'key-over') return renewed(facts, hold, checkout);
  if (isLive(checkout)) {
    // It was found again.
    if (hold.why === 'forgotten') return withHold(facts, { ...hold, why: 'pending' }, null);
    // A verdict was given, so what is live now is not this press: another tab pays.
    const isOver = hold.why === 'declined' || hold.why === 'refused';
    if (isOver && askedSince) return withHold(facts, FREE, OTHER_TAB);
    return withNotice(facts, hold.why === 'reused' ? OTHER_TAB : null);
  }
  if (isKeyPassed(hold, checkout)) {
    return ended(facts, hold, checkout, hold.notice);
  }
  if (!askedSince || !provesOver(hold, checkout)) return facts;
  // A copy of what was sent may still be charged with the same key.
  const notice = hold.notice?.type === 'shop-down' ? DOWN : hold.notice;
  return ended(facts, hold, checkout, notice);
}

/**
 * Nothing is live and no new key was issued. For a POST that was never answered that is as much as
 * a reader can learn: nothing has come of it, and whatever still might is held to this one key by
 * the server. But where the server told of a payment, only a picture that has moved on since can
 * take that back.
 */
function provesOver(hold: Kept, checkout: Checkout): boolean {
  return !isTold(hold) || checkout.revision > hold.sent.revision;
}

function isTold({ why }: Kept): boolean {
  return why === 'paid' || why === 'pending' || why === 'declined' || why === 'forgotten';
}

/**
 * The server told of the payment, and shows the checkout as it was before: its database went back
 * in time. What became of the payment nobody knows, and its key is still the one to pay with. A
 * picture that is merely older than what is shown may have been overtaken: the next one tells. What
 * was paid is never to be paid again, in no picture that there will be.
 */
function isForgotten(hold: Kept, picture: Checkout, newer: Checkout | null): boolean {
  if (!isTold(hold) || isLive(picture) || isPaid(picture)) return false;
  const isPassed = isKeyPassed(hold, picture);
  if (newer === null) return !isPassed || hold.why !== 'forgotten';
  return !isPassed && (hold.why === 'paid' || picture.revision <= hold.sent.revision);
}

function forget(facts: Facts, hold: Kept): Facts {
  if (hold.why === 'forgotten') return facts;
  const sinceStep = facts.step + 1;
  const forgotten = withHold(facts, { ...hold, why: 'forgotten', sinceStep }, facts.notice);
  return { ...forgotten, suspectStep: sinceStep };
}

/**
 * The key was over; with a new one and an unchanged quote, the same press goes on. Else it ends and
 * Pay is asked again.
 */
function renewed(facts: Facts, hold: Kept, checkout: Checkout): Facts {
  if (isLive(checkout)) return withHold(facts, FREE, OTHER_TAB);
  if (isKeyPassed(hold, checkout) && sameQuote(hold.press.quote, quoteOf(checkout))) {
    return withHold(facts, { type: 'preparing', press: hold.press }, null);
  }
  // The key that is over may still be the newest known, until the server is asked for another.
  if (checkout.status === 'open' && !isKeyPassed(hold, checkout)) return facts;
  return ended(facts, hold, checkout, hold.notice);
}

/** The press is over, and the picture tells how. */
function ended(facts: Facts, hold: Posted, checkout: Checkout, otherwise: Notice | null): Facts {
  const free = withHold(facts, FREE, noticeAfter(hold, checkout, otherwise));
  return isDeclined(hold, checkout) ? { ...free, declinedPress: hold.press.id } : free;
}

/** A decline that is news since the POST, unless what was answered says that it is another's. */
function isDeclined(hold: Posted, checkout: Checkout): boolean {
  return isNewsOfDecline(hold, checkout) && !isReused(hold) && !isRefused(hold);
}

/**
 * A server that went back in time shows declines of before again, and gives their ids once more.
 */
function isNewsOfDecline({ press: { earlierPayment } }: Posted, { payment }: Checkout): boolean {
  if (payment?.status !== 'declined') return false;
  if (earlierPayment === null || payment.createdAt > earlierPayment.createdAt) return true;
  return payment.createdAt === earlierPayment.createdAt && payment.id !== earlierPayment.id;
}

function isReused(hold: Posted): boolean {
  return hold.type === 'kept' && hold.why === 'reused';
}

/** And no send of it may have been taken before. */
function isRefused(hold: Posted): boolean {
  return hold.type === 'kept' && hold.why === 'refused' && !hold.sent.unsure;
}

/**
 * What the shopper reads when a press has ended: a fresh decline speaks for itself, a new total
 * must be read.
 */
function noticeAfter(hold: Posted, checkout: Checkout, otherwise: Notice | null): Notice | null {
  if (!sameQuote(hold.press.quote, quoteOf(checkout))) {
    const isUncharged = otherwise?.type === 'shop-down' && otherwise.certain;
    return quoteChanged(checkout, isUncharged);
  }
  if (isDeclined(hold, checkout)) return null;
  if (isReused(hold) && isNewsOfDecline(hold, checkout)) return OTHER_DECLINED;
  // The server has just shown what it refused to know: whatever was wrong, it is not that.
  const isDisproved = otherwise?.type === 'not-found' || otherwise?.type === 'not-signed-in';
  return isDisproved ? DOWN : otherwise;
}

/** `isLost`: what was under way is gone in this picture. */
function noticeWhenFree(facts: Facts, isLost: boolean, checkout: Checkout): Notice | null {
  const { checkout: shown, notice } = facts;
  if (isLost && !facts.isLost) return DOWN;
  if (facts.isLost && isLive(checkout)) return null;
  const wasPayable = shown?.status === 'open';
  if (isLive(checkout)) return wasPayable ? OTHER_TAB : otherTabOnly(notice);
  if (wasPayable && !sameQuote(quoteOf(shown), quoteOf(checkout))) {
    return quoteChanged(checkout, false);
  }
  // A payment that is news says more than what was said before it.
  if (shown !== null && shown.payment?.id !== checkout.payment?.id) return null;
  // The server has answered, so what it refused to answer before is over, and so is the other tab's
  // payment.
  const isOver =
    notice?.type === 'other-tab' ||
    notice?.type === 'not-found' ||
    notice?.type === 'not-signed-in';
  return isOver ? null : notice;
}

function otherTabOnly(notice: Notice | null): Notice | null {
  return notice?.type === 'other-tab' ? notice : null;
}
