// What makes an IBAN complete: its country's length and its two check digits (ISO 13616). The bank
// and the card fields page use the same rules. Knows codes for what is wrong, not the words, and
// not which accounts there are.

import { asciiDigits } from './digits.ts';

export type IbanProblem =
  'iban-missing' | 'iban-shape' | 'iban-short' | 'iban-long' | 'iban-wrong' | 'iban-unknown';

/** ISO 13616 allows no more anywhere. */
export const MAX_IBAN_LENGTH = 34;

/** Countries whose accounts can be debited in euros, with the length of their IBANs. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 ' +
    'IE22 IS26 IT27 LI21 LT20 LU20 LV21 MC27 MT31 NL18 NO15 PL28 PT25 RO24 SE24 SI19 SK24 SM27 VA22'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

export type CheckedIban =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: IbanProblem };

/** The IBAN in capitals, its spaces and dashes gone. */
export function checkIban(text: string): CheckedIban {
  const iban = bareIban(text);
  if (iban === '') return wrong('iban-missing');
  const length = LENGTHS.get(iban.slice(0, 2));
  if (!/^[A-Z]{2}[A-Z0-9]*$/.test(iban) || length === undefined) return wrong('iban-shape');
  if (iban.length < length) return wrong('iban-short');
  if (iban.length > length) return wrong('iban-long');
  return remainder(iban) === 1 ? { ok: true, value: iban } : wrong('iban-wrong');
}

/** Capitals and ASCII digits without what people set between them. */
export function bareIban(text: string): string {
  return asciiDigits(text)
    .replace(/[\s\p{Pd}.]/gu, '')
    .toUpperCase();
}

/** Whether somebody who typed this means an account and not a card. */
export function looksLikeIban(text: string): boolean {
  return /^[A-Z]{2}/.test(bareIban(text));
}

/** Modulo 97 of the IBAN read as a number: its head goes to the end, letters count from A = 10. */
function remainder(iban: string): number {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

function wrong(problem: IbanProblem): CheckedIban {
  return { ok: false, problem };
}
