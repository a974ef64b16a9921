// What a person reads when card or account details are not complete: one short sentence each that
// says what to type. One place for the words, so that another language is another table.

import type { CardProblem } from './card-rules.ts';
import type { IbanProblem } from './iban.ts';

export type CardWords = Readonly<Record<CardProblem | IbanProblem, string>>;

export const ENGLISH_CARD_WORDS: CardWords = {
  'number-missing': 'Enter the long number on your card.',
  'number-short': 'This number is too short. Enter every digit.',
  'number-long': 'This number is too long. Enter only the card number.',
  'number-wrong': 'Check the number: a digit seems wrong.',
  'number-unknown': 'This is a sandbox: use a test card, such as 4242 4242 4242 4242.',
  'expiry-missing': 'Enter month and year as MM/YY.',
  'expiry-unreadable': 'Enter month and year as MM/YY.',
  'expiry-month': 'Enter a month from 01 to 12.',
  'expiry-past': 'This card has expired. Use another card.',
  'expiry-far': 'Check the year on your card.',
  'code-missing': 'Enter the 3 digits on the back of your card.',
  'code-wrong': 'Enter all 3 digits from the back of your card.',
  'code-missing-amex': 'Enter the 4 digits on the front of your card.',
  'code-wrong-amex': 'Enter all 4 digits from the front of your card.',
  'iban-missing': 'Enter the IBAN of your account.',
  'iban-shape': 'An IBAN begins with two letters and two digits, such as DE89.',
  'iban-short': 'This IBAN is too short. Enter every character.',
  'iban-long': 'This IBAN is too long. Enter only the IBAN.',
  'iban-wrong': 'Check the IBAN: a character seems wrong.',
  'iban-unknown': 'This is a sandbox: use a test account, such as DE89 3704 0044 0532 0130 00.',
};
