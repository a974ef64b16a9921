// Turns card details into a one-time token, so that whoever charges never sees them. The ledger
// learns brand, last four digits and what the card stands for; number and security code are
// forgotten here.

import { bytesToHex } from '@noble/hashes/utils.js';
import type { FieldError } from '../protocol/messages.ts';
import type { Clock, Random } from '../protocol/ports.ts';
import { cardOutcome } from './card-table.ts';
import { checkExpiry, checkNumber, checkSecurityCode, type Checked } from './card-rules.ts';
import { ENGLISH_CARD_WORDS } from './card-words.ts';
import type { Register } from './register.ts';
import type { TokenRequest } from './requests.ts';

export interface TokenAnswer {
  readonly token: string;
  readonly brand: string;
  readonly last4: string;
}

export type Tokenized =
  | { readonly type: 'issued'; readonly answer: TokenAnswer }
  | { readonly type: 'invalid'; readonly errors: readonly FieldError[] };

export async function issueToken(
  card: TokenRequest,
  register: Register,
  clock: Clock,
  random: Random,
): Promise<Tokenized> {
  const number = checkNumber(card.number);
  const brand = number.ok ? number.value.brand : null;
  const expiry = checkExpiry(card.exp, clock.now());
  const code = checkSecurityCode(card.cvc, brand);
  const errors = [
    ...fieldErrors('number', number),
    ...fieldErrors('exp', expiry),
    ...fieldErrors('cvc', code),
  ];
  if (!number.ok || errors.length > 0) return { type: 'invalid', errors };
  const outcome = cardOutcome(number.value.digits);
  if (outcome === null) {
    return { type: 'invalid', errors: fieldErrors('number', notIssuedHere) };
  }
  const answer: TokenAnswer = {
    token: `tok_${bytesToHex(random(16))}`,
    brand: brand ?? 'unknown',
    last4: number.value.digits.slice(-4),
  };
  await register.record({ type: 'token-issued', atMs: clock.now(), ...answer, outcome });
  return { type: 'issued', answer };
}

const notIssuedHere: Checked<never> = { ok: false, problem: 'number-unknown' };

function fieldErrors(path: string, checked: Checked<unknown>): FieldError[] {
  return checked.ok ? [] : [{ path, message: ENGLISH_CARD_WORDS[checked.problem] }];
}
