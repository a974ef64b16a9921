// What the sandbox bank is told by environment variables of its own, parsed once, with clear words
// for what is wrong. What it shares with the shop is read elsewhere.

interface BankVariables {
  readonly webhookSecret?: string;
  readonly debitSettleMs?: number;
}

// A day: longer, and nobody waits for it in a sandbox.
const MAX_DEBIT_MS = 24 * 60 * 60 * 1000;

/** `BANK_WEBHOOK_SECRET` signs webhooks; a bank debit settles after `BANK_DEBIT_MS`. */
export function readBankVariables(
  variables: Readonly<Record<string, string | undefined>>,
): BankVariables {
  const secret = variables['BANK_WEBHOOK_SECRET']?.trim() ?? '';
  const debit = variables['BANK_DEBIT_MS']?.trim() ?? '';
  // What stands there is not repeated: it is a secret.
  if (secret !== '' && !/^(whsec_)?[A-Za-z0-9+/]{16,}={0,2}$/.test(secret)) {
    throw new Error('BANK_WEBHOOK_SECRET must be "whsec_" and a secret in base64.');
  }
  const debitSettleMs = Number(debit);
  const isTime = Number.isInteger(debitSettleMs) && debitSettleMs >= 0;
  if (debit !== '' && (!isTime || debitSettleMs > MAX_DEBIT_MS)) {
    throw new Error(`BANK_DEBIT_MS is "${debit}": set it to milliseconds, such as 4000.`);
  }
  return {
    ...(secret !== '' && { webhookSecret: secret }),
    ...(debit !== '' && { debitSettleMs }),
  };
}
