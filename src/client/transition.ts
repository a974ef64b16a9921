// The one place where the latch moves: facts and an event in, facts out. Says after which answers
// and pictures Pay may be pressed again, and after which never. Pure: sends nothing, waits for
// nothing, and gives back the same facts when an event says nothing new.

import type { Checkout } from '../protocol/messages.ts';
import type { PayAnswer, Undecided } from './answer.ts';
import {
  isHeldBy,
  quoteOf,
  withHold,
  type Facts,
  type Hold,
  type KeptWhy,
  type Press,
} from './facts.ts';
import { pictured } from './pictured.ts';
import type { Notice } from './snapshot.ts';

/**
 * `press` names the press that speaks: an event of one that no longer has the latch changes
 * nothing.
 */
export type FactsEvent =
  /** Pay was pressed; the latch is taken. */
  | { readonly type: 'pressed'; readonly atMs: number }
  /** The press ended before its POST was handed to `fetch`. */
  | { readonly type: 'withdrawn'; readonly press: Press; readonly notice: Notice | null }
  /** The POST is about to be handed to `fetch`. */
  | { readonly type: 'sent'; readonly press: Press; readonly key: string }
  | Answered
  /** Nothing will be sent any more for this press; `last` is what the last send brought. */
  | {
      readonly type: 'gave-up';
      readonly press: Press;
      readonly last: Undecided;
      readonly retryAfterMs: number;
    }
  /**
   * The server took the press's key out of use on request: nothing can be charged with it.
   * `checkout` is how it stands since.
   */
  | { readonly type: 'retired'; readonly press: Press; readonly checkout: Checkout }
  /** The server gave the press's payment up on request; `checkout` is how it stands since. */
  | {
      readonly type: 'canceled';
      readonly press: Press;
      readonly checkout: Checkout;
      readonly askedAtStep: number;
    }
  | { readonly type: 'pictured'; readonly checkout: Checkout; readonly askedAtStep: number }
  /**
   * The server answered that this checkout is not to be read: gone, somebody else's, or not signed
   * in.
   */
  | { readonly type: 'unreadable'; readonly notice: Notice; readonly askedAtStep: number };

interface Answered {
  readonly type: 'answered';
  readonly press: Press;
  readonly answer: PayAnswer;
  /** If the key is over, this press may go on once with a new one. */
  readonly mayRenew: boolean;
}

export function transition(facts: Facts, event: FactsEvent): Facts {
  if ('press' in event && !isHeldBy(facts.hold, event.press)) return facts;
  switch (event.type) {
    case 'pressed':
      return press(facts, event.atMs);
    case 'withdrawn':
      return withdraw(facts, event.notice);
    case 'sent':
      return send(facts, event.key);
    case 'answered':
      return answer(facts, event.answer, event.mayRenew);
    case 'gave-up':
      return giveUp(facts, event.last, event.retryAfterMs);
    case 'retired':
      return retire(facts, event.checkout);
    case 'canceled':
      return cancel(facts, event.checkout, event.askedAtStep);
    case 'pictured':
      return pictured(facts, event.checkout, event.askedAtStep);
    case 'unreadable':
      return unreadable(facts, event.notice, event.askedAtStep);
  }
}

// Said when nobody knows whether a charge was made: never together with "nothing was charged".
const UNSURE: Notice = { type: 'shop-down', certain: false };
const UNCHARGED: Notice = { type: 'shop-down', certain: true };

const FREE: Hold = { type: 'free' };

function press(facts: Facts, atMs: number): Facts {
  const { hold, checkout } = facts;
  if (hold.type !== 'free' || checkout?.status !== 'open') return facts;
  const next: Press = {
    id: facts.step + 1,
    pressedAtMs: atMs,
    quote: quoteOf(checkout),
    earlierPayment: checkout.payment,
  };
  return withHold({ ...facts, isLost: false }, { type: 'preparing', press: next }, null);
}

function withdraw(facts: Facts, notice: Notice | null): Facts {
  const { hold } = facts;
  const isUnsent = hold.type === 'preparing' || (hold.type === 'kept' && hold.why === 'key-over');
  return isUnsent ? withHold(facts, FREE, notice) : facts;
}

function send(facts: Facts, key: string): Facts {
  const { hold, checkout } = facts;
  if (hold.type !== 'preparing' || checkout === null) return facts;
  const sent = { key, revision: checkout.revision, unsure: false };
  // The picture may have moved on since the click.
  const pressed = { ...hold.press, earlierPayment: checkout.payment };
  return withHold(facts, { type: 'sent', press: pressed, sent }, null);
}

function answer(facts: Facts, answered: PayAnswer, mayRenew: boolean): Facts {
  const { hold } = facts;
  if (hold.type !== 'sent') return facts;
  switch (answered.type) {
    case 'succeeded':
    case 'already-paid':
      return keep(facts, 'paid', UNSURE);
    case 'declined':
      return keep(facts, 'declined', null);
    case 'pending':
      return keep(facts, 'pending', UNSURE);
    case 'reused':
      return keep(facts, 'reused', UNSURE);
    case 'halted':
      return keep(facts, 'silence', UNSURE);
    case 'refused':
      return keep(facts, 'refused', refusal(answered.code, answered.errors));
    case 'key-over':
      return mayRenew ? keep(facts, 'key-over', null) : keep(facts, 'refused', UNSURE);
    case 'quote-changed': {
      const kept = keep(facts, 'refused', { type: 'quote-changed', certain: false });
      return answered.checkout === null ? kept : pictured(kept, answered.checkout, kept.step);
    }
    case 'in-flight':
    case 'unknown':
      return doubt(facts);
    case 'not-charged':
    case 'too-many':
      return facts;
  }
}

function keep(facts: Facts, why: KeptWhy, notice: Notice | null): Facts {
  const { hold } = facts;
  if (hold.type !== 'sent') return facts;
  const { press: pressed, sent } = hold;
  const sinceStep = facts.step + 1;
  return withHold(facts, { type: 'kept', press: pressed, sent, why, sinceStep, notice }, null);
}

function doubt(facts: Facts): Facts {
  const { hold } = facts;
  if (hold.type !== 'sent' || hold.sent.unsure) return facts;
  return withHold(facts, { ...hold, sent: { ...hold.sent, unsure: true } }, facts.notice);
}

/**
 * No more sends. Refusals prove something only if every send of this press was refused; after one
 * unknown send the server's picture must tell. And that no send has charged anything leaves its key
 * free for a copy that the network still holds: "nothing was charged" waits until the key is
 * retired.
 */
function giveUp(facts: Facts, last: Undecided, retryAfterMs: number): Facts {
  const { hold } = facts;
  if (hold.type !== 'sent') return facts;
  const tooMany: Notice = { type: 'too-many-attempts', retryAfterMs };
  if (last.type === 'too-many') {
    return hold.sent.unsure ? keep(facts, 'silence', tooMany) : withHold(facts, FREE, tooMany);
  }
  const isProven = last.type === 'not-charged' && !hold.sent.unsure;
  return keep(facts, isProven ? 'not-charged' : 'silence', UNSURE);
}

/**
 * The picture that is asked for from now on brings the next key, and with it these words. Of a
 * payment that the server forgot nobody says that nothing was charged. What is shown of it may be
 * of a later revision than the server's, which has gone back: from here on the server's counts.
 */
function retire(facts: Facts, checkout: Checkout): Facts {
  const { hold } = facts;
  if (hold.type !== 'kept') return facts;
  const { why } = hold;
  if (why !== 'not-charged' && why !== 'forgotten') return facts;
  const notice = why === 'forgotten' ? UNSURE : UNCHARGED;
  const shown = why === 'forgotten' ? checkout : facts.checkout;
  const sinceStep = facts.step + 1;
  // What was forgotten may have been declined.
  const sent = { ...hold.sent, unsure: hold.sent.unsure || why === 'forgotten' };
  const over: Hold = { ...hold, sent, why: 'refused', sinceStep, notice };
  return withHold({ ...facts, checkout: shown }, over, null);
}

/** Only the picture opens the latch, as always; but nothing is unsure about it any more. */
function cancel(facts: Facts, checkout: Checkout, askedAtStep: number): Facts {
  const { hold } = facts;
  if (hold.type !== 'kept') return facts;
  return pictured({ ...facts, hold: { ...hold, notice: null } }, checkout, askedAtStep);
}

function refusal(code: string, errors: Extract<PayAnswer, { type: 'refused' }>['errors']): Notice {
  if (code === 'not-signed-in') return { type: 'not-signed-in' };
  if (code === 'checkout-not-found') return { type: 'not-found' };
  return { type: 'refused', code, errors };
}

function unreadable(facts: Facts, notice: Notice, askedAtStep: number): Facts {
  const { hold } = facts;
  const isVerdict = hold.type === 'kept' && (hold.why === 'refused' || hold.why === 'declined');
  return isVerdict && askedAtStep >= hold.sinceStep ? withHold(facts, FREE, notice) : facts;
}
