// Facts of one press, step by step, as the pure transition makes them.

import { silence, type PayAnswer, type Undecided } from '../../src/client/answer.ts';
import { NOTHING_KNOWN, type Facts } from '../../src/client/facts.ts';
import { transition } from '../../src/client/transition.ts';
import type { Checkout } from '../../src/protocol/messages.ts';
import { FakeShop } from './fake-shop.ts';

export const OPEN: Checkout = {
  ...new FakeShop(() => 0).checkout(),
  status: 'open',
  idempotencyKey: 'key-1',
};

export function picture(facts: Facts, change: Partial<Checkout>, askedAtStep = facts.step): Facts {
  return transition(facts, { type: 'pictured', checkout: { ...OPEN, ...change }, askedAtStep });
}

type PressEvent =
  | { readonly type: 'withdrawn'; readonly notice: null }
  | { readonly type: 'sent'; readonly key: string }
  | { readonly type: 'answered'; readonly answer: PayAnswer; readonly mayRenew: boolean };

/** Lets the press that has the latch speak. */
export function speak(facts: Facts, event: PressEvent): Facts {
  const { hold } = facts;
  if (hold.type === 'free' || hold.type === 'ended') throw new Error('nobody has the latch');
  return transition(facts, { ...event, press: hold.press });
}

export function pressed(): Facts {
  return transition(picture(NOTHING_KNOWN, {}), { type: 'pressed', atMs: 0 });
}

export function sent(): Facts {
  return speak(pressed(), { type: 'sent', key: 'key-1' });
}

export function answered(answer: PayAnswer): Facts {
  return speak(sent(), { type: 'answered', answer, mayRenew: false });
}

export function gaveUp(last: Undecided = silence('timeout')): Facts {
  const facts = sent();
  if (facts.hold.type !== 'sent') throw new Error('not sent');
  const { press } = facts.hold;
  return transition(facts, { type: 'gave-up', press, last, retryAfterMs: 0 });
}
