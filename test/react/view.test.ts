// The table of words: what button and status line say in each state.

import { expect, test } from 'vitest';
import type { Notice, Snapshot, Status } from '../../src/client/snapshot.ts';
import type { Checkout, Payment } from '../../src/protocol/messages.ts';
import { buttonView, lineView } from '../../src/react/view.ts';
import { ENGLISH, fill, fillPlural, type Messages } from '../../src/react/words.ts';

const WORDING = { words: ENGLISH, locale: 'en', amount: '€42.00' };

const PAYMENT: Payment = {
  id: 'pay_1',
  status: 'declined',
  amount: { value: 4200, currency: 'EUR' },
  method: { type: 'card' },
  refunds: [],
  createdAt: '2026-01-01T00:00:00.000Z',
};

const OPEN: Checkout = {
  id: 'chk_1',
  revision: 1,
  gateway: { type: 'sandbox' },
  cartId: 'cart_1',
  cartVersion: 'v1',
  status: 'open',
  amount: { value: 4200, currency: 'EUR' },
  lines: [],
  idempotencyKey: 'key-1',
  keyExpiresInMs: 1000,
  payment: null,
};

function snapshot(status: Status, over: Partial<Snapshot> = {}): Snapshot {
  return {
    status,
    checkout: OPEN,
    notice: null,
    patience: 'short',
    canSubmit: false,
    isAccepted: false,
    canCancel: false,
    ...over,
  };
}

function declined(declineCode: string, type = 'card'): Snapshot {
  const payment = { ...PAYMENT, declineCode, method: { type } };
  return snapshot('declined', { checkout: { ...OPEN, payment } });
}

function nameOf(state: Snapshot): string {
  const view = buttonView(state, WORDING);
  return [view.spoken, view.text].filter(Boolean).join(' ');
}

const SHOP_DOWN: Notice = { type: 'shop-down', certain: true };

test.each<[Snapshot, string]>([
  [snapshot('loading'), 'Pay'],
  [snapshot('ready'), 'Pay €42.00'],
  [snapshot('declined'), 'Pay €42.00'],
  [snapshot('offline'), 'Pay €42.00 (waiting)'],
  [snapshot('paying'), 'Paying €42.00'],
  [snapshot('checking'), 'Paying €42.00'],
  [snapshot('checking', { notice: { type: 'other-tab' } }), 'Paying in another tab'],
  [snapshot('action'), 'Pay €42.00. Continue at your bank'],
  [snapshot('processing'), 'Payment on its way'],
  [snapshot('paid'), 'Paid €42.00'],
  [snapshot('expired'), 'Payment not available'],
  [snapshot('error', { notice: SHOP_DOWN, canSubmit: true }), 'Pay €42.00. Try again'],
  [snapshot('error', { notice: SHOP_DOWN, checkout: null }), 'Payment. Try again'],
  [snapshot('error', { notice: { type: 'not-found' } }), 'Payment not available'],
  [snapshot('error', { notice: { type: 'not-signed-in' }, canSubmit: true }), 'Payment. Try again'],
])('the button of %o is named %s', (state, name) => {
  expect(nameOf(state)).toBe(name);
});

test('a press where another tab only says that it pays asks, where it does pay it is blocked', () => {
  const elsewhere = { notice: { type: 'other-tab' } } as const;
  const live: Checkout = { ...OPEN, status: 'processing' };
  expect(buttonView(snapshot('checking', elsewhere), WORDING).press).toBe('refresh');
  const paying = snapshot('checking', { ...elsewhere, checkout: live });
  expect(buttonView(paying, WORDING)).toMatchObject({ press: 'submit', phase: 'busy' });
});

test('what is seen of the button is part of what is heard', () => {
  const view = buttonView(snapshot('action'), WORDING);
  expect(view.text).toBe('Continue at your bank');
  expect(nameOf(snapshot('action'))).toContain(view.text);
});

test('only a press that can pay again submits after an error', () => {
  const press = (state: Snapshot) => buttonView(state, WORDING).press;
  expect(press(snapshot('error', { notice: SHOP_DOWN, canSubmit: true }))).toBe('submit');
  expect(press(snapshot('error', { notice: SHOP_DOWN, canSubmit: false }))).toBe('refresh');
  expect(press(snapshot('error', { notice: SHOP_DOWN, checkout: null }))).toBe('refresh');
});

// Every code that the server and its gateways have, and one that they do not have.
const DECLINES: readonly [string, keyof Messages, RegExp][] = [
  ['generic_decline', 'declinedOther', /call your bank/],
  ['stolen_card', 'declinedOther', /Try another card/],
  ['of_tomorrow', 'declinedOther', /Try another card/],
  ['insufficient_funds', 'declinedFunds', /not enough funds/],
  ['processing_error', 'declinedTechnical', /Try again/],
  ['not_completed', 'declinedNotCompleted', /You can try again/],
  ['authentication_failed', 'declinedAuthentication', /could not make sure that it was you/],
  ['authentication_required', 'declinedAuthentication', /Try again/],
  ['authentication_expired', 'declinedExpired', /gave up\..*You can try again/],
  ['token_invalid', 'declinedDetails', /enter them again/],
  ['debit_failed', 'declinedDebit', /Try another way/],
];

test.each(DECLINES)('of %s people read %s: that nothing was charged, and what to do', (...row) => {
  const [code, word, advice] = row;
  const line = lineView(declined(code), WORDING);
  expect(line).toMatchObject({ role: 'alert', tone: 'bad', text: ENGLISH[word] });
  expect(line?.text).toContain('Nothing was charged.');
  expect(line?.text).toMatch(advice);
  expect(line?.text).not.toContain(code);
});

test.each(DECLINES)('a debit that was not accepted (%s) speaks of no card', (code) => {
  const line = lineView(declined(code, 'bank_debit'), WORDING);
  expect(line?.text).toMatch(/Nothing was charged\./);
  expect(line?.text).not.toMatch(/card/);
});

test.each(['card', 'bank_debit'])('a wrong amount was charged by %s, and goes back', (type) => {
  const { text } = lineView(declined('amount_mismatch', type), WORDING) ?? { text: '' };
  expect(text).toMatch(/another amount than was shown.*given back in full/);
  expect(text).not.toMatch(/nothing was charged|declined/i);
});

test('an order is called safe, and the bank silent, only once the server knows of it', () => {
  for (const patience of ['short', 'long', 'very-long'] as const) {
    const text = (isAccepted: boolean) =>
      lineView(snapshot('checking', { patience, isAccepted }), WORDING)?.text ?? '';
    expect(text(false)).toMatch(/checking.*don't pay again/);
    expect(text(false)).not.toMatch(/safe|close|bank/i);
    expect(text(true)).toMatch(patience === 'very-long' ? /Your order is safe/ : /from the bank/);
  }
});

test('"nothing was charged" is said only where the server knows it', () => {
  const states: Snapshot[] = [
    snapshot('paying'),
    snapshot('checking'),
    snapshot('checking', { patience: 'very-long' }),
    snapshot('checking', { patience: 'very-long', isAccepted: true }),
    snapshot('processing'),
    snapshot('expired'),
    snapshot('offline'),
    snapshot('error'),
    snapshot('error', { notice: { type: 'shop-down', certain: false } }),
    snapshot('error', { notice: { type: 'refused', code: 'request-invalid', errors: [] } }),
    snapshot('error', { notice: { type: 'not-found' } }),
    snapshot('checking', { notice: { type: 'other-tab' } }),
    snapshot('declined', { notice: { type: 'other-payment-declined' } }),
    snapshot('ready', { notice: { type: 'quote-changed', certain: false } }),
  ];
  for (const state of states) {
    expect(lineView(state, WORDING)?.text).not.toMatch(/nothing (was|has been) charged/i);
  }
});

test('a page that shows a checkout does not say that a shop is silent which may have answered', () => {
  const notice: Notice = { type: 'shop-down', certain: false };
  const text = (checkout: Checkout | null) =>
    lineView(snapshot('error', { notice, checkout }), WORDING)?.text;
  expect(text(null)).toMatch(/^The shop does not answer right now/);
  expect(text(OPEN)).toMatch(/^The shop cannot say right now where your payment stands/);
});

test("another payment's decline is not told as this card's", () => {
  const notice: Notice = { type: 'other-payment-declined' };
  const line = lineView(snapshot('declined', { notice, checkout: OPEN, canSubmit: true }), WORDING);
  expect(line?.role).toBe('alert');
  expect(line?.text).toMatch(/^Another payment for this cart was declined/);
  expect(line?.text).not.toMatch(/this card/);
});

test('a new total is told, and that nothing was charged where that is certain', () => {
  const text = (certain: boolean) =>
    lineView(snapshot('ready', { notice: { type: 'quote-changed', certain } }), WORDING)?.text;
  const told = 'Your cart changed in another window. The new total is €42.00.';
  expect(text(false)).toBe(told);
  expect(text(true)).toBe(`${told} Nothing was charged yet.`);
});

test('a wait is told in whole minutes, rounded up', () => {
  const text = (retryAfterMs: number) =>
    lineView(snapshot('error', { notice: { type: 'too-many-attempts', retryAfterMs } }), WORDING)
      ?.text;
  expect(text(1)).toContain('wait a minute');
  expect(text(60_001)).toContain('wait 2 minutes');
});

test('a template keeps what it has no value for', () => {
  expect(fill('{a} and {b}', { a: '1' })).toBe('1 and {b}');
});

test('a plural falls back to its "other" form', () => {
  expect(fillPlural({ other: '{count} Teile' }, 1, 'de')).toBe('1 Teile');
  expect(fillPlural({ one: '{count} item', other: '{count} items' }, 1234, 'en')).toBe(
    '1,234 items',
  );
});
