// The promise about card numbers: none of the bank's test numbers is ever in what reaches our
// servers, in what they answer, store or complain of. Knows the numbers, and what they look like.

import type { StoredRow } from '../history.ts';
import type { Oracle } from './oracle.ts';
import type { View } from './view.ts';

// The first fifteen digits of each, from the first three, four or five that has as many behind it:
// so one expression finds them, also inside an account's number.
const NUMBERS = new Set([
  '424242424242424',
  '400000000000000',
  '400000000000999',
  '400000000000997',
  '400000000000011',
  '400000276000318',
  '400000840000162',
  '555555555555444',
  '378282246310005',
  '370400440532013',
  '300000000202051',
]);
// Their beginnings, to be done with most texts in one look: a time may have one of them as well.
const BEGINNINGS =
  /4242424242|40000000|400000276|400000840|5555555555|378282246|3704004405|3000000002/;
const LONG_NUMBERS = /[3-5]\d{14}/g;

// In no request's body, no answer, no row and no word to the host, at any time.
const noCardNumber: Oracle = {
  name: 'no-card-number-anywhere',
  level: 'end-to-end',
  words: 'No card number reaches our servers, their answers or their rows.',
  check(view, tell) {
    for (const { asked, answers } of view.wire.exchanges.values()) {
      if (hasNumber(asked.body)) tell(`a card number was sent to ${asked.path}`, asked.n);
      for (const { body, n } of answers) if (hasNumber(body)) tell('a card number was answered', n);
    }
    for (const entry of view.history) {
      if (entry.type === 'error-told' && hasNumber(entry.message)) {
        tell('a card number was told to the host', entry.n);
      }
    }
    for (const { n, table } of numbersInRows(view)) tell(`a card number stands in ${table}`, n);
  },
};

function hasNumber(text: string): boolean {
  if (!BEGINNINGS.test(text)) return false;
  for (const [found] of text.matchAll(LONG_NUMBERS)) if (NUMBERS.has(found)) return true;
  return false;
}

// Of a row that is only changed, the columns that may bring new words.
const WORDS = ['token', 'message', 'answer_body', 'action_url', 'event', 'failure', 'lines'];

function* numbersInRows(view: View): Generator<{ readonly n: number; readonly table: string }> {
  for (const { changes, n } of view.rows.commits) {
    for (const { table, before, after } of changes) {
      if (after === null) continue;
      const isIn = before === null ? isInRow(after) : isInChange(before, after);
      if (isIn) yield { n, table };
    }
  }
}

function isInRow(row: StoredRow): boolean {
  for (const column in row) {
    const value = row[column];
    if (typeof value === 'string' && value.length >= 15 && hasNumber(value)) return true;
  }
  return false;
}

function isInChange(before: StoredRow, after: StoredRow): boolean {
  return WORDS.some((column) => {
    const value = after[column];
    return typeof value === 'string' && value !== before[column] && hasNumber(value);
  });
}

export const SECRETS: readonly Oracle[] = [noCardNumber];
