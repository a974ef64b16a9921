// What makes card details complete: number, expiry and security code, each checked by itself. The
// bank and the card fields page use the same rules. Knows codes for what is wrong, not the words,
// and not which cards this bank issued.

import { brandRules, detectBrand, type Brand } from './brands.ts';
import { asciiDigits, passesLuhn } from './digits.ts';

export type CardProblem =
  | 'number-missing'
  | 'number-short'
  | 'number-long'
  | 'number-wrong'
  | 'number-unknown'
  | 'expiry-missing'
  | 'expiry-unreadable'
  | 'expiry-month'
  | 'expiry-past'
  | 'expiry-far'
  | 'code-missing'
  | 'code-wrong'
  | 'code-missing-amex'
  | 'code-wrong-amex';

/** 19 digits and as many separators, with room; nobody embosses more. */
export const MAX_CARD_INPUT_LENGTH = 64;

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: CardProblem };

export interface CardNumber {
  readonly digits: string;
  readonly brand: Brand | null;
}

/** The number with its spaces and dashes gone. */
export function checkNumber(text: string): Checked<CardNumber> {
  const digits = asciiDigits(text).replace(/[\s\p{Pd}.]/gu, '');
  if (digits === '') return wrong('number-missing');
  if (!/^\d+$/.test(digits)) return wrong('number-wrong');
  const brand = detectBrand(digits);
  const { lengths } = brandRules(brand);
  if (digits.length < Math.min(...lengths)) return wrong('number-short');
  if (digits.length > Math.max(...lengths)) return wrong('number-long');
  if (!lengths.includes(digits.length)) return wrong('number-short');
  if (!passesLuhn(digits)) return wrong('number-wrong');
  return { ok: true, value: { digits, brand } };
}

export interface Expiry {
  readonly month: number;
  readonly year: number;
}

// A card is good until its month has ended everywhere on earth: the last place, Baker Island, is 12
// hours behind UTC.
const LAST_TIME_ZONE_MS = 12 * 60 * 60 * 1000;
// Banks print at most 20 years; twice that leaves room for the generous, and what is beyond is a
// slip of the finger.
const MAX_YEARS = 40;

/** Takes `01/27`, `1/27`, `0127`, `01/2027`, `01-27` and what autofill gives, `2027-01`. */
export function checkExpiry(text: string, nowMs: number): Checked<Expiry> {
  const typed = asciiDigits(text).trim();
  if (typed === '') return wrong('expiry-missing');
  const expiry = readExpiry(typed);
  if (expiry === null) return wrong('expiry-unreadable');
  if (expiry.month < 1 || expiry.month > 12) return wrong('expiry-month');
  const now = new Date(nowMs - LAST_TIME_ZONE_MS);
  const monthsLeft =
    (expiry.year - now.getUTCFullYear()) * 12 + expiry.month - 1 - now.getUTCMonth();
  if (monthsLeft < 0) return wrong('expiry-past');
  if (monthsLeft > MAX_YEARS * 12) return wrong('expiry-far');
  return { ok: true, value: expiry };
}

function readExpiry(typed: string): Expiry | null {
  const monthFirst = /^(\d{1,2})\s*[/.\s\p{Pd}]\s*(\d{2}|20\d{2})$/u.exec(typed);
  const bare = /^(\d{2})(\d{2}|20\d{2})$/.exec(typed);
  const yearFirst = /^(20\d{2})-(\d{1,2})$/.exec(typed);
  const month = monthFirst?.[1] ?? bare?.[1] ?? yearFirst?.[2];
  const year = monthFirst?.[2] ?? bare?.[2] ?? yearFirst?.[1];
  if (month === undefined || year === undefined) return null;
  return { month: Number(month), year: 2000 + Number(year.slice(-2)) };
}

/** `MM/YY`, as it is embossed. */
export function formatExpiryValue(expiry: Expiry): string {
  const pad = (part: number): string => String(part).padStart(2, '0');
  return `${pad(expiry.month)}/${pad(expiry.year % 100)}`;
}

/** Three digits, four for American Express. */
export function checkSecurityCode(text: string, brand: Brand | null): Checked<string> {
  const code = asciiDigits(text).trim();
  const isAmex = brand === 'amex';
  if (code === '') return wrong(isAmex ? 'code-missing-amex' : 'code-missing');
  const { codeLength } = brandRules(brand);
  const fits = /^\d+$/.test(code) && code.length === codeLength;
  return fits ? { ok: true, value: code } : wrong(isAmex ? 'code-wrong-amex' : 'code-wrong');
}

function wrong(problem: CardProblem): { readonly ok: false; readonly problem: CardProblem } {
  return { ok: false, problem };
}
