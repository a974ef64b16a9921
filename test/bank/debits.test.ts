// Bank debits: accounts instead of cards, and verdicts that come later, by time alone.

import { expect, test } from 'vitest';
import {
  aBank,
  aDebitToken,
  BAD_IBAN,
  chargeOf,
  GOOD_IBAN,
  labelled,
  ledgerOf,
  memoryLedger,
  post,
  RETURNED_IBAN,
} from './a-bank.ts';
import { manualClock } from '../support/manual-clock.ts';

interface Invalid {
  readonly code: string;
  readonly errors: readonly { path: string; message: string }[];
}

test.each([{ iban: GOOD_IBAN }, { number: 'de89-3704 0044 0532 0130 00', exp: '', cvc: '' }])(
  'the account %o becomes a token that tells no more than its end',
  async (details) => {
    const answer = await post(aBank(), '/tokens', details);
    expect(answer.status).toBe(201);
    const token = expect.stringMatching(/^tok_/) as unknown;
    expect(await answer.json()).toEqual({ token, brand: 'sepa_debit', last4: '3000' });
  },
);

test.each([
  [{ iban: '' }, 'iban', 'Enter the IBAN'],
  [{ iban: 'DE89 3704 0044 0532 0130 01' }, 'iban', 'a character seems wrong'],
  [{ iban: 'DE89' }, 'iban', 'too short'],
  [{ iban: `${GOOD_IBAN} 0` }, 'iban', 'too long'],
  [{ iban: '4242 4242 4242 4242' }, 'iban', 'begins with two letters'],
  [{ iban: 'DE75 5121 0800 1245 1261 99' }, 'iban', 'use a test account'],
  [{ number: 'DE89 3704 0044 0532 0130 0' }, 'number', 'too short'],
  [{ iban: 42 }, 'iban', 'must be a string'],
])('the account %o is refused at %s: %s', async (details, path, words) => {
  const answer = await post(aBank(), '/tokens', details);
  const { code, errors } = (await answer.json()) as Invalid;
  expect([answer.status, code, errors.map((error) => error.path)]).toEqual([
    400,
    'card-invalid',
    [path],
  ]);
  expect(errors[0]?.message).toContain(words);
});

test('the ledger never holds an IBAN', async () => {
  const bank = aBank();
  await post(bank, '/charges', labelled(await aDebitToken(bank)));
  expect(JSON.stringify(bank.ledger.events)).not.toContain('37040044');
});

test('a debit is pending and leads nowhere', async () => {
  const bank = aBank();
  const answer = await post(bank, '/charges', labelled(await aDebitToken(bank)));
  const charge: unknown = await answer.json();
  expect(answer.status).toBe(202);
  expect(charge).toMatchObject({
    status: 'pending',
    method: { type: 'bank_debit', brand: 'sepa_debit', last4: '3000' },
    label: { mark: 'shop-1' },
  });
  expect(charge).not.toHaveProperty('nextAction');
});

test.each([
  [GOOD_IBAN, 'captured', undefined],
  [BAD_IBAN, 'declined', 'debit_failed'],
  [RETURNED_IBAN, 'captured', undefined],
])('after four seconds the debit of %s is %s', async (iban, status, declineCode) => {
  const bank = aBank();
  await post(bank, '/charges', labelled(await aDebitToken(bank, iban)));
  await bank.clock.advance(3999);
  expect((await chargeOf(bank))?.status).toBe('pending');
  await bank.clock.advance(1);
  const charge = await chargeOf(bank);
  expect([charge?.status, charge?.declineCode]).toEqual([status, declineCode]);
  expect((await ledgerOf(bank)).charges).toMatchObject([{ status }]);
});

test('how long a debit takes is the bank’s option', async () => {
  const bank = aBank(memoryLedger(), manualClock(), { debitSettleMs: 50 });
  await post(bank, '/charges', labelled(await aDebitToken(bank)));
  await bank.clock.advance(50);
  expect((await chargeOf(bank))?.status).toBe('captured');
});

test('a debit that is returned stays captured in the ledger', async () => {
  const bank = aBank();
  await post(bank, '/charges', labelled(await aDebitToken(bank, RETURNED_IBAN)));
  await bank.clock.advance(8000);
  await bank.bank.tick();
  expect(bank.ledger.events.map(({ type }) => type)).toEqual([
    'token-issued',
    'charged',
    'settled',
    'reversed',
  ]);
  expect((await ledgerOf(bank)).charges).toMatchObject([{ status: 'captured' }]);
});

test('ticks and looks at once write each verdict once', async () => {
  const bank = aBank();
  await post(bank, '/charges', labelled(await aDebitToken(bank, RETURNED_IBAN)));
  await bank.clock.advance(60_000);
  const looks = Array.from({ length: 8 }, () => [bank.bank.tick(), ledgerOf(bank)]).flat();
  await Promise.all<unknown>(looks);
  const verdicts = bank.ledger.events.map(({ type }) => type).slice(2);
  expect(verdicts).toEqual(['settled', 'reversed']);
});

test('a debit on its way cannot be canceled, and the refusal tells of it', async () => {
  const bank = aBank();
  await post(bank, '/charges', labelled(await aDebitToken(bank)));
  const answer = await post(bank, '/charges/cancel', { key: 'key-1' });
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({
    code: 'already-charged',
    charge: { status: 'pending' },
  });
});

test('a bank made anew from the ledger settles what is due', async () => {
  const before = aBank();
  await post(before, '/charges', labelled(await aDebitToken(before)));
  const after = aBank(memoryLedger(before.ledger.events), before.clock);
  await after.clock.advance(4000);
  await after.bank.tick();
  expect((await chargeOf(after))?.status).toBe('captured');
});
