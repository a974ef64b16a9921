// What is stored and said for ever after a verdict. "Nothing was charged" is said only where that
// is proven, and nobody reads that a card is stolen.

import { expect, test } from 'vitest';
import { parseMessage, paymentSchema, problemSchema } from '../../src/protocol/messages.ts';
import type { ChargeOutcome } from '../../src/server/gateway.ts';
import { refusals } from '../../src/server/refusals.ts';
import { notCompleted, verdictOf } from '../../src/server/verdict.ts';
import { OPEN, PROCESSING } from './rows.ts';
import { testSettings } from './settings.ts';

type Declined = Extract<ChargeOutcome, { type: 'declined' }>;

const SUBJECT = { checkout: OPEN, attempt: PROCESSING };
const METHOD = { type: 'card', brand: 'visa', last4: '4242' };
const SUCCEEDED = {
  type: 'succeeded',
  chargeId: 'ch_1',
  amount: { value: 4200, currency: 'EUR' },
  method: METHOD,
} as const;

function declined(declineCode: string): Declined {
  return { type: 'declined', chargeId: 'ch_1', kind: 'hard', declineCode, method: METHOD };
}

// Every code that the sandbox bank or the server itself can give.
const CODES = [
  'generic_decline',
  'insufficient_funds',
  'stolen_card',
  'processing_error',
  'token_invalid',
  'not_completed',
  'fraudulent',
  'constructor',
  '__proto__',
  'toString',
  '',
];

test('a success is stored as 201 with the payment, and leaves no key', () => {
  const verdict = verdictOf(SUCCEEDED, SUBJECT, testSettings());
  const payment = JSON.parse(verdict.answerBody) as unknown;
  expect(parseMessage(paymentSchema, payment).ok).toBe(true);
  expect(payment).toMatchObject({ status: 'succeeded', method: METHOD });
  expect(verdict).toMatchObject({
    status: 'succeeded',
    chargeId: 'ch_1',
    answerStatus: 201,
    newKey: null,
    keyExpiresAt: null,
    declineCode: null,
    message: null,
  });
});

test('a decline is stored as 402 with a new key of a full life', () => {
  const settings = testSettings({ keyLifetimeMs: 7000 });
  const verdict = verdictOf(declined('generic_decline'), SUBJECT, settings);
  expect(verdict.answerStatus).toBe(402);
  expect(verdict.newKey).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  expect(verdict.newKey).not.toBe(PROCESSING.key);
  expect(verdict.keyExpiresAt).toBe(settings.clock.now() + 7000);
});

test.each(CODES)('a decline for "%s" is one problem, with words that were stored', (code) => {
  const verdict = verdictOf(declined(code), SUBJECT, testSettings());
  const body = JSON.parse(verdict.answerBody) as unknown;
  const parsed = parseMessage(problemSchema, body);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const { declineCode, message, detail, next } = parsed.value;
  expect([declineCode, message, detail, next]).toEqual([
    code,
    verdict.message,
    verdict.message,
    'new-key',
  ]);
  expect(verdict.message).toContain('Nothing was charged.');
});

test.each(['stolen_card', 'lost_card', 'fraudulent', 'pickup_card'])(
  'the words for %s are those of any decline',
  (code) => {
    const words = verdictOf(declined(code), SUBJECT, testSettings()).message;
    expect(words).toBe(verdictOf(declined('generic_decline'), SUBJECT, testSettings()).message);
    expect(words).not.toMatch(/stolen|lost|fraud|suspect/i);
  },
);

test('a success never says that nothing was charged', () => {
  expect(verdictOf(SUCCEEDED, SUBJECT, testSettings()).answerBody).not.toMatch(/nothing was/i);
});

test('a payment that was not completed names no charge and no card', () => {
  const verdict = notCompleted(SUBJECT, testSettings());
  expect(verdict).toMatchObject({
    status: 'declined',
    chargeId: null,
    declineCode: 'not_completed',
    method: { type: 'card' },
    answerStatus: 402,
  });
});

test('the stored bytes depend on nothing but the verdict and the attempt', () => {
  const bytes = () => verdictOf(declined('x'), SUBJECT, testSettings()).answerBody;
  const later = testSettings();
  later.random(64);
  expect(verdictOf(declined('x'), SUBJECT, later).answerBody).toBe(bytes());
  expect(bytes()).not.toContain(PROCESSING.key);
});

test('refusals that know nothing of the charge do not speak of it as not made', async () => {
  const silent = [
    refusals.inFlight(),
    refusals.keyNotCurrent(),
    refusals.keyReused(),
    refusals.notFound(),
    refusals.unavailable(),
  ];
  const texts = await Promise.all(silent.map((answer) => answer.text()));
  expect(texts.filter((text) => /nothing was charged|not charged/i.test(text))).toEqual([]);
  expect(texts.filter((text) => /failed|try again/i.test(text))).toEqual([]);
});
