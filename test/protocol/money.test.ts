// Amounts and currencies: every code that Intl knows is taken or left out for a reason, and an
// amount is written as a person of each place reads it.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  currencyDecimals,
  formatMoney,
  isCurrency,
  MAX_AMOUNT_MINOR,
  sameMoney,
} from '../../src/protocol/money.ts';

// Replaced by another currency, or no money at all: XDR and XSU are units of account.
const OVER: Readonly<Record<string, string>> = {
  ANG: 'XCG since 2025',
  BGN: 'EUR since 2026',
  CUC: 'CUP since 2021',
  HRK: 'EUR since 2023',
  SLL: 'SLE since 2024',
  ZWL: 'ZWG since 2024',
  XDR: 'a unit of account',
  XSU: 'a unit of account',
};

// ISO 4217 gives these two or three decimals, and banks settle by ISO. Intl follows CLDR, which
// leaves out the coins that shops there no longer use: a way to write a price, not what is charged.
const CLDR_SHOWS_NO_DECIMALS =
  'AFN ALL COP HUF IDR IQD IRR KPW LAK LBP MGA MMK PKR SOS SYP YER'.split(' ');

function intlDecimals(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? -1;
}

/** A text without the marks that only steer its direction, and with plain spaces. */
function plain(text: string): string {
  return text.replace(/[\u200e\u200f\u061c]/g, '').replace(/[\u00a0\u202f]/g, ' ');
}

test('every currency that Intl knows is taken, but for those that are over', () => {
  const left = Intl.supportedValuesOf('currency').filter((code) => !isCurrency(code));
  expect(left.filter((code) => !(code in OVER))).toEqual([]);
});

test('a currency that is over is not taken', () => {
  expect(Object.keys(OVER).filter(isCurrency)).toEqual([]);
});

test('decimals are those of Intl wherever CLDR does not round to whole coins', () => {
  const taken = Intl.supportedValuesOf('currency').filter(isCurrency);
  const different = taken.filter((code) => currencyDecimals(code) !== intlDecimals(code));
  expect(different.filter((code) => !CLDR_SHOWS_NO_DECIMALS.includes(code))).toEqual([]);
  expect(taken.length).toBeGreaterThan(140);
});

test('where CLDR rounds to whole coins the decimals are those of ISO 4217', () => {
  for (const code of CLDR_SHOWS_NO_DECIMALS) {
    expect([code, currencyDecimals(code)]).toEqual([code, code === 'IQD' ? 3 : 2]);
  }
});

test.each([
  ['JPY', 0],
  ['KRW', 0],
  ['EUR', 2],
  ['USD', 2],
  ['BHD', 3],
  ['KWD', 3],
])('%s has %i decimals', (code, decimals) => {
  expect(currencyDecimals(code)).toBe(decimals);
});

test.each(['eur', 'Eur', 'EURO', 'EU', '', ' EUR', 'XXX', 'XTS', 'XAU', 'CLF', 'UYW', '978'])(
  '"%s" is no currency',
  (code) => {
    expect(isCurrency(code)).toBe(false);
    expect(() => currencyDecimals(code)).toThrow(RangeError);
  },
);

test('names that every object has are no currencies', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'get']) {
    expect(isCurrency(name)).toBe(false);
  }
});

test('the error for an unknown currency says what to use instead', () => {
  expect(() => currencyDecimals('euro')).toThrow('Unknown currency "euro": use an ISO 4217 code');
});

test.each([
  ['en', 'EUR', '€42.00'],
  ['en', 'JPY', '¥4,200'],
  ['en', 'KWD', 'KWD 4.200'],
  ['de', 'EUR', '42,00 €'],
  ['de', 'JPY', '4.200 ¥'],
  ['de', 'KWD', '4,200 KWD'],
  ['ja', 'EUR', '€42.00'],
  ['ja', 'JPY', '￥4,200'],
  ['ja', 'KWD', 'KWD 4.200'],
  ['ar-EG', 'EUR', '٤٢٫٠٠ €'],
  ['ar-EG', 'JPY', '٤٬٢٠٠ JP¥'],
  ['ar-EG', 'KWD', '٤٫٢٠٠ د.ك.'],
])('in %s 4200 minor units of %s read %s', (locale, currency, text) => {
  expect(plain(formatMoney({ value: 4200, currency }, locale))).toBe(text);
});

test('a forint is written with the decimals that are charged', () => {
  expect(formatMoney({ value: 420050, currency: 'HUF' }, 'en')).toMatch(/4,200\.50$/);
});

test('every amount that can be paid is written to the last digit', () => {
  const amounts = fc.integer({ min: 1, max: MAX_AMOUNT_MINOR });
  fc.assert(
    fc.property(amounts, fc.constantFrom('JPY', 'EUR', 'KWD'), (value, currency) => {
      const digits = formatMoney({ value, currency }, 'en').replace(/\D/g, '');
      expect(Number(digits)).toBe(value);
    }),
  );
});

test('money is the same only in value and currency', () => {
  const euros = { value: 4200, currency: 'EUR' };
  expect(sameMoney(euros, { ...euros })).toBe(true);
  expect(sameMoney(euros, { value: 4201, currency: 'EUR' })).toBe(false);
  expect(sameMoney(euros, { value: 4200, currency: 'USD' })).toBe(false);
});
