// What people read when a press ends at another total: that nothing was charged only as far as it
// is proven.

import { expect, test } from 'vitest';
import { NOTHING_KNOWN, type Facts } from '../../src/client/facts.ts';
import { transition } from '../../src/client/transition.ts';
import { answered, gaveUp, OPEN, picture, sent } from './press-facts.ts';

const NEW_TOTAL = {
  revision: 9,
  cartVersion: 'v2',
  amount: { value: 6300, currency: 'EUR' },
  idempotencyKey: 'key-2',
} as const;

/** Every send was refused with proof, and the key was taken out of use. */
function retired(): Facts {
  const refused = gaveUp({ type: 'not-charged', retryAfter: null });
  if (refused.hold.type !== 'kept') throw new Error('not kept');
  return transition(refused, { type: 'retired', press: refused.hold.press, checkout: OPEN });
}

test.each<[string, Facts, boolean]>([
  ['no press', picture(NOTHING_KNOWN, {}), false],
  ['a press that was sent', sent(), false],
  ['one that nobody answered', gaveUp(), false],
  ['one that was accepted', answered({ type: 'pending' }), false],
  ['one that was refused for it', answered({ type: 'quote-changed', checkout: null }), false],
  ['one whose key was over', answered({ type: 'key-over' }), false],
  ['one that was declined', answered({ type: 'declined' }), false],
  ['one whose key was retired', retired(), true],
])('after %s a new total says only so far as proven that nothing was charged', (...row) => {
  const [, facts, certain] = row;
  const next = picture(facts, NEW_TOTAL);
  expect(next).toMatchObject({
    hold: { type: 'free' },
    notice: { type: 'quote-changed', certain },
  });
});

// The bank may have taken a wrong amount for it.
test('where another payment was declined before, nothing of the kind is said', () => {
  const payment = {
    id: 'pay_0',
    status: 'declined' as const,
    amount: OPEN.amount,
    method: { type: 'card' },
    declineCode: 'amount_mismatch',
    refunds: [],
    createdAt: '',
  };
  const next = picture(retired(), { ...NEW_TOTAL, payment });
  expect(next.notice).toEqual({ type: 'quote-changed', certain: false });
});
