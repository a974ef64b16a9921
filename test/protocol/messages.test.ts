// What a client may send: each limit at its edge, and errors that name the path of what is wrong.

import { expect, test } from 'vitest';
import {
  openCheckoutSchema,
  parseMessage,
  paymentRequestSchema,
  quoteSchema,
} from '../../src/protocol/messages.ts';
import { MAX_AMOUNT_MINOR } from '../../src/protocol/money.ts';

const AMOUNT = { value: 4200, currency: 'EUR' };
const PAYMENT = {
  amount: AMOUNT,
  cartVersion: 'v1',
  paymentMethod: { type: 'card', token: 'tok_1' },
};
const LINE = { name: 'Mug', quantity: 2, amount: AMOUNT };
const QUOTE = { version: 'v1', amount: AMOUNT, lines: [LINE] };

/**
 * The paths that are wrong when `change` is made to a payment that is right; none when it parses.
 */
function wrongPaths(change: object): string[] {
  const parsed = parseMessage(paymentRequestSchema, { ...PAYMENT, ...change });
  return parsed.ok ? [] : [...new Set(parsed.errors.map((error) => error.path))];
}

function wrongQuotePaths(change: object): string[] {
  const parsed = parseMessage(quoteSchema, { ...QUOTE, ...change });
  return parsed.ok ? [] : parsed.errors.map((error) => error.path);
}

function withToken(token: unknown): object {
  return { paymentMethod: { type: 'card', token } };
}

test('a payment is read as it was sent, without members that nobody asked for', () => {
  const parsed = parseMessage(paymentRequestSchema, { ...PAYMENT, number: '4242', amount_: 1 });
  expect(parsed).toEqual({ ok: true, value: PAYMENT });
});

test('a payment may leave the cart version out', () => {
  expect(wrongPaths({ cartVersion: undefined })).toEqual([]);
});

test.each([
  [1, []],
  [MAX_AMOUNT_MINOR, []],
  [0, ['amount.value']],
  [-1, ['amount.value']],
  [-0, ['amount.value']],
  [0.5, ['amount.value']],
  [1e-320, ['amount.value']],
  [MAX_AMOUNT_MINOR + 1, ['amount.value']],
  [2 ** 53, ['amount.value']],
  [1e21, ['amount.value']],
  [Number.POSITIVE_INFINITY, ['amount.value']],
  [Number.NaN, ['amount.value']],
  ['4200', ['amount.value']],
  [null, ['amount.value']],
  [true, ['amount.value']],
  [[4200], ['amount.value']],
])('an amount of %s is wrong at %j', (value, paths) => {
  expect(wrongPaths({ amount: { ...AMOUNT, value } })).toEqual(paths);
});

test('no number that is no number can come out of JSON', () => {
  expect(() => JSON.parse('{"value":NaN}') as unknown).toThrow(SyntaxError);
  const huge = JSON.parse('{"value":1e999,"currency":"EUR"}') as object;
  expect(wrongPaths({ amount: huge })).toEqual(['amount.value']);
});

test.each(['eur', 'XYZ', '', 'EURO', 978, null, ['EUR'], 'constructor', '__proto__'])(
  'the currency %j is wrong',
  (currency) => {
    expect(wrongPaths({ amount: { ...AMOUNT, currency } })).toEqual(['amount.currency']);
  },
);

test.each([
  ['an amount', { amount: undefined }, 'amount'],
  ['a currency', { amount: { value: 1 } }, 'amount.currency'],
  ['a value', { amount: { currency: 'EUR' } }, 'amount.value'],
  ['a payment method', { paymentMethod: undefined }, 'paymentMethod'],
  ['a token', { paymentMethod: { type: 'card' } }, 'paymentMethod.token'],
  ['a type', { paymentMethod: { token: 'tok_1' } }, 'paymentMethod.type'],
])('a payment without %s names its path', (_, change, path) => {
  expect(wrongPaths(change)).toEqual([path]);
});

test.each([[null], [undefined], [42], ['text'], [true]])('%j as a whole is wrong at ""', (body) => {
  expect(parseMessage(paymentRequestSchema, body)).toEqual({
    ok: false,
    errors: [{ path: '', message: 'must be a JSON object' }],
  });
});

test('a member that is missing is said to be missing, at any depth', () => {
  const parsed = parseMessage(paymentRequestSchema, { paymentMethod: { type: 'card' } });
  expect(parsed.ok ? [] : parsed.errors).toEqual([
    { path: 'amount', message: 'amount is missing' },
    { path: 'paymentMethod.token', message: 'token is missing' },
  ]);
});

test('every error is told at once, each in words', () => {
  const parsed = parseMessage(paymentRequestSchema, {
    amount: { value: 1.5, currency: 'eur' },
    cartVersion: '',
    paymentMethod: { type: 'Card', token: '' },
  });
  expect(parsed.ok ? [] : parsed.errors).toEqual([
    { path: 'amount.value', message: 'value, in minor units, must be a whole number' },
    {
      path: 'amount.currency',
      message: 'currency must be an upper-case ISO 4217 code such as "EUR"',
    },
    { path: 'cartVersion', message: 'cartVersion must not be empty' },
    { path: 'paymentMethod.type', message: 'type must be a name such as "card"' },
    { path: 'paymentMethod.token', message: 'token must not be empty' },
  ]);
});

test.each([
  ['token', (text: string) => wrongPaths(withToken(text)), 255],
  ['cartVersion', (text: string) => wrongPaths({ cartVersion: text }), 200],
  ['type', (text: string) => wrongPaths({ paymentMethod: { type: text, token: 't' } }), 40],
  ['quote version', (text: string) => wrongQuotePaths({ version: text }), 200],
  ['line name', (text: string) => wrongQuotePaths({ lines: [{ ...LINE, name: text }] }), 300],
])('a %s may be as long as its limit and no longer', (_, wrong, limit) => {
  expect(wrong('x'.repeat(limit))).toEqual([]);
  expect(wrong('x'.repeat(limit + 1))).toHaveLength(1);
  expect(wrong('x')).toEqual([]);
  expect(wrong('')).not.toEqual([]);
});

test('a cart id may have 200 characters, and none that no text should hold', () => {
  const isGood = (cartId: unknown) => parseMessage(openCheckoutSchema, { cartId }).ok;
  expect(['x'.repeat(200), 'ünï/?#%', '🍵', ' ', '\u0080'].map(isGood)).not.toContain(false);
  const bad = ['x'.repeat(201), '', '\0', 'a\nb', '\u007f', '\ud83c', '\udf75\ud83c', 7, null, {}];
  expect(bad.map(isGood)).not.toContain(true);
});

test.each(['Card', '1card', 'card!', 'card-x', '_card', 'card\n', 'cаrd'])(
  'the method type %j is wrong',
  (type) => {
    expect(wrongPaths({ paymentMethod: { type, token: 'tok_1' } })).toEqual(['paymentMethod.type']);
  },
);

test.each([
  [1, []],
  [1_000_000, []],
  [0, ['lines.0.quantity']],
  [1_000_001, ['lines.0.quantity']],
  [1.5, ['lines.0.quantity']],
])('a quantity of %s is wrong at %j', (quantity, paths) => {
  expect(wrongQuotePaths({ lines: [{ ...LINE, quantity }] })).toEqual(paths);
});

test('a line may be free or a discount, a total may not', () => {
  const lineOf = (value: number) => ({ lines: [LINE, { ...LINE, amount: { ...AMOUNT, value } }] });
  expect(wrongQuotePaths(lineOf(0))).toEqual([]);
  expect(wrongQuotePaths(lineOf(-MAX_AMOUNT_MINOR))).toEqual([]);
  expect(wrongQuotePaths(lineOf(-MAX_AMOUNT_MINOR - 1))).toEqual(['lines.1.amount.value']);
  expect(wrongQuotePaths({ amount: { ...AMOUNT, value: 0 } })).toEqual(['amount.value']);
});

test('a quote may have 200 lines, and none', () => {
  const linesOf = (count: number) => ({ lines: Array.from({ length: count }, () => LINE) });
  expect(wrongQuotePaths(linesOf(0))).toEqual([]);
  expect(wrongQuotePaths(linesOf(200))).toEqual([]);
  expect(wrongQuotePaths(linesOf(201))).toEqual(['lines']);
});
