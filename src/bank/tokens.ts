// Turns card or account details into a one-time token, so that whoever charges never sees them. The
// ledger learns brand, last four digits and what they stand for; number and security code are
// forgotten here.

import { bytesToHex } from '@noble/hashes/utils.js';
import type { FieldError } from '../protocol/messages.ts';
import type { Clock, Random } from '../protocol/ports.ts';
import { accountOutcome, cardOutcome } from './card-table.ts';
import { checkExpiry, checkNumber, checkSecurityCode, type Checked } from './card-rules.ts';
import { ENGLISH_CARD_WORDS, type CardWords } from './card-words.ts';
import { checkIban } from './iban.ts';
import type { Outcome } from './ledger.ts';
import type { Register } from './register.ts';
import type { AccountDetails, CardDetails, TokenOrder } from './requests.ts';

export interface TokenAnswer {
  readonly token: string;
  readonly brand: string;
  readonly last4: string;
}

export type Tokenized =
  | { readonly type: 'issued'; readonly answer: TokenAnswer }
  | { readonly type: 'invalid'; readonly errors: readonly FieldError[] };

export async function issueToken(
  order: TokenOrder,
  register: Register,
  clock: Clock,
  random: Random,
): Promise<Tokenized> {
  const read = 'iban' in order ? readAccount(order) : readCard(order, clock.now());
  if ('errors' in read) return { type: 'invalid', errors: read.errors };
  const answer: TokenAnswer = {
    token: `tok_${bytesToHex(random(16))}`,
    brand: read.brand,
    last4: read.last4,
  };
  const { outcome } = read;
  await register.record({ type: 'token-issued', atMs: clock.now(), ...answer, outcome });
  return { type: 'issued', answer };
}

type Read =
  | { readonly brand: string; readonly last4: string; readonly outcome: Outcome }
  | { readonly errors: readonly FieldError[] };

function readCard(card: CardDetails, nowMs: number): Read {
  const number = checkNumber(card.number);
  const brand = number.ok ? number.value.brand : null;
  const errors = [
    ...fieldErrors('number', number),
    ...fieldErrors('exp', checkExpiry(card.exp, nowMs)),
    ...fieldErrors('cvc', checkSecurityCode(card.cvc, brand)),
  ];
  if (!number.ok || errors.length > 0) return { errors };
  const { digits } = number.value;
  const outcome = cardOutcome(digits);
  if (outcome === null) return { errors: [errorOf('number', 'number-unknown')] };
  return { brand: brand ?? 'unknown', last4: digits.slice(-4), outcome };
}

function readAccount({ iban: text, field }: AccountDetails): Read {
  const iban = checkIban(text);
  if (!iban.ok) return { errors: [errorOf(field, iban.problem)] };
  const outcome = accountOutcome(iban.value);
  if (outcome === null) return { errors: [errorOf(field, 'iban-unknown')] };
  return { brand: 'sepa_debit', last4: iban.value.slice(-4), outcome };
}

function fieldErrors(path: string, checked: Checked<unknown>): FieldError[] {
  return checked.ok ? [] : [errorOf(path, checked.problem)];
}

function errorOf(path: string, problem: keyof CardWords): FieldError {
  return { path, message: ENGLISH_CARD_WORDS[problem] };
}
