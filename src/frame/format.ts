// Sets card and account details in shape while somebody types, pastes or deletes, and says where
// the caret belongs afterwards. Pure: text and caret in, text and caret out. Does not judge whether
// what was typed is right.

import { brandRules, detectBrand, groupDigits, type Brand } from '../bank/brands.ts';
import { asciiDigits, digitsOnly } from '../bank/digits.ts';
import { bareIban, MAX_IBAN_LENGTH } from '../bank/iban.ts';

export interface Typed {
  readonly text: string;
  readonly caret: number;
}

/** What the person did: only `insert` may add characters of ours, or they could not be deleted. */
export type Edit = 'insert' | 'delete-backward' | 'delete-forward';

export type Format = (typed: Typed, edit: Edit) => Typed;

/** Digits in the groups that are printed on the card. */
export const formatNumber: Format = (typed, edit) => {
  const digits = digitsOnly(typed.text);
  const brand = detectBrand(digits);
  const kept = digits.slice(0, Math.max(...brandRules(brand).lengths));
  const text = groupDigits(kept, brand).join(' ');
  const before = digitsOnly(typed.text.slice(0, typed.caret)).length;
  const caret = afterDigits(text, before);
  // The space in front of the caret is ours: deleting forward steps over it, or the next press
  // would meet it again.
  const stepsOver = edit === 'delete-forward' && text[caret] === ' ';
  return { text, caret: stepsOver ? caret + 1 : caret };
};

/** `MM/YY`; takes `1/27`, `0127`, `01/2027` and `2027-01` as well. */
export const formatExpiry: Format = (typed, edit) => {
  const ascii = asciiDigits(typed.text);
  const yearFirst = /^\s*20(\d{2})-(\d{1,2})\s*$/.exec(ascii);
  if (yearFirst) return atEnd(`${yearFirst[2]?.padStart(2, '0')}/${yearFirst[1]}`);
  // A month that lost its second digit to the delete key gets it back before all else is shaped.
  if (edit !== 'insert' || /^0\//.test(ascii)) return onlyExpiryCharacters(typed);
  const digits = expiryDigits(ascii);
  const text = digits.length < 2 ? digits : `${digits.slice(0, 2)}/${shortYear(digits.slice(2))}`;
  if (typed.caret >= typed.text.length) return atEnd(text);
  const added = digits.length - digitsOnly(typed.text).length;
  const before = digitsOnly(typed.text.slice(0, typed.caret)).length + added;
  const caret = afterDigits(text, before);
  return { text, caret: text[caret] === '/' ? caret + 1 : caret };
};

/** Month in two digits, then the year's. A month that can only have one digit gets its zero. */
function expiryDigits(ascii: string): string {
  const digits = digitsOnly(ascii);
  const isSingle = /^\D*[1-9]\D/.test(ascii) || /^[2-9]/.test(digits);
  const isTooLate = Number(digits.slice(0, 2)) > 12;
  return isSingle || isTooLate ? `0${digits}` : digits;
}

/**
 * Two digits; a year being typed in four, which must begin with 20, may stand until it is whole.
 */
function shortYear(digits: string): string {
  if (!digits.startsWith('20')) return digits.slice(0, 2);
  return digits.length >= 4 ? digits.slice(2, 4) : digits;
}

function onlyExpiryCharacters(typed: Typed): Typed {
  const keep = (text: string) => asciiDigits(text).replace(/[^0-9/]/g, '');
  return { text: keep(typed.text), caret: keep(typed.text.slice(0, typed.caret)).length };
}

/** Digits only, as many as the brand's code has. */
export function formatSecurityCode(brand: Brand | null): Format {
  return (typed) => {
    const text = digitsOnly(typed.text).slice(0, brandRules(brand).codeLength);
    const before = digitsOnly(typed.text.slice(0, typed.caret)).length;
    return { text, caret: Math.min(before, text.length) };
  };
}

/** Capitals and digits in fours, as on a bank statement. */
export const formatIban: Format = (typed, edit) => {
  const characters = ibanCharacters(typed.text).slice(0, MAX_IBAN_LENGTH);
  const text = (characters.match(/.{1,4}/g) ?? []).join(' ');
  const before = ibanCharacters(typed.text.slice(0, typed.caret)).length;
  const caret = after(text, before, /[A-Z0-9]/);
  const stepsOver = edit === 'delete-forward' && text[caret] === ' ';
  return { text, caret: stepsOver ? caret + 1 : caret };
};

function ibanCharacters(text: string): string {
  return bareIban(text).replace(/[^A-Z0-9]/g, '');
}

/** The position right after the first `count` digits. */
function afterDigits(text: string, count: number): number {
  return after(text, count, /[0-9]/);
}

/** The position right after the first `count` characters of a kind. */
function after(text: string, count: number, kind: RegExp): number {
  let seen = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (seen === count) return index;
    if (kind.test(text[index] ?? '')) seen += 1;
  }
  return text.length;
}

function atEnd(text: string): Typed {
  return { text, caret: text.length };
}
