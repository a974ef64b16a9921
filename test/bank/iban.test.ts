// Account numbers: lengths by country, and the two check digits.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkIban, looksLikeIban } from '../../src/bank/iban.ts';

const GOOD = 'DE89370400440532013000';

// The examples of ISO 13616's registry.
test.each([
  'DE89370400440532013000',
  'GB29NWBK60161331926819',
  'FR1420041010050500013M02606',
  'NL91ABNA0417164300',
  'NO9386011117947',
  'MT84MALT011000012345MTLCAST001S',
])('%s is complete', (iban) => {
  expect(checkIban(iban)).toEqual({ ok: true, value: iban });
});

test.each([
  ['', 'iban-missing'],
  [' - ', 'iban-missing'],
  ['89DE370400440532013000', 'iban-shape'],
  ['XX89370400440532013000', 'iban-shape'],
  ['DE89 3704 0044 0532 0130 0!', 'iban-shape'],
  ['DE', 'iban-short'],
  ['DE8937040044053201300', 'iban-short'],
  ['DE893704004405320130000', 'iban-long'],
  ['DE88370400440532013000', 'iban-wrong'],
])('the account %j is %s', (text, problem) => {
  expect(checkIban(text)).toEqual({ ok: false, problem });
});

test('an account is the same with any spaces and dashes, in small letters too', () => {
  const gaps = fc.array(fc.constantFrom('', ' ', '-', '\u00a0', '.'), {
    minLength: GOOD.length,
    maxLength: GOOD.length,
  });
  fc.assert(
    fc.property(gaps, fc.boolean(), (between, small) => {
      const text = Array.from(GOOD, (character, at) => character + between[at]!).join('');
      expect(checkIban(small ? text.toLowerCase() : text)).toEqual({ ok: true, value: GOOD });
    }),
  );
});

test('a single wrong digit, or two that changed places, never pass', () => {
  const place = fc.integer({ min: 2, max: GOOD.length - 2 });
  fc.assert(
    fc.property(place, fc.integer({ min: 1, max: 9 }), (at, by) => {
      const digit = String((Number(GOOD[at]) + by) % 10);
      expect(checkIban(GOOD.slice(0, at) + digit + GOOD.slice(at + 1)).ok).toBe(false);
      const swapped = `${GOOD.slice(0, at)}${GOOD[at + 1]}${GOOD[at]}${GOOD.slice(at + 2)}`;
      expect(checkIban(swapped).ok).toBe(swapped === GOOD);
    }),
  );
});

test('whatever is typed, a check does not throw and a card is not taken for an account', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 70 }), (text) => {
      checkIban(text);
      expect(looksLikeIban(`4242 ${text}`)).toBe(false);
    }),
  );
});
