// Shaping what is typed: the text and the caret after each edit.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digitsOnly } from '../../src/bank/digits.ts';
import {
  formatExpiry,
  formatIban,
  formatNumber,
  formatSecurityCode,
  type Edit,
  type Format,
  type Typed,
} from '../../src/frame/format.ts';

// `|` is the caret.
function at(marked: string): Typed {
  return { text: marked.replace('|', ''), caret: marked.indexOf('|') };
}

function marked({ text, caret }: Typed): string {
  return `${text.slice(0, caret)}|${text.slice(caret)}`;
}

function typeInto(format: Format, keys: string): string {
  let typed: Typed = { text: '', caret: 0 };
  for (const key of keys) {
    const { text, caret } = typed;
    const next = text.slice(0, caret) + key + text.slice(caret);
    typed = format({ text: next, caret: caret + 1 }, 'insert');
  }
  return marked(typed);
}

test.each<[string, string, Edit]>([
  ['4242|', '4242|', 'insert'],
  ['42425|', '4242 5|', 'insert'],
  ['4242-4242 42424242|', '4242 4242 4242 4242|', 'insert'],
  ['4249|2 42', '4249| 242', 'insert'],
  ['42429| 42', '4242 9|42', 'insert'],
  ['4242|42', '4242| 42', 'delete-backward'],
  ['4242|42', '4242 |42', 'delete-forward'],
  ['42|2 42', '42|24 2', 'delete-backward'],
  ['37828|2246310005', '3782 8|22463 10005', 'insert'],
  ['42424242424242424242424|', '4242 4242 4242 4242|', 'insert'],
  ['abc|', '|', 'insert'],
  ['٤٢٤٢٤|', '4242 4|', 'insert'],
])('the number %s becomes %s after %s', (before, after, edit) => {
  expect(marked(formatNumber(at(before), edit))).toBe(after);
});

test.each([
  ['1', '1|'],
  ['5', '05/|'],
  ['12', '12/|'],
  ['13', '01/3|'],
  ['1/', '01/|'],
  ['1/27', '01/27|'],
  ['127', '12/7|'],
  ['0127', '01/27|'],
  ['01/27', '01/27|'],
  ['01/2027', '01/27|'],
  ['01/2', '01/2|'],
  ['01/20', '01/20|'],
  ['01/202', '01/202|'],
  ['01/279', '01/27|'],
  ['01/20275', '01/27|'],
])('the expiry typed as %s becomes %s', (keys, after) => {
  expect(typeInto(formatExpiry, keys)).toBe(after);
});

test.each(['1/27', '0127', '01/2027', '012027', '01 - 27', '2027-01', '٠١/٢٧'])(
  'the expiry pasted as %s becomes 01/27',
  (text) => {
    expect(marked(formatExpiry({ text, caret: text.length }, 'insert'))).toBe('01/27|');
  },
);

test.each<[string, string, Edit]>([
  ['12|', '12|', 'delete-backward'],
  ['12|27', '12|27', 'delete-backward'],
  ['|2/27', '|2/27', 'delete-forward'],
  ['1|/27', '1|/27', 'delete-backward'],
  ['0|/27', '0|/27', 'delete-backward'],
  ['0/2|7', '0/2|7', 'insert'],
])('an expiry of which a part is deleted is left alone: %s', (before, after, edit) => {
  expect(marked(formatExpiry(at(before), edit))).toBe(after);
});

test('a digit put into the middle of an expiry keeps the caret behind it', () => {
  expect(marked(formatExpiry(at('12|/27'), 'insert'))).toBe('12/|27');
});

test('a security code has as many digits as its brand says', () => {
  expect(marked(formatSecurityCode('amex')(at('12345|'), 'insert'))).toBe('1234|');
  expect(marked(formatSecurityCode(null)(at('1a23|4'), 'insert'))).toBe('123|');
});

const FORMATS = { number: formatNumber, expiry: formatExpiry, code: formatSecurityCode('visa') };
const anyEdit = fc.constantFrom<Edit>('insert', 'delete-backward', 'delete-forward');
const anyText = fc
  .array(fc.constantFrom(...Array.from('0123456789 /-x٣')), { maxLength: 30 })
  .map((characters) => characters.join(''));

test.each(Object.entries(FORMATS))('formatting a %s again changes nothing', (_name, format) => {
  fc.assert(
    fc.property(anyText, fc.nat({ max: 30 }), (text, caret) => {
      const once = format({ text, caret: Math.min(caret, text.length) }, 'insert');
      expect(format(once, 'insert').text).toBe(once.text);
    }),
  );
});

test.each(Object.entries(FORMATS))('the caret of a %s stays inside the text', (_name, format) => {
  fc.assert(
    fc.property(anyText, fc.nat({ max: 30 }), anyEdit, (text, caret, edit) => {
      const typed = format({ text, caret: Math.min(caret, text.length) }, edit);
      expect(typed.caret).toBeGreaterThanOrEqual(0);
      expect(typed.caret).toBeLessThanOrEqual(typed.text.length);
    }),
  );
});

test('formatting a number neither loses nor reorders what fits', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const typed = formatNumber({ text, caret: text.length }, 'insert');
      expect(digitsOnly(text).startsWith(digitsOnly(typed.text))).toBe(true);
    }),
  );
});

test('deleting from the end always empties every field', () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom(...Object.values(FORMATS)), (text, format) => {
      let typed = format({ text, caret: text.length }, 'insert');
      for (let presses = 0; presses < 40 && typed.text !== ''; presses += 1) {
        const caret = Math.max(typed.caret - 1, 0);
        const rest = typed.text.slice(0, caret) + typed.text.slice(typed.caret);
        typed = format({ text: rest, caret }, 'delete-backward');
      }
      expect(typed.text).toBe('');
    }),
  );
});

test.each([
  ['de893704', 'DE89 3704'],
  ['DE89-3704.0044', 'DE89 3704 0044'],
  ['DE89 3704 0044 0532 0130 00', 'DE89 3704 0044 0532 0130 00'],
  ['GB29NWBK60161331926819', 'GB29 NWBK 6016 1331 9268 19'],
  ['D\u0645E8', 'DE8'],
  ['X'.repeat(60), `${'XXXX '.repeat(8)}XX`],
])('the account %j is set as %j', (text, shaped) => {
  expect(formatIban({ text, caret: text.length }, 'insert')).toEqual({
    text: shaped,
    caret: shaped.length,
  });
});

test('in the middle of an account the caret stays behind what was typed', () => {
  expect(formatIban({ text: 'DEX89 3704', caret: 3 }, 'insert')).toEqual({
    text: 'DEX8 9370 4',
    caret: 3,
  });
});

test('shaping an account twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (text) => {
      const once = formatIban({ text, caret: text.length }, 'insert');
      expect(formatIban(once, 'insert')).toEqual(once);
    }),
  );
});
