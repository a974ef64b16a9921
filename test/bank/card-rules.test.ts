// Card numbers, expiries and security codes: the pure rules, also with whatever a keyboard can say.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brandRules, detectBrand, groupDigits } from '../../src/bank/brands.ts';
import {
  checkExpiry,
  checkNumber,
  checkSecurityCode,
  formatExpiryValue,
} from '../../src/bank/card-rules.ts';
import { asciiDigits, passesLuhn } from '../../src/bank/digits.ts';

const DIGITS = Array.from('0123456789');
const NOW = Date.UTC(2026, 10, 15);

const digitString = (min: number, max: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max })
    .map((digits) => digits.join(''));

test('for every string of digits exactly one check digit passes Luhn', () => {
  fc.assert(
    fc.property(digitString(1, 18), (digits) => {
      const fitting = DIGITS.filter((last) => passesLuhn(digits + last));
      expect(fitting).toHaveLength(1);
    }),
  );
});

test('a single wrong digit never passes Luhn', () => {
  fc.assert(
    fc.property(digitString(12, 18), fc.nat(), fc.integer({ min: 1, max: 9 }), (body, at, by) => {
      const good = DIGITS.map((last) => body + last).find(passesLuhn)!;
      const index = at % good.length;
      const wrong = String((Number(good[index]) + by) % 10);
      expect(passesLuhn(good.slice(0, index) + wrong + good.slice(index + 1))).toBe(false);
    }),
  );
});

test.each([
  ['4242424242424242', 'visa'],
  ['5555555555554444', 'mastercard'],
  ['2221000000000009', 'mastercard'],
  ['378282246310005', 'amex'],
  ['6011111111111117', 'discover'],
  ['3056930009020004', 'diners'],
  ['36227206271667', 'diners'],
  ['3566002020360505', 'jcb'],
  ['6200000000000005', 'unionpay'],
  ['6759649826438453', 'maestro'],
])('%s is complete and of brand %s', (digits, brand) => {
  expect(checkNumber(digits)).toEqual({ ok: true, value: { digits, brand } });
});

test.each([
  ['', 'number-missing'],
  [' - ', 'number-missing'],
  ['4242 4242', 'number-short'],
  ['4242 4242 4242 4242 4242', 'number-long'],
  ['4242 4242 4242 4241', 'number-wrong'],
  ['4242 4242 4242 424x', 'number-wrong'],
  ['37828224631000', 'number-short'],
])('the number %j is %s', (text, problem) => {
  expect(checkNumber(text)).toEqual({ ok: false, problem });
});

test('a number is the same with any spaces and dashes in it', () => {
  const separators = fc.array(fc.constantFrom('', ' ', '-', '\u00a0', '\u2013'), {
    minLength: 16,
    maxLength: 16,
  });
  fc.assert(
    fc.property(separators, (gaps) => {
      const text = Array.from('4242424242424242')
        .map((digit, at) => digit + gaps[at]!)
        .join('');
      expect(checkNumber(text)).toMatchObject({ ok: true, value: { digits: '4242424242424242' } });
    }),
  );
});

test('digits of other keyboards are read as ours', () => {
  expect(asciiDigits('٤٢ ۴۲ 42')).toBe('42 42 42');
});

test('groups hold every digit once, in order', () => {
  fc.assert(
    fc.property(digitString(0, 19), (digits) => {
      const groups = groupDigits(digits, detectBrand(digits));
      expect(groups.join('')).toBe(digits);
      expect(groups.every((group) => group !== '')).toBe(true);
    }),
  );
});

test('American Express is grouped 4-6-5 and its code has four digits', () => {
  expect(groupDigits('378282246310005', 'amex')).toEqual(['3782', '822463', '10005']);
  expect(brandRules('amex').codeLength).toBe(4);
});

test.each(['01/27', '1/27', '0127', '01/2027', '012027', '01-27', '1 / 27', '2027-01', '01.27'])(
  'the expiry %j is January 2027',
  (text) => {
    const checked = checkExpiry(text, NOW);
    expect(checked).toEqual({ ok: true, value: { month: 1, year: 2027 } });
  },
);

test.each([
  ['', 'expiry-missing'],
  ['1', 'expiry-unreadable'],
  ['01/2', 'expiry-unreadable'],
  ['01/202', 'expiry-unreadable'],
  ['01/1999', 'expiry-unreadable'],
  ['00/27', 'expiry-month'],
  ['13/27', 'expiry-month'],
  ['10/26', 'expiry-past'],
  ['12/66', 'expiry-far'],
])('the expiry %j is %s', (text, problem) => {
  expect(checkExpiry(text, NOW)).toEqual({ ok: false, problem });
});

test('a card is good through its month, wherever on earth the holder is', () => {
  const atUtc = (day: number, hour: number) =>
    checkExpiry('11/26', Date.UTC(2026, 10, day, hour)).ok;
  expect([atUtc(1, 0), atUtc(30, 23), atUtc(31, 11), atUtc(31, 12)]).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test('every month of the next forty years is written and read back the same', () => {
  const month = fc.integer({ min: 1, max: 12 });
  const year = fc.integer({ min: 2027, max: 2065 });
  fc.assert(
    fc.property(month, year, (aMonth, aYear) => {
      const value = { month: aMonth, year: aYear };
      expect(checkExpiry(formatExpiryValue(value), NOW)).toEqual({ ok: true, value });
    }),
  );
});

test.each([
  ['123', 'visa', true],
  ['1234', 'visa', false],
  ['12', null, false],
  ['12x', null, false],
  ['1234', 'amex', true],
  ['123', 'amex', false],
] as const)('the code %j with brand %s: complete %s', (code, brand, isComplete) => {
  expect(checkSecurityCode(code, brand).ok).toBe(isComplete);
});

test('no text at all makes a check throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 70 }), (text) => {
      checkNumber(text);
      checkExpiry(text, NOW);
      checkSecurityCode(text, detectBrand(text));
    }),
  );
});
