// A bank in memory for tests: its ledger is a list, its clock moves when told to, its randomness
// counts. Knows the bank's HTTP API as a caller does.

import { createBank, type Bank, type BankOptions } from '../../src/bank/bank.ts';
import type { BankEvent, Charge, Ledger } from '../../src/bank/ledger.ts';
import type { Random } from '../../src/protocol/ports.ts';
import { manualClock, type ManualClock } from '../support/manual-clock.ts';

export interface MemoryLedger extends Ledger {
  readonly events: BankEvent[];
  /** From now on appends wait until the returned function is called. */
  hold(): () => void;
}

export function memoryLedger(events: BankEvent[] = []): MemoryLedger {
  let gate = Promise.resolve();
  return {
    events,
    async append(event) {
      await gate;
      // As through a file: nothing that is kept can be changed later, and undefined is not kept.
      events.push(JSON.parse(JSON.stringify(event)) as BankEvent);
    },
    read: () => Promise.resolve([...events]),
    hold() {
      let open = (): void => undefined;
      gate = new Promise((resolve) => (open = resolve));
      return open;
    },
  };
}

export function countingRandom(): Random {
  let count = 0;
  return (length) => {
    count += 1;
    const bytes = new Uint8Array(Math.max(length, 4));
    new DataView(bytes.buffer).setUint32(0, count);
    return bytes.subarray(0, length);
  };
}

export interface TestBank {
  readonly bank: Bank;
  readonly ledger: MemoryLedger;
  readonly clock: ManualClock;
}

export function aBank(
  ledger = memoryLedger(),
  clock = manualClock(),
  options: Partial<BankOptions> = {},
): TestBank {
  const bank = createBank({ ledger, clock, random: countingRandom(), ...options });
  return { bank, ledger, clock };
}

const ORIGIN = 'http://bank.test';

export function get({ bank }: Pick<TestBank, 'bank'>, path: string): Promise<Response> {
  return bank.fetch(new Request(`${ORIGIN}${path}`));
}

export function post(
  { bank }: Pick<TestBank, 'bank'>,
  path: string,
  body: unknown,
  method = 'POST',
): Promise<Response> {
  return bank.fetch(
    new Request(`${ORIGIN}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );
}

export const GOOD_CARD = { number: '4242 4242 4242 4242', exp: '12/34', cvc: '123' };

export async function aToken(bank: TestBank, number = GOOD_CARD.number): Promise<string> {
  const answer = await post(bank, '/tokens', { ...GOOD_CARD, number });
  const { token } = (await answer.json()) as { token: string };
  return token;
}

export const GOOD_IBAN = 'DE89 3704 0044 0532 0130 00';
export const BAD_IBAN = 'DE62 3704 0044 0532 0130 01';
export const RETURNED_IBAN = 'DE02 1203 0000 0000 2020 51';

export async function aDebitToken(bank: TestBank, iban = GOOD_IBAN): Promise<string> {
  const answer = await post(bank, '/tokens', { iban });
  return ((await answer.json()) as { token: string }).token;
}

export const LABEL = { mark: 'shop-1', cartId: 'cart-1' };
export const RETURN_URL = 'http://shop.test/checkout?from=bank';

/** An order whose webhooks go to `shop-1`, and whose shopper can come back. */
export function labelled(token: string, key = 'key-1') {
  return { ...order(token, key), label: LABEL, returnUrl: RETURN_URL };
}

export async function chargeOf(bank: TestBank, key = 'key-1'): Promise<Charge | null> {
  const found = await get(bank, `/charges?key=${encodeURIComponent(key)}`);
  return ((await found.json()) as { charge: Charge | null }).charge;
}

export function order(token: string, key = 'key-1') {
  return { key, reference: 'chk_1', amount: { value: 4200, currency: 'EUR' }, token };
}

export interface LedgerAnswer {
  readonly charges: Charge[];
  readonly refunds: unknown[];
}

export async function ledgerOf(bank: TestBank, reference = 'chk_1'): Promise<LedgerAnswer> {
  return (await (await get(bank, `/ledger?reference=${reference}`)).json()) as LedgerAnswer;
}

export async function codeOf(answer: Response): Promise<unknown> {
  return ((await answer.json()) as { code?: unknown }).code;
}

export async function arm(bank: TestBank, point: string, times = 1, ms?: number): Promise<void> {
  await post(bank, '/faults', { point, times, ...(ms !== undefined && { ms }) });
}
