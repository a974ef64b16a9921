// The pure transition where no story of a whole page reaches: orders of events that are rare.

import { expect, test } from 'vitest';
import { silence, type PayAnswer } from '../../src/client/answer.ts';
import { NOTHING_KNOWN, type Facts } from '../../src/client/facts.ts';
import { transition } from '../../src/client/transition.ts';
import type { Checkout } from '../../src/protocol/messages.ts';
import { answered, gaveUp, OPEN, picture, pressed, sent, speak } from './press-facts.ts';

test('a picture that was asked for before a hold was kept does not open it', () => {
  const kept = gaveUp();
  expect(picture(kept, {}, kept.step - 1)).toBe(kept);
  expect(picture(kept, {}, kept.step)).toMatchObject({
    hold: { type: 'free' },
    notice: { type: 'shop-down', certain: false },
  });
});

test('a picture with a new key opens it whenever it was asked for: the old key can charge no more', () => {
  const kept = gaveUp();
  const next = picture(kept, { idempotencyKey: 'key-2', revision: 9 }, 0);
  expect(next.hold.type).toBe('free');
});

test.each([['pending'], ['declined']] as const)(
  'after "%s" the same key at the same revision takes nothing back',
  (type) => {
    const kept = answered({ type });
    expect(picture(kept, {}).hold.type).toBe('kept');
    expect(picture(kept, { revision: OPEN.revision + 1 }).hold.type).toBe('free');
  },
);

function isWhy(facts: Facts): string | null {
  return facts.hold.type === 'kept' ? facts.hold.why : null;
}

test.each([['succeeded', 'paid'], ['pending'], ['declined']] as const)(
  'a checkout that is as it was before "%s" has forgotten that, if it was asked for since',
  (type, why: string = type) => {
    const kept = answered({ type });
    expect(isWhy(picture(kept, {}, kept.step - 1))).toBe(why);
    const forgotten = picture(kept, {});
    expect(isWhy(forgotten)).toBe('forgotten');
    expect(picture(forgotten, {})).toBe(forgotten);
    // Found again, it is waited for as before.
    const live = { status: 'processing', idempotencyKey: null, revision: 9 } as const;
    expect(isWhy(picture(forgotten, live))).toBe('pending');
    expect(picture(forgotten, { idempotencyKey: 'key-2' }).hold.type).toBe('free');
    const paid = picture(forgotten, { status: 'paid' });
    expect(paid).toMatchObject({ hold: { type: 'ended' }, checkout: { status: 'paid' } });
  },
);

test('a payment that was shown is forgotten by a picture of before, which is not shown', () => {
  const live = { status: 'processing', idempotencyKey: null, revision: 5 } as const;
  const shown = picture(answered({ type: 'pending' }), live);
  const forgotten = picture(shown, { revision: 4 });
  expect([isWhy(forgotten), forgotten.checkout?.revision]).toEqual(['forgotten', 5]);
  // Another key than the one it was paid with: that one is over, if the picture was not overtaken.
  const other = { revision: 4, idempotencyKey: 'key-2' };
  const overtaken = picture(shown, other);
  expect([isWhy(overtaken), overtaken.checkout?.revision]).toEqual(['forgotten', 5]);
  expect(picture(overtaken, other, shown.step)).toBe(overtaken);
  expect(isWhy(picture(overtaken, live))).toBe('pending');
  const passed = picture(overtaken, other);
  expect([passed.hold.type, passed.checkout?.revision]).toEqual(['free', 4]);
});

test('once the key of what was forgotten is retired, the server counts, whatever its revision', () => {
  const live = { status: 'processing', idempotencyKey: null, revision: 5 } as const;
  const forgotten = picture(picture(answered({ type: 'pending' }), live), { revision: 2 });
  if (forgotten.hold.type !== 'kept') throw new Error('not kept');
  const { press } = forgotten.hold;
  const checkout: Checkout = { ...OPEN, status: 'expired', idempotencyKey: null, revision: 3 };
  const retired = transition(forgotten, { type: 'retired', press, checkout });
  expect(retired.checkout).toBe(checkout);
  // It is not said that nothing was charged.
  expect(picture(retired, { revision: 4, idempotencyKey: 'key-2' })).toMatchObject({
    hold: { type: 'free' },
    notice: { type: 'shop-down', certain: false },
  });
  // Of a payment that nobody forgot, nothing is retired by this.
  const kept = answered({ type: 'pending' });
  if (kept.hold.type !== 'kept') throw new Error('not kept');
  const { press: other } = kept.hold;
  expect(transition(kept, { type: 'retired', press: other, checkout })).toBe(kept);
});

test('an older picture opens nothing and is not shown', () => {
  const shown = picture(gaveUp(), { status: 'processing', idempotencyKey: null, revision: 5 });
  expect(shown.hold.type).toBe('kept');
  const overtaken = picture(shown, { revision: 4, idempotencyKey: 'key-2' });
  expect(overtaken).toMatchObject({ hold: { type: 'kept' }, checkout: shown.checkout });
  // What is newer speaks for what is shown: another that was overtaken opens nothing either.
  const newer = picture(overtaken, { status: 'processing', idempotencyKey: null, revision: 6 });
  const again = picture(newer, { revision: 4, idempotencyKey: 'key-2' });
  expect(again).toMatchObject({ hold: { type: 'kept' }, checkout: newer.checkout });
});

test('what is paid cannot be pressed again, whatever is pictured after it', () => {
  const told = answered({ type: 'succeeded' });
  expect(isWhy(told)).toBe('paid');
  expect(transition(told, { type: 'pressed', atMs: 1 })).toBe(told);
  // Not even a picture that has moved on proves that it can be paid.
  expect(isWhy(picture(told, { revision: 7 }))).toBe('forgotten');
  const paid = picture(told, { status: 'paid', idempotencyKey: null, revision: 3 });
  expect(paid).toMatchObject({ hold: { type: 'ended' }, notice: null });
  expect(transition(paid, { type: 'pressed', atMs: 1 })).toBe(paid);
  expect(picture(paid, { revision: 2 })).toBe(paid);
  expect(picture(paid, { status: 'paid', idempotencyKey: null, revision: 3 })).toBe(paid);
});

test('what was paid in a shop that went back can be paid once its pictures have moved on', () => {
  const paid = picture(sent(), { status: 'paid', idempotencyKey: null, revision: 3 });
  const back = picture(paid, { revision: 4, idempotencyKey: 'key-2' });
  expect(back).toMatchObject({ hold: { type: 'free' }, checkout: { idempotencyKey: 'key-2' } });
  expect(transition(back, { type: 'pressed', atMs: 1 }).hold.type).toBe('preparing');
});

test('a live payment that is not its own ends a press that has sent nothing', () => {
  const next = picture(pressed(), { status: 'processing', idempotencyKey: null, revision: 3 });
  expect(next).toMatchObject({ hold: { type: 'free' }, notice: { type: 'other-tab' } });
});

test('a decline from before the press is not its answer', () => {
  const payment = {
    id: 'pay_0',
    status: 'declined' as const,
    amount: OPEN.amount,
    method: { type: 'card' },
    refunds: [],
    createdAt: '',
  };
  const before = picture(NOTHING_KNOWN, { payment });
  const press = transition(before, { type: 'pressed', atMs: 0 });
  const kept = speak(speak(press, { type: 'sent', key: 'key-1' }), {
    type: 'answered',
    answer: { type: 'refused', code: 'request-invalid', errors: [] },
    mayRenew: false,
  });
  expect(picture(kept, { payment }).notice).toMatchObject({ type: 'refused' });
});

test.each([
  ['an older one, shown again by a server that went back', 'pay_1', '10:00', false],
  ['the same one', 'pay_2', '10:01', false],
  ['another one of the same moment', 'pay_3', '10:01', true],
  ['a later one', 'pay_3', '10:02', true],
  ['a later one with the number of one that was forgotten', 'pay_2', '10:02', true],
])('of a decline, %s: is it that of the press?', (_which, id, createdAt, isOwn) => {
  const decline = { status: 'declined' as const, method: { type: 'card' }, refunds: [] };
  const payment = { ...decline, amount: OPEN.amount };
  const before = picture(NOTHING_KNOWN, {
    payment: { ...payment, id: 'pay_2', createdAt: '10:01' },
  });
  const press = transition(before, { type: 'pressed', atMs: 0 });
  const sending = speak(press, { type: 'sent', key: 'key-1' });
  const next = { idempotencyKey: 'key-2', revision: 9 };
  const ended = picture(sending, { ...next, payment: { ...payment, id, createdAt } });
  expect(ended.hold.type).toBe('free');
  expect(ended.declinedPress !== null).toBe(isOwn);
  expect(ended.notice).toEqual(isOwn ? null : { type: 'shop-down', certain: false });
});

test('a refusal to be read opens only what a verdict has ended', () => {
  const event = { type: 'unreadable', notice: { type: 'not-found' } } as const;
  const silent = gaveUp();
  expect(transition(silent, { ...event, askedAtStep: silent.step })).toBe(silent);
  const refused = answered({ type: 'refused', code: 'checkout-not-found', errors: [] });
  expect(transition(refused, { ...event, askedAtStep: refused.step }).hold.type).toBe('free');
});

test('a payment is withdrawn only while nothing was sent', () => {
  expect(speak(pressed(), { type: 'withdrawn', notice: null }).hold.type).toBe('free');
  const facts = sent();
  expect(speak(facts, { type: 'withdrawn', notice: null })).toBe(facts);
});

test.each([['key-over'], ['refused']] as const)(
  'what is older than what is shown counts after "%s" the second time it is heard',
  (type) => {
    const shown = picture(NOTHING_KNOWN, { revision: 9 });
    const sending = speak(transition(shown, { type: 'pressed', atMs: 0 }), {
      type: 'sent',
      key: 'key-1',
    });
    const answer: PayAnswer =
      type === 'key-over' ? { type } : { type, code: 'cart-unavailable', errors: [] };
    const kept = speak(sending, { type: 'answered', answer, mayRenew: true });
    expect(isWhy(kept)).toBe(type);
    const older = { revision: 4, idempotencyKey: 'key-2' };
    expect(picture(kept, older, kept.step - 1)).toBe(kept);
    const suspect = picture(kept, older);
    expect([isWhy(suspect), suspect.checkout?.revision]).toEqual([type, 9]);
    expect(picture(suspect, older, kept.step)).toBe(suspect);
    const back = picture(suspect, older);
    expect([back.hold.type, back.checkout?.revision, back.checkout?.idempotencyKey]).toEqual([
      type === 'key-over' ? 'preparing' : 'free',
      4,
      'key-2',
    ]);
  },
);

test('a press of which nothing was heard ends with a picture of before as well', () => {
  const shown = picture(NOTHING_KNOWN, { revision: 9 });
  const sending = speak(transition(shown, { type: 'pressed', atMs: 0 }), {
    type: 'sent',
    key: 'key-1',
  });
  if (sending.hold.type !== 'sent') throw new Error('not sent');
  const { press } = sending.hold;
  const last = silence('timeout');
  const kept = transition(sending, { type: 'gave-up', press, last, retryAfterMs: 0 });
  const live = { revision: 4, status: 'processing', idempotencyKey: null } as const;
  expect(picture(sending, live)).toBe(sending);
  const suspect = picture(kept, live);
  expect(suspect.checkout?.revision).toBe(9);
  expect(picture(suspect, live)).toMatchObject({
    hold: { type: 'kept', why: 'silence' },
    checkout: { status: 'processing', revision: 4 },
  });
  expect(picture(suspect, { revision: 4 })).toMatchObject({
    hold: { type: 'free' },
    checkout: { revision: 4 },
    notice: { type: 'shop-down', certain: false },
  });
});
