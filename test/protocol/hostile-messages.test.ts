// Messages that were made to hurt: card numbers where a token belongs, names that prototypes have,
// nesting without end. Each parses to what it says, or is refused; none throws.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checkoutSchema,
  openCheckoutSchema,
  parseMessage,
  paymentRequestSchema,
  problemSchema,
} from '../../src/protocol/messages.ts';

const AMOUNT = { value: 4200, currency: 'EUR' };
const REFUSED = {
  path: 'paymentMethod.token',
  message: 'token must come from the bank: a card number must never be sent here',
};

function errorsOf(token: string) {
  const paymentMethod = { type: 'card', token };
  const parsed = parseMessage(paymentRequestSchema, { amount: AMOUNT, paymentMethod });
  return parsed.ok ? [] : parsed.errors;
}

/** `length` digits that begin with `prefix` and pass the Luhn check. */
function cardNumber(prefix: string, length: number): string {
  const body = prefix.padEnd(length - 1, '0');
  const sum = [...body].reverse().reduce((total, character, index) => {
    const doubled = Number(character) * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return body + String((10 - (sum % 10)) % 10);
}

test.each([
  '4242424242424242',
  '4242 4242 4242 4242',
  '4242-4242-4242-4242',
  '4242.4242.4242.4242',
  '4242_4242/4242|4242',
  ' 4242424242424242 ',
  '\u00a04242\u20094242\u202f4242\u20114242',
  '4242\u200b4242\u200b4242\u200b4242',
  '４２４２４２４２４２４２４２４２',
  '378282246310005',
  '"4242424242424242"',
])('the card number %j is no token', (token) => {
  expect(errorsOf(token)).toEqual([REFUSED]);
});

test.each([12, 13, 14, 15, 16, 17, 18, 19])('a card number of %i digits is no token', (length) => {
  expect(errorsOf(cardNumber('6', length))).toEqual([REFUSED]);
});

test.each([
  'tok_4242424242424242',
  '4242424242424241',
  cardNumber('6', 11),
  cardNumber('6', 20),
  'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  '12345678-1234-4234-8234-123456789012',
  'pm_1MqLiJLkdIwHu7ixUEgbFdYF',
])('the token %j is taken', (token) => {
  expect(errorsOf(token)).toEqual([]);
});

test('a refusal never repeats what was sent', () => {
  const number = '4242424242424242';
  const parsed = parseMessage(paymentRequestSchema, {
    amount: { value: number, currency: number },
    cartVersion: { number },
    paymentMethod: { type: number, token: number },
  });
  expect(parsed.ok).toBe(false);
  expect(JSON.stringify(parsed)).not.toContain(number);
});

test('a lone surrogate is refused wherever text is taken', () => {
  for (const text of ['\ud800', 'a\udc00b', '\udc00\ud800']) {
    expect(errorsOf(text)).toEqual([
      { path: 'paymentMethod.token', message: 'token must be valid Unicode' },
    ]);
  }
  expect(errorsOf('tok_🍵')).toEqual([]);
});

test('names that prototypes have are members like any other', () => {
  const text = `{"__proto__":{"cartId":"evil"},"constructor":{"prototype":{"polluted":1}}}`;
  const parsed = parseMessage(openCheckoutSchema, JSON.parse(text));
  expect(parsed).toMatchObject({ ok: false, errors: [{ path: 'cartId' }] });
  expect((Object.prototype as { polluted?: unknown }).polluted).toBeUndefined();
  const kept = parseMessage(openCheckoutSchema, JSON.parse('{"cartId":"c","__proto__":{"a":1}}'));
  expect(kept).toEqual({ ok: true, value: { cartId: 'c' } });
  expect(kept.ok && Object.getPrototypeOf(kept.value)).toBe(Object.prototype);
});

test('nesting as deep as a body may have parses or is refused, without a throw', () => {
  const depth = 8000;
  const deep = JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;
  expect(parseMessage(paymentRequestSchema, deep).ok).toBe(false);
  const members = `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`;
  const amount = JSON.parse(members) as unknown;
  expect(parseMessage(paymentRequestSchema, { amount }).ok).toBe(false);
  expect(parseMessage(checkoutSchema, amount).ok).toBe(false);
});

test('whatever JSON says, every parser answers, and what it takes it takes again', () => {
  const schemas = [openCheckoutSchema, paymentRequestSchema, checkoutSchema, problemSchema];
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...schemas), (input, schema) => {
      const parsed = parseMessage<unknown>(schema, input);
      if (!parsed.ok) expect(parsed.errors.length).toBeGreaterThan(0);
      else expect(parseMessage<unknown>(schema, parsed.value)).toEqual(parsed);
    }),
    { numRuns: 500 },
  );
});

test('one member that is something else makes a payment wrong there and nowhere else', () => {
  const members = ['amount', 'cartVersion', 'paymentMethod'] as const;
  const good = { amount: AMOUNT, cartVersion: 'v1', paymentMethod: { type: 'card', token: 't' } };
  const other = fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.constant([[]]));
  fc.assert(
    fc.property(fc.constantFrom(...members), other, (member, value) => {
      const parsed = parseMessage(paymentRequestSchema, { ...good, [member]: value });
      const paths = parsed.ok ? [] : parsed.errors.map((error) => error.path.split('.')[0]);
      expect(new Set(paths)).toEqual(new Set([member]));
    }),
  );
});
