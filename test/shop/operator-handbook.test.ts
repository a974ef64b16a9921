// The handbook shows commands and quotes what they print: the commands are ones that are
// understood, the quotes are what is printed today.

import { expect, test } from 'vitest';
import type { History, Waiting } from '../../src/server.ts';
import { commandOf, HELP } from '../../src/shop/operator-command.ts';
import { SETTLED, storyWords, sweepWords, waitingWords } from '../../src/shop/operator-words.ts';
import { readDocument } from '../support/document.ts';

const { text: handbook, snippets } = await readDocument('docs/operations.md');

const START = 'npm run operator -- ';

test('every command in the handbook is understood, and each that there is stands there', () => {
  const lines = snippets('sh').flatMap((block) => block.trim().split('\n'));
  const typed = lines.map((line) => line.replace(START, '').split(' '));
  expect(lines.filter((line) => !line.startsWith(START))).toEqual([]);
  expect(typed.map((words) => commandOf(words)).filter(({ type }) => type === 'wrong')).toEqual([]);
  const offered = [...HELP.matchAll(/^ {2}(\w+)/gm)].map((match) => match[1]);
  expect([...new Set(typed.map(([name]) => name))]).toEqual([...new Set(offered)]);
});

test('no snippet in the handbook is of another kind than commands and what was printed', () => {
  const languages = [...handbook.matchAll(/^```(\w*)$/gm)].map((match) => match[1]);
  expect([...new Set(languages)].sort()).toEqual(['', 'sh', 'text']);
});

/** The handbook's printed text without what was shortened: ids, times and line ends. */
const plain = (text: string): string => text.replace(/\s+/g, ' ');

test.each([
  ['nothing waits', waitingWords({ payments: [], refunds: [], events: [], messages: [] })],
  ['settled', SETTLED.settled],
  ['the bank knew', SETTLED['gateway-knew']],
  ['pending', SETTLED.pending],
  ['another payment has the charge', SETTLED['charge-taken']],
  ['held', SETTLED.held.split(':')[0] ?? ''],
  ['not open', SETTLED['not-open'].split(':')[0] ?? ''],
  ['swept', sweepWords({ taken: 1, ended: 1, refunds: 0, events: 0, messages: 0 })],
])('what is printed when %s is quoted as it is', (_when, words) => {
  expect(plain(handbook)).toContain(plain(words));
});

const AT = Date.parse('2026-11-21T15:58:11.325Z');
const MONEY = { amount_value: 2800, currency: 'EUR' };

test('what waits for a person is listed as the handbook shows it', () => {
  const waiting = {
    payments: [
      {
        checkoutId: 'chk_7c1b…',
        ordinal: 1,
        leg: 1,
        status: 'unknown',
        gateway: 'sandbox',
        amountValue: 2800,
        currency: 'EUR',
        createdAt: AT,
        checks: 18,
      },
    ],
    refunds: [],
    events: [],
    messages: [],
  } satisfies Waiting;
  expect(handbook).toContain(waitingWords(waiting));
});

test('a paid checkout reads as the handbook shows it', () => {
  const begun = Date.parse('2026-11-21T16:03:08.691Z');
  const id = 'chk_4491…';
  const place = { checkout_id: id, ordinal: 1, leg: 1 };
  // Only what is read of it.
  const story = {
    checkout: { ...MONEY, id, cart_id: 'cart_baff…', cart_version: 'v1', principal: 'guest_fb61…' },
    attempts: [
      {
        ...{ ...place, ...MONEY, status: 'succeeded', method_type: 'card', brand: 'visa' },
        ...{ last4: '4242', decline_code: null, attention_at: null, checks: 0 },
        ...{ created_at: begun, consent_until: begun + 60_000 },
      },
    ],
    legs: [],
    charges: [
      { ...MONEY, charge_id: 'ch_df23…', kept: true, refunded_value: 0, reversed_at: null },
    ],
    refunds: [],
    events: [
      {
        ...{ id: 'evt_c8a4…', type: 'paid', status: 'delivered', tries: 1, failure: null },
        ...{ reason: null, createdAt: Date.parse('2026-11-21T16:03:47.128Z') },
      },
    ],
  };
  const checkout = { ...story.checkout, revision: 6, paid: 1, live: null };
  const words = storyWords({ ...story, checkout } as unknown as History).split('\n');
  expect(words).toHaveLength(6);
  for (const line of words) expect(handbook.split('\n')).toContain(line);
});
