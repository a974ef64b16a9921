// What the bank takes from its environment, and what it refuses to start with.

import { expect, test } from 'vitest';
import { readBankVariables } from '../../src/shop/bank-variables.ts';

test('without variables everything is as the bank has it', () => {
  expect(readBankVariables({ BANK_DEBIT_MS: ' ', BANK_WEBHOOK_SECRET: '' })).toEqual({});
});

test('a secret and a time are taken', () => {
  const secret = `whsec_${btoa('a secret of the shop')}`;
  const variables = { BANK_DEBIT_MS: '250', BANK_WEBHOOK_SECRET: secret };
  expect(readBankVariables(variables)).toEqual({ debitSettleMs: 250, webhookSecret: secret });
});

test.each(['soon', '-1', '1.5', '86400001'])('a debit of %s ms is refused', (text) => {
  expect(() => readBankVariables({ BANK_DEBIT_MS: text })).toThrow(`BANK_DEBIT_MS is "${text}"`);
});

test.each(['short', 'whsec_c2hvcnQ', 'not base64 at all, really'])(
  'the secret %j is refused and not repeated',
  (secret) => {
    const read = (): unknown => readBankVariables({ BANK_WEBHOOK_SECRET: secret });
    expect(read).toThrow('BANK_WEBHOOK_SECRET must be');
    expect(read).not.toThrow(secret);
  },
);
